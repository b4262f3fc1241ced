/** Where in a text the words of a query stand. */

import { words } from "./analysis.js";
import { marked } from "./engine.js";

const PASSAGE = 240;

/**
 * The part of a text where terms stand closest.
 * @param {string} text
 * @param {import("./engine.js").Terms} terms
 * @param {string} lang
 * @returns {import("./engine.js").Marked}
 */
export function passageOf(text, terms, lang) {
  const found = words(text, lang).filter(({ forms }) => forms.some((form) => terms.has(form)));
  let [best, most] = [found[0], 0];
  for (const [at, word] of found.entries()) {
    const here = new Set();
    for (const other of found.slice(at)) {
      if (other.end - word.start > PASSAGE) break;
      for (const form of other.forms) if (terms.has(form)) here.add(form);
    }
    if (here.size > most) [best, most] = [word, here.size];
  }
  if (!best) return [];
  const from = text.lastIndexOf(" ", Math.max(best.start - 40, 0)) + 1;
  const to = text.indexOf(" ", from + PASSAGE);
  return marked(text.slice(from, to < 0 ? undefined : to), terms, lang);
}
