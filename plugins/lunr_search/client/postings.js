/** A shard of postings: which documents have a term in which field, how often, and how long that field is; the twin of `postings.py`. */

import { Bits, readNumbers } from "./bits.js";
import { Cursor } from "./bytes.js";

/** @typedef {{ documents: Uint32Array, counts: Uint32Array, lengths: Uint32Array }} Rows one field of a term */
/** @typedef {{ language: number, field: number, from: number, count: number, more: number }} Piece some rows of a field, those of one language */
/**
 * `rank`: the word at which it stands first; `found`: documents, summed over the fields; `isPart`: an exact form each of whose
 * postings is one of its base's
 * @typedef {{ term: string, rank: number, found: number, fields: (Rows | undefined)[], pieces: Piece[], isPart: boolean }} Postings
 */
/** @typedef {import("./manifest.js").Layout} Layout */
/** @typedef {{ heads: Bits, documents: Bits, counts: Bits, lengths: Bits, firsts: Bits }} Streams */

/** So many bytes a word takes beside its letters. */
const LETTERING = 60;

/** Terms that stand together, as they were written: of their postings those are read that somebody asks for. */
export class Shard {
  /**
   * @param {Uint8Array} data
   * @param {Layout} layout
   */
  constructor(data, layout) {
    const cursor = new Cursor(data);
    const { words, isPart } = cursor.forms();
    this.layout = layout;
    this.words = words;
    this.isPart = isPart;
    this.kinds = cursor.numbers(words.length);
    this.columns = cursor.numbers(5).map((size) => cursor.take(size));
    /** In bytes, about. */
    this.size = data.length + words.length * LETTERING;
  }

  /**
   * The postings of those of some terms that are here, in the order of the shard.
   * @param {Set<string>} wanted
   * @returns {Postings[]}
   */
  read(wanted) {
    const { words, isPart, kinds, layout } = this;
    const each = this.columns.map((column) => new Bits(column));
    const [heads, documents, counts, lengths, firsts] = /** @type {[Bits, Bits, Bits, Bits, Bits]} */ (each);
    const streams = { heads, documents, counts, lengths, firsts };
    const last = words.findLastIndex((word) => wanted.has(word));
    /** @type {Postings[]} */
    const found = [];
    /** @type {Postings | undefined} */
    let base;
    used = 0;
    for (let at = 0; at <= last; at += 1) {
      const word = words[at] ?? "";
      const known = isPart[at] ? base : undefined;
      const isWanted = wanted.has(word);
      const term = readTerm(word, kinds[at] ?? 0, known, streams, layout, isWanted);
      base = known ?? term;
      if (isWanted) found.push(term);
    }
    for (const stream of each) stream.check();
    return found;
  }
}

/** Where terms are read that nobody asks for: the next shard is put over them. */
let pool = new Uint32Array(0);
let used = 0;

/**
 * @param {number} size
 * @param {boolean} [isKept]
 * @returns {Uint32Array}
 */
function column(size, isKept) {
  if (isKept) return new Uint32Array(size);
  // What was taken before keeps the array that it is a part of.
  if (used + size > pool.length) pool = new Uint32Array((used + size) * 2);
  used += size;
  return pool.subarray(used - size, used);
}

/**
 * @param {string} term
 * @param {number} kind its fields, and its language if it has only one
 * @param {Postings | undefined} base what it is a part of
 * @param {Streams} streams
 * @param {Layout} layout
 * @param {boolean} isWanted
 * @returns {Postings}
 */
function readTerm(term, kind, base, streams, layout, isWanted) {
  const sizes = layout.means.map(() => 0);
  const pieces = readHeads(streams.heads, kind, layout, sizes);
  let found = 0;
  const fields = sizes.map((size) => {
    found += size;
    const own = () => column(size, isWanted);
    return size ? { documents: own(), counts: own(), lengths: own() } : undefined;
  });
  for (const piece of pieces) {
    const rows = fields[piece.field];
    if (!rows) continue;
    const known = base?.pieces.find(
      ({ language, field }) => language === piece.language && field === piece.field,
    );
    if (base && known) fillFromBase(streams, rows, piece, known, base);
    else fill(streams, rows, piece, layout);
  }
  const rows = fields[layout.main];
  // Of what nobody asks for, only where it stands first is read.
  const last = rows && isWanted ? rows.documents.length : 1;
  for (let at = 0; rows && at < last; at += 1) {
    rows.lengths[at] = layout.lengths[rows.documents[at] ?? 0] ?? 0;
  }
  const postings = { term, rank: 0, found, fields, pieces, isPart: base !== undefined };
  postings.rank = readFirst(streams.firsts, postings, base);
  return postings;
}

/**
 * @param {Bits} heads
 * @param {number} kind
 * @param {Layout} layout
 * @param {number[]} sizes of the fields; they are counted here
 * @returns {Piece[]}
 */
function readHeads(heads, kind, { sizes: { length }, means }, sizes) {
  const only = kind >> means.length;
  const isOne = only > 0 || length === 1;
  const found = [];
  for (let language = Math.max(only - 1, 0); language < (only || length); language += 1) {
    for (let field = 0; field < means.length; field += 1) {
      if (!((kind >> field) & 1)) continue;
      const count = heads.gamma() - (isOne ? 0 : 1);
      if (!count) continue;
      const from = sizes[field] ?? 0;
      sizes[field] = from + count;
      found.push({ language, field, from, count, more: heads.gamma() - 1 });
    }
  }
  return found;
}

/**
 * @param {Streams} streams
 * @param {Rows} rows
 * @param {Piece} piece
 * @param {Layout} layout
 */
function fill(streams, { documents, counts, lengths }, piece, { starts, sizes, main, means }) {
  const { language, field, from, count } = piece;
  readNumbers(streams.documents, count, sizes[language] ?? 0, documents, from, starts[language] ?? 0);
  readCounts(streams.counts, counts, piece);
  if (field === main) return;
  const mean = means[field] ?? 0;
  // An eighth of the mean; twice what a length is more than that, or twice what it is less, less 1.
  const low = Math.max(29 - Math.clz32(mean), 0);
  for (let at = from; at < from + count; at += 1) {
    const more = streams.lengths.rice(low);
    lengths[at] = more & 1 ? mean - (more + 1) / 2 : mean + more / 2;
  }
}

/**
 * @param {Streams} streams
 * @param {Rows} rows
 * @param {Piece} piece
 * @param {Piece} known the base's
 * @param {Postings} base
 */
function fillFromBase(streams, { documents, counts, lengths }, piece, known, { fields }) {
  const rows = fields[piece.field];
  readNumbers(streams.documents, piece.count, known.count, documents, piece.from, known.from);
  readCounts(streams.counts, counts, piece);
  for (let at = piece.from; at < piece.from + piece.count; at += 1) {
    const place = documents[at] ?? 0;
    documents[at] = rows?.documents[place] ?? 0;
    lengths[at] = rows?.lengths[place] ?? 0;
  }
}

/**
 * How often a term stands in each of its documents.
 * @param {Bits} stream
 * @param {Uint32Array} counts
 * @param {Piece} piece
 */
function readCounts(stream, counts, { from, count, more }) {
  counts.fill(1, from, from + count);
  if (!more) return;
  const others = count - 1;
  const space = others + more;
  const isMore = more <= others;
  const size = isMore ? more : others;
  const numbers = column(size);
  readNumbers(stream, size, space, numbers, 0, 0);
  let at = from;
  if (isMore) {
    // Of the times behind the first, those in the document of the one before.
    for (let nth = 0; nth < size; nth += 1) {
      at = from + (numbers[nth] ?? 0) - nth;
      counts[at] = (counts[at] ?? 0) + 1;
    }
    return;
  }
  let last = -1;
  for (const number of numbers) {
    counts[at] = number - last;
    last = number;
    at += 1;
  }
  counts[at] = space - last;
}

/**
 * The word at which a term stands first.
 * @param {Bits} stream
 * @param {Postings} term
 * @param {Postings | undefined} base
 * @returns {number}
 */
function readFirst(stream, term, base) {
  const { document, field } = startOf(term);
  const rows = base?.fields[field];
  if (base && rows?.documents[0] === document && startOf(base).field === field && rows.counts[0] === 1) {
    return base.rank;
  }
  return stream.plain(term.fields[field]?.lengths[0] ?? 1);
}

/**
 * A term's first document, and the first field there.
 * @param {Postings} term
 */
export function startOf({ fields }) {
  const start = { document: Number.POSITIVE_INFINITY, field: 0 };
  for (let field = 0; field < fields.length; field += 1) {
    const document = fields[field]?.documents[0] ?? Number.POSITIVE_INFINITY;
    if (document >= start.document) continue;
    start.document = document;
    start.field = field;
  }
  return start;
}
