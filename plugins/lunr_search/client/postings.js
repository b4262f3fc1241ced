/** A shard of postings: which documents have a term in which field, how often, and how long that field is. */

import { Bits, eachNumber, riceBits } from "./bits.js";
import { Cursor, Damaged } from "./bytes.js";

/** @typedef {{ documents: Uint32Array, counts: Uint32Array, lengths: Uint32Array }} Rows one field of a term */
/** @typedef {{ term: string, rank: number, found: number, fields: (Rows | undefined)[] }} Postings `found`: documents, summed over the fields */
/** @typedef {import("./manifest.js").Layout} Layout */
/** @typedef {{ heads: Bits, documents: Bits, counts: Bits, lengths: Bits }} Streams */

/**
 * Every term of a shard.
 * @param {Uint8Array} data
 * @param {Layout} layout
 * @returns {Map<string, Postings>}
 */
export function readPostings(data, layout) {
  const cursor = new Cursor(data);
  const { words, columns } = cursor.words(3);
  const [ranks = [], blocks = [], kinds = []] = columns;
  const each = cursor.numbers(4).map((size) => new Bits(cursor.take(size)));
  const [heads, documents, counts, lengths] = /** @type {[Bits, Bits, Bits, Bits]} */ (each);
  const streams = { heads, documents, counts, lengths };
  const found = new Map(
    words.map((term, at) => {
      const fields = readTerm(streams, blocks[at] ?? 0, kinds[at] ?? 0, layout);
      const sum = fields.reduce((all, rows) => all + (rows?.documents.length ?? 0), 0);
      return [term, { term, rank: ranks[at] ?? 0, found: sum, fields }];
    }),
  );
  for (const stream of each) stream.check();
  return found;
}

/**
 * @param {Streams} streams
 * @param {number} blocks in how many segments the term stands
 * @param {number} kinds its fields, and which of its numbers are written
 * @param {Layout} layout
 * @returns {(Rows | undefined)[]}
 */
function readTerm(streams, blocks, kinds, layout) {
  const shapes = readHeads(streams.heads, blocks, kinds, layout);
  const sizes = layout.low.map(() => 0);
  for (let at = 0; at < shapes.length; at += 3) {
    const field = shapes[at + 1] ?? 0;
    sizes[field] = (sizes[field] ?? 0) + (shapes[at + 2] ?? 0);
  }
  const fields = sizes.map((size) => {
    const column = () => new Uint32Array(size);
    return size ? { documents: column(), counts: column(), lengths: column() } : undefined;
  });
  const filled = layout.low.map(() => 0);
  for (let at = 0; at < shapes.length; at += 3) {
    const [segment = 0, field = 0, count = 0] = [shapes[at], shapes[at + 1], shapes[at + 2]];
    const rows = fields[field];
    if (!rows) continue;
    const from = filled[field] ?? 0;
    fill(streams, rows, from, count, { segment, field, isMany: (kinds & 1) > 0 }, layout);
    filled[field] = from + count;
  }
  return fields;
}

/**
 * @param {Bits} heads
 * @param {number} blocks
 * @param {number} kinds
 * @param {Layout} layout
 * @returns {number[]} segment, field and number of postings, in turn
 */
function readHeads(heads, blocks, kinds, { starts, low: { length } }) {
  const own = Array.from({ length }, (_, field) => field).filter((field) => (kinds >> (field + 2)) & 1);
  const segments = starts.length - 1;
  const low = riceBits(segments, blocks);
  const found = [];
  let segment = -1;
  for (let block = 0; block < blocks; block += 1) {
    segment += blocks === segments ? 1 : 1 + heads.rice(low);
    if (segment >= segments) throw new Damaged("a segment is unknown");
    const has = own.length > 1 ? heads.bits(own.length) : 1;
    for (const [at, field] of own.entries()) {
      if ((has >> (own.length - 1 - at)) & 1) found.push(segment, field, kinds & 2 ? heads.gamma() : 1);
    }
  }
  return found;
}

/**
 * @param {Streams} streams
 * @param {Rows} rows
 * @param {number} from where in the rows
 * @param {number} count
 * @param {{ segment: number, field: number, isMany: boolean }} piece
 * @param {Layout} layout
 */
function fill(streams, rows, from, count, { segment, field, isMany }, layout) {
  const start = layout.starts[segment] ?? 0;
  let into = from;
  eachNumber(streams.documents, count, (layout.starts[segment + 1] ?? 0) - start, (number) => {
    rows.documents[into] = start + number;
    into += 1;
  });
  const { base, bits } = layout.bases[segment] ?? { base: 0, bits: 0 };
  const low = layout.low[field] ?? 0;
  for (let at = from; at < into; at += 1) {
    rows.counts[at] = isMany ? streams.counts.gamma() : 1;
    rows.lengths[at] =
      field === layout.main ? base + streams.lengths.bits(bits) : 1 + streams.lengths.rice(low);
  }
}
