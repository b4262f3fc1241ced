/** A word that the index lacks in the language of its letters is read in another language of the site. */

import { alphabets, prepare, words } from "./analysis.js";

/**
 * Notes for each such word the first language in which the index has it.
 * @param {import("./shelf.js").Shelf} shelf
 * @param {string} text the query
 * @param {(word: string) => string} langOf in which its words are read
 * @param {import("./query.js").Clause[]} lacking those of whose terms the index has nothing
 * @param {Map<string, string>} others where it is noted
 */
export async function readElsewhere(shelf, text, langOf, lacking, others) {
  for (const { forms, start, end } of words(text, langOf, true)) {
    if (!lacking.some(({ term, editDistance }) => term === forms[0] && !editDistance)) continue;
    const word = text.slice(start, end);
    for (const lang of Object.keys(alphabets).filter((other) => other !== langOf(word))) {
      await prepare(lang);
      const [found] = words(word, lang, true);
      if (found && (await shelf.places(found.forms.slice(0, 1))).length) {
        others.set(word, lang);
        break;
      }
    }
  }
}
