/** The postings of a few terms of many shards: they are read without the others. */

import { roomFor, weighAll } from "./postings.js";

/** @typedef {import("./postings.js").Shard} Shard */
/** @typedef {import("./postings.js").Laid} Laid */
/** @typedef {import("./postings.js").Read} Read */

/** Heads, documents, counts, lengths, and the words at which terms stand first. */
const FIVE = 5;

/**
 * Reads some terms, those of a shard in its order, because a part is read after its base; none of a shard that is read whole.
 * @param {import("./postings.js").Place[]} places
 * @param {import("./postings.js").Weighing} weighing
 * @returns {import("./postings.js").Rows[]} in the same order
 */
export function readFew(places, weighing) {
  const alone = places.filter(({ shard }) => !shard.laid);
  const laid = roomFor(alone, weighing);
  /** @type {Map<Shard, number[]>} */
  const each = new Map();
  for (const [nth, { shard }] of alone.entries()) {
    const own = each.get(shard) ?? [];
    if (!own.length) each.set(shard, own);
    own.push(nth);
  }
  const at = (/** @type {number} */ nth) => alone[nth]?.at ?? 0;
  for (const [shard, own] of each) {
    /** @type {Read | undefined} */
    let base;
    for (const nth of own.sort((one, other) => at(one) - at(other))) {
      const read = readTerm(shard, at(nth), laid, nth, base);
      base = read.base ?? read;
    }
  }
  weighAll(alone, laid, weighing);
  let nth = -1;
  return places.map(({ shard, at: own }) => {
    if (shard.laid) return { laid: shard.laid, nth: own };
    nth += 1;
    return { laid, nth };
  });
}

/**
 * Reads the postings of a term.
 * @param {Shard} shard
 * @param {number} at its number there
 * @param {Laid} [into] where they are put, if somebody asks for them
 * @param {number} [nth] which term of these it is
 * @param {Read} [before] what was read before of this shard that is no part
 * @returns {Read}
 */
export function readTerm(shard, at, into, nth = 0, before = undefined) {
  let first = at;
  while (shard.isPart[first]) first -= 1;
  const base = first === at ? undefined : before?.at === first ? before : readTerm(shard, first);
  for (const [number, stream] of shard.streams.entries()) stream.at = shard.marks[at * FIVE + number] ?? 0;
  return shard.next(at, base, into, nth);
}
