/** Scores a document's fields together (BM25F), for sites that ask for it; the twin of `Ranker.together` in `rank.py`. */

import { rounded } from "./rank.js";
import { inOrder } from "./runs.js";
import { postingsAt } from "./whole.js";

/** @typedef {import("./rank.js").Ranker} Ranker */
/** @typedef {import("./rank.js").Room} Room */
/** @typedef {import("./rank.js").Asked} Asked */
/** @typedef {{ term: import("./whole.js").Postings, boosts: number[] }} Wanted a term, and the sum of the boosts that ask for it in each field */

/**
 * Adds up the score of each document, what a term counts in its fields added up before it is weighed.
 * @param {Asked[]} asked
 * @param {Ranker} ranker
 * @param {Room} room its first sums are the scores
 */
export function addTogether(asked, ranker, room) {
  const { places, found, scores: counted } = room;
  const whole = room.sums[0] ?? counted;
  const [k1] = ranker.scoring ?? [ranker.k1];
  for (const one of wantedOf(asked, ranker.fields.length)) {
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

/** @param {Asked[]} asked @param {number} fields @returns {Wanted[]} in the order in which Lunr's builder meets them */
function wantedOf(asked, fields) {
  const runs = asked.map(({ run }) => run);
  /** @type {Wanted[]} */
  const found = [];
  inOrder(runs, (own, next, count) => {
    const boosts = Array.from({ length: fields }, (_, position) =>
      own.reduce((sum, at) => {
        const isAsked = runs[at]?.positions.includes(position);
        return isAsked ? sum + (asked[at]?.clause.boost ?? 0) : sum;
      }, 0),
    );
    const [first = 0] = own;
    const from = next[first] ?? 0;
    for (const { shard, at } of runs[first]?.found.slice(from, from + count) ?? []) {
      found.push({ term: postingsAt(shard, at), boosts });
    }
  });
  return found;
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
