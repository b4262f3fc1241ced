/** Scores a document's fields together (BM25F), for sites that ask for it; the twin of `Ranker.together` in `rank.py`. */

import { rounded } from "./rank.js";

/** @typedef {import("./rank.js").Ranker} Ranker */
/** @typedef {import("./rank.js").Room} Room */
/** @typedef {import("./rank.js").Wanted} Wanted */

/**
 * Adds up the score of each document, what a term counts in its fields added up before it is weighed.
 * @param {Wanted[]} order
 * @param {Ranker} ranker
 * @param {Room} room its first sums are the scores
 */
export function addTogether(order, ranker, room) {
  const { places, found, scores: counted } = room;
  const whole = room.sums[0] ?? counted;
  const [k1] = ranker.scoring ?? [ranker.k1];
  for (const one of order) {
    const most = Math.max(...one.boosts);
    const size = countOf(one, most, ranker, room);
    const rarity = ranker.rarity(size);
    for (const document of found.subarray(0, size)) {
      const count = counted[document] ?? 0;
      places[document] = 0;
      counted[document] = 0;
      if (!count) continue;
      const weight = (rarity * ((k1 + 1) * count)) / (k1 + count);
      whole[document] = (whole[document] ?? 0) + most * (rounded(weight * 1000) / 1000);
    }
  }
}

/**
 * Adds up what a term counts in each document's fields.
 * @param {Wanted} wanted
 * @param {number} most the largest of the term's boosts
 * @param {Ranker} ranker
 * @param {Room} room the documents are among the found then, and what the term counts in each among its scores
 * @returns {number} how many documents have it
 */
function countOf({ term, boosts }, most, ranker, { places, found, scores }) {
  const { fieldBoosts, meanLengths, totals } = ranker;
  const [, ofMain = 0, ofOthers = 0] = ranker.scoring ?? [];
  const longest = totals.indexOf(Math.max(...totals));
  let size = 0;
  for (const [position, rows] of term.fields.entries()) {
    const share = most ? ((boosts[position] ?? 0) / most) * (fieldBoosts[position] ?? 1) : 0;
    // How much length is held against the field.
    const b = position === longest ? ofMain : ofOthers;
    for (const [at, document] of rows?.documents.entries() ?? []) {
      const relative = (rows?.lengths[at] ?? 0) / (meanLengths[position] ?? 1);
      if (!places[document]) {
        places[document] = 1;
        found[size] = document;
        size += 1;
      }
      scores[document] = (scores[document] ?? 0) + (share * (rows?.counts[at] ?? 0)) / (1 - b + b * relative);
    }
  }
  return size;
}
