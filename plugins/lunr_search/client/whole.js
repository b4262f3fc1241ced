/** The postings of terms as they are, for what asks more of them than their weights. */

import { readTerm } from "./few.js";
import { lengthAt } from "./postings.js";

/** @typedef {import("./postings.js").Shard} Shard */
/** @typedef {import("./postings.js").Piece} Piece */
/** @typedef {{ documents: Uint32Array, counts: ArrayLike<number>, lengths: Uint32Array }} Rows one field of a term */
/**
 * `rank`: the word at which it stands first; `found`: documents, summed over the fields; `isPart`: an exact form each of whose
 * postings is one of its base's
 * @typedef {{ term: string, rank: number, found: number, fields: (Rows | undefined)[], pieces: Piece[], isPart: boolean }} Postings
 */

/**
 * The postings of those terms that the index has, in the same order.
 * @param {import("./shelf.js").Shelf} shelf
 * @param {string[]} terms
 * @returns {Promise<Postings[]>}
 */
export async function postingsOf(shelf, terms) {
  return (await shelf.places(terms)).map(({ shard, at }) => postingsAt(shard, at));
}

/**
 * @param {Shard} shard
 * @param {number} at
 * @returns {Postings}
 */
export function postingsAt(shard, at) {
  const { words, ranks, isPart, layout, width, sizes } = shard;
  const { column, firsts, pieces } = readTerm(shard, at);
  const own = Array.from(sizes.subarray(at * width, (at + 1) * width));
  return {
    term: words[at] ?? "",
    rank: ranks[at] ?? 0,
    found: own.reduce((sum, size) => sum + size, 0),
    fields: own.map((size, field) => {
      const first = firsts[field] ?? 0;
      const documents = column.documents.slice(first, first + size);
      const counts = column.counts.slice(first, first + size);
      const lengths = Uint32Array.from({ length: size }, (_, nth) =>
        lengthAt(column, first + nth, field, layout),
      );
      return size ? { documents, counts, lengths } : undefined;
    }),
    pieces,
    isPart: isPart[at] ?? false,
  };
}
