/** A shard of postings: which documents have a term in which field, how often, and how long that field is. */

import { Cursor, Damaged } from "./bytes.js";

const OVERFLOW = 255;

/** @typedef {{ documents: Uint32Array, counts: Uint32Array, lengths: Uint32Array }} Rows one field of a term */
/** @typedef {{ term: string, rank: number, found: number, fields: (Rows | undefined)[] }} Postings `found`: documents, summed over the fields */

/**
 * Every term of a shard; a term's own bytes are read when it is asked for.
 * @param {Uint8Array} data
 * @param {number[]} starts the first document number of each segment
 * @param {number} fields how many there are
 * @returns {Map<string, () => Postings>}
 */
export function readPostings(data, starts, fields) {
  const cursor = new Cursor(data);
  const { words, columns } = cursor.words(2);
  const [ranks = [], blocks = []] = columns;
  const ends = readHeads(cursor, blocks);
  const total = ends.at(-1)?.posting ?? 0;
  const [steps, counts, lows, highs] = [0, 1, 2, 3].map(() => cursor.take(total));
  if (!steps || !counts || !lows || !highs) throw new Damaged("a column is missing");
  const shard = { data, steps, counts, lows, highs, starts, fields, extra: new Map() };
  if (cursor.at < data.length) readExtras(shard, cursor, words.length, ends, blocks);
  return new Map(
    words.map((term, at) => {
      /** @type {Postings | undefined} */
      let made;
      const [begin, count, rank] = [ends[at], blocks[at] ?? 0, ranks[at] ?? 0];
      return [term, () => (made ??= readTerm(shard, term, rank, count, begin ?? { head: 0, posting: 0 }))];
    }),
  );
}

/** @typedef {{ head: number, posting: number }} Place where a term begins: in the shard, and among the postings */
/** @typedef {{ data: Uint8Array, steps: Uint8Array, counts: Uint8Array, lows: Uint8Array, highs: Uint8Array, starts: number[], fields: number, extra: Map<number, { count: number, high: number }> }} Shard */

/**
 * Where each term begins, and one more place for the end.
 * @param {Cursor} cursor
 * @param {number[]} blocks how many segments have each term
 * @returns {Place[]}
 */
function readHeads(cursor, blocks) {
  let posting = 0;
  const places = blocks.map((count) => {
    const place = { head: cursor.at, posting };
    for (let block = 0; block < count; block += 1) {
      cursor.number();
      for (let shape = 1; shape & 1; ) {
        shape = cursor.number();
        posting += Math.floor(shape / 16);
      }
    }
    return place;
  });
  return [...places, { head: cursor.at, posting }];
}

/**
 * What did not fit its byte: block by block first counts, then high bytes of lengths.
 * @param {Shard} shard
 * @param {Cursor} cursor
 * @param {number} terms
 * @param {Place[]} places
 * @param {number[]} blocks
 */
function readExtras(shard, cursor, terms, places, blocks) {
  for (let term = 0; term < terms; term += 1) {
    let posting = places[term]?.posting ?? 0;
    const heads = new Cursor(shard.data);
    heads.at = places[term]?.head ?? 0;
    for (let block = 0; block < (blocks[term] ?? 0); block += 1) {
      heads.number();
      let end = posting;
      for (let shape = 1; shape & 1; ) {
        shape = heads.number();
        end += Math.floor(shape / 16);
      }
      for (const [column, name] of /** @type {const} */ ([
        [shard.counts, "count"],
        [shard.highs, "high"],
      ])) {
        for (let at = posting; at < end; at += 1) {
          if (column[at] !== OVERFLOW) continue;
          const known = shard.extra.get(at) ?? { count: 0, high: 0 };
          known[name] = cursor.number();
          shard.extra.set(at, known);
        }
      }
      posting = end;
    }
  }
}

/**
 * @param {Shard} shard
 * @param {string} term
 * @param {number} rank
 * @param {number} blocks
 * @param {Place} place
 * @returns {Postings}
 */
function readTerm(shard, term, rank, blocks, place) {
  const sizes = new Array(shard.fields).fill(0);
  eachRun(shard, blocks, place, (field, _start, _at, count) => {
    sizes[field] += count;
  });
  const fields = sizes.map((size) =>
    size
      ? { documents: new Uint32Array(size), counts: new Uint32Array(size), lengths: new Uint32Array(size) }
      : undefined,
  );
  const filled = new Array(shard.fields).fill(0);
  const { steps, counts, lows, highs, extra } = shard;
  eachRun(shard, blocks, place, (field, start, at, count) => {
    const rows = fields[field];
    if (!rows) return;
    let document = start;
    let into = filled[field];
    for (let posting = at; posting < at + count; posting += 1) {
      document += steps[posting] ?? 0;
      rows.documents[into] = document;
      rows.counts[into] = counts[posting] ?? 0;
      rows.lengths[into] = (lows[posting] ?? 0) | ((highs[posting] ?? 0) << 8);
      const more = extra.size ? extra.get(posting) : undefined;
      if (more) {
        rows.counts[into] = (counts[posting] ?? 0) + more.count;
        rows.lengths[into] = (lows[posting] ?? 0) + ((highs[posting] ?? 0) + more.high) * 256;
      }
      into += 1;
    }
    filled[field] = into;
  });
  return { term, rank, found: sizes.reduce((sum, size) => sum + size, 0), fields };
}

/**
 * Calls back for each field of each segment that has the term.
 * @param {Shard} shard
 * @param {number} blocks
 * @param {Place} place
 * @param {(field: number, start: number, posting: number, count: number) => void} use
 */
function eachRun(shard, blocks, place, use) {
  const heads = new Cursor(shard.data);
  heads.at = place.head;
  let { posting } = place;
  let segment = 0;
  for (let block = 0; block < blocks; block += 1) {
    segment += heads.number();
    const start = shard.starts[segment];
    if (start === undefined) throw new Damaged("a segment is unknown");
    for (let shape = 1; shape & 1; ) {
      shape = heads.number();
      const field = (shape >> 1) & 7;
      const count = Math.floor(shape / 16);
      if (field >= shard.fields) throw new Damaged("a field is unknown");
      use(field, start, posting, count);
      posting += count;
    }
  }
}
