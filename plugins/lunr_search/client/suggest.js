/** "Did you mean": the commonest of the words that are nearest to one that nobody wrote. */

import { analyseQuery, EXACT } from "./analysis.js";

/** @typedef {import("./shelf.js").Shelf} Shelf */

const NEAREST = 3;

/**
 * A query that finds something, for one that finds nothing: unknown words replaced by the commonest of the nearest.
 * @param {Shelf} shelf
 * @param {string} query
 * @param {import("./query.js").Clause[]} missing
 * @param {string} lang
 * @returns {Promise<string>}
 */
export async function insteadOf(shelf, query, missing, lang) {
  let text = query;
  for (const clause of missing) {
    if (clause.editDistance || clause.term.includes("*") || clause.term.length < NEAREST) continue;
    const near = await nearest(shelf, clause.term);
    if (!near) continue;
    for (const piece of query.split(/[\s"“”„«»+:^~-]+/)) {
      const isIt = analyseQuery(piece, lang).some((forms) => forms.includes(clause.term));
      if (isIt) text = text.replace(piece, near);
    }
  }
  return text === query ? "" : text;
}

/** @param {Shelf} shelf @param {string} term @returns {Promise<string | undefined>} */
async function nearest(shelf, term) {
  for (const distance of [1, 2]) {
    const words = await shelf.expand(term, distance);
    // A word that begins alike is nearer than one that does not.
    const plain = words.filter((word) => !word.includes(EXACT));
    const alike = plain.filter((word) => word.slice(0, 2) === term.slice(0, 2));
    const few = (alike.length ? alike : plain).slice(0, 8);
    const known = (await Promise.all(few.map((word) => shelf.postings(word)))).filter(
      (found) => found !== undefined,
    );
    if (known.length) return known.sort((one, other) => other.found - one.found)[0]?.term;
  }
  return undefined;
}
