/** A shard of postings: which documents have a term in which field, how often, and how long that field is; the twin of `postings.py`. */

import { Bits, readNumbers } from "./bits.js";
import { Cursor } from "./bytes.js";

/** @typedef {Uint32Array | Float64Array} Numbers */
/** @typedef {{ documents: Uint32Array, counts: Numbers, lengths: Uint32Array }} Column postings; of the main field the documents tell the lengths */
/** @typedef {{ language: number, field: number, from: number, count: number, more: number }} Piece some rows of a field, those of one language */
/** @typedef {{ at: number, column: Column, firsts: number[], pieces: Piece[], base?: Read }} Read a term by its number in its shard, and where the postings of each field begin; `base`: what it is a part of */
/** @typedef {{ shard: Shard, at: number, term: string }} Place where a term stands: its shard, and its number there */
/** @typedef {{ column: Column, starts: Uint32Array }} Laid terms one behind another, and where the postings of each begin, field by field; counts may be made weights, and then lengths are left out */
/** @typedef {{ laid: Laid, nth: number }} Rows where a term's postings are: with which others, and which of these it is */
/** @typedef {import("./manifest.js").Layout} Layout */
/** @typedef {{ Weights: typeof Uint32Array | typeof Float64Array, weigh: Weigh }} Weighing */
/**
 * Makes weights, in thousandths, of what is read of a term in a field: they take the place of its counts.
 * @callback Weigh
 * @param {Column} column
 * @param {number} from
 * @param {number} end
 * @param {number} field
 * @param {number} found how many documents have the term, summed over the fields
 */

/** So many bytes a word takes beside its letters. */
const LETTERING = 130;
/** And so many a posting that is read. */
const POSTING = 8;
/** Heads, documents, counts, lengths, and the words at which terms stand first. */
const STREAMS = 5;

/** Terms that stand together, as they were written: of their postings those are read that somebody asks for. */
export class Shard {
  /**
   * @param {Uint8Array} data
   * @param {Layout} layout
   * @param {(size: number) => void} [onGrown]
   */
  constructor(data, layout, onGrown) {
    this.onGrown = onGrown;
    const cursor = new Cursor(data);
    const { words, isPart } = cursor.forms();
    const { length } = words;
    this.layout = layout;
    this.words = words;
    this.isPart = isPart;
    this.kinds = cursor.numbers(length);
    const columns = cursor.numbers(STREAMS).map((size) => new Bits(cursor.take(size)));
    this.streams = /** @type {[Bits, Bits, Bits, Bits, Bits]} */ (columns);
    /** In bytes, about. */
    this.size = data.length + length * LETTERING;
    /** @type {Laid | undefined} */
    this.laid = undefined;
    this.width = layout.means.length;
    /** How many documents have each term in each field. */
    this.sizes = new Uint32Array(length * this.width);
    /** Each term's first document and the first field there, in one. */
    this.starts = new Uint32Array(length);
    /** The word at which it stands first. */
    this.ranks = new Uint32Array(length);
    /** Where its codes begin in each stream. */
    this.marks = new Uint32Array(length * STREAMS);
    this.#survey();
  }

  /**
   * Goes over all terms, and notes where the codes of each begin and where it stands first.
   * @param {Laid} [into] where the postings are put, if somebody asks for them
   */
  #survey(into) {
    const { streams, marks, width, starts, ranks, isPart, layout, sizes } = this;
    for (const stream of streams) stream.at = 0;
    /** @type {Read | undefined} */
    let base;
    for (let at = 0; at < isPart.length; at += 1) {
      const known = isPart[at] ? base : undefined;
      streams.forEach((stream, nth) => {
        marks[at * STREAMS + nth] = stream.at;
      });
      const read = this.next(at, known, into);
      const { column, firsts } = read;
      let start = 2 ** 53;
      for (const [field, first] of firsts.entries()) {
        if (!sizes[at * width + field]) continue;
        start = Math.min(start, (column.documents[first] ?? 0) * width + field);
      }
      starts[at] = start;
      const field = start % width;
      // A part stands first where its base does, if that stands there only once.
      const isSame =
        known && starts[known.at] === start && known.column.counts[known.firsts[field] ?? 0] === 1;
      ranks[at] = isSame
        ? (ranks[known.at] ?? 0)
        : streams[4].plain(lengthAt(column, firsts[field] ?? 0, field, layout));
      if (!known) base = read;
    }
    for (const stream of streams) stream.check();
  }

  /**
   * Reads the postings of the term at which the streams are.
   * @param {number} at
   * @param {Read} [base] what it is a part of
   * @param {Laid} [into]
   * @param {number} [nth] which term of these it is
   * @returns {Read}
   */
  next(at, base, into, nth = at) {
    const { layout, sizes, width, streams } = this;
    const first = at * width;
    const pieces = readHeads(streams[0], this.kinds[at] ?? 0, layout, sizes, first);
    let end = into?.starts[nth * width] ?? 0;
    /** @type {number[]} */
    const firsts = [];
    for (let place = first; place < first + width; place += 1) {
      firsts.push(end);
      end += sizes[place] ?? 0;
    }
    const read = { at, column: into?.column ?? passing(base ? 1 : 0, end), firsts, pieces, base };
    for (const piece of pieces) fill(streams, read, piece, layout);
    return read;
  }

  /**
   * All postings, weighed; it keeps them.
   * @param {Weighing} weighing
   * @returns {Laid}
   */
  all(weighing) {
    if (this.laid) return this.laid;
    const places = this.words.map((term, at) => ({ shard: this, at, term }));
    this.laid = roomFor(places, weighing);
    this.#survey(this.laid);
    weighAll(places, this.laid, weighing);
    this.size += this.laid.column.documents.length * POSTING;
    this.onGrown?.(this.size);
    return this.laid;
  }
}

/**
 * Room for the postings of some terms.
 * @param {Place[]} places
 * @param {Weighing} weighing
 * @returns {Laid}
 */
export function roomFor(places, { Weights }) {
  const { width = 0 } = places[0]?.shard ?? {};
  const starts = new Uint32Array(places.length * width + 1);
  let sum = 0;
  for (const [nth, { shard, at }] of places.entries()) {
    for (let field = 0; field < width; field += 1) {
      sum += shard.sizes[at * width + field] ?? 0;
      starts[nth * width + field + 1] = sum;
    }
  }
  return { column: columnOf(sum, Weights), starts };
}

/**
 * Makes weights of all that is read of some terms, in every field: another clause with the same term may take them from here.
 * @param {Place[]} places
 * @param {Laid} laid
 * @param {Weighing} weighing
 */
export function weighAll(places, { column, starts }, { weigh }) {
  for (const [nth, { shard }] of places.entries()) {
    const first = nth * shard.width;
    const found = (starts[first + shard.width] ?? 0) - (starts[first] ?? 0);
    for (let field = 0; field < shard.width; field += 1) {
      const [from = 0, end = 0] = [starts[first + field], starts[first + field + 1]];
      if (from < end) weigh(column, from, end, field, found);
    }
  }
  column.lengths = column.documents;
}

/** @param {number} size @param {Weighing["Weights"]} [Counts] @returns {Column} */
function columnOf(size, Counts = Uint32Array) {
  return { documents: new Uint32Array(size), counts: new Counts(size), lengths: new Uint32Array(size) };
}

/** What nobody asks for: the next term is put over it, but of a part its base. @type {Record<number, Column>} */
const passed = {};

/** @param {number} name @param {number} size @returns {Column} */
function passing(name, size) {
  const known = passed[name];
  if (known && known.documents.length >= size) return known;
  const column = columnOf(size * 2);
  passed[name] = column;
  return column;
}

/**
 * @param {Column} column
 * @param {number} at
 * @param {number} field
 * @param {Layout} layout
 * @returns {number} how long the field of a document is
 */
export function lengthAt({ documents, lengths: own }, at, field, { main, lengths }) {
  return (field === main ? lengths[documents[at] ?? 0] : own[at]) ?? 0;
}

/**
 * @param {Bits} heads
 * @param {number} kind
 * @param {Layout} layout
 * @param {Uint32Array} sizes of the fields; they are counted here
 * @param {number} first the place of the first field
 * @returns {Piece[]}
 */
function readHeads(heads, kind, { sizes: { length }, means }, sizes, first) {
  const only = kind >> means.length;
  const isOne = only > 0 || length === 1;
  const found = [];
  sizes.fill(0, first, first + means.length);
  for (let language = Math.max(only - 1, 0); language < (only || length); language += 1) {
    for (let field = 0; field < means.length; field += 1) {
      if (!((kind >> field) & 1)) continue;
      const count = heads.gamma() - (isOne ? 0 : 1);
      if (!count) continue;
      const from = sizes[first + field] ?? 0;
      sizes[first + field] = from + count;
      found.push({ language, field, from, count, more: heads.gamma() - 1 });
    }
  }
  return found;
}

/**
 * @param {Bits[]} streams
 * @param {Read} read
 * @param {Piece} piece
 * @param {Layout} layout
 */
function fill([, inDocuments, inCounts, inLengths], { column, firsts, base }, piece, layout) {
  const { language, field, count } = piece;
  if (!inDocuments || !inCounts || !inLengths) return;
  const { documents, counts, lengths } = column;
  const { starts, sizes, main, means } = layout;
  const known = base?.pieces.find((one) => one.language === language && one.field === field);
  const bases = known && base?.column;
  const from = (firsts[field] ?? 0) + piece.from;
  const space = known?.count ?? sizes[language] ?? 0;
  const shift = known ? (base?.firsts[field] ?? 0) + known.from : starts[language];
  readNumbers(inDocuments, count, space, documents, from, shift ?? 0);
  readCounts(inCounts, counts, from, piece);
  const mean = means[field] ?? 0;
  // An eighth of the mean; twice what a length is more than that, or twice what it is less, less 1.
  const low = Math.max(29 - Math.clz32(mean), 0);
  for (let at = from; at < from + count && (bases || field !== main); at += 1) {
    if (bases) {
      const place = documents[at] ?? 0;
      documents[at] = bases.documents[place] ?? 0;
      lengths[at] = bases.lengths[place] ?? 0;
    } else {
      const more = inLengths.rice(low);
      lengths[at] = more & 1 ? mean - (more + 1) / 2 : mean + more / 2;
    }
  }
}

/**
 * How often a term stands in each of its documents.
 * @param {Bits} stream
 * @param {Numbers} counts
 * @param {number} from the place of the first
 * @param {Piece} piece
 */
function readCounts(stream, counts, from, { count, more }) {
  counts.fill(1, from, from + count);
  if (!more) return;
  const others = count - 1;
  const space = others + more;
  const isMore = more <= others;
  const size = isMore ? more : others;
  const numbers = passing(2, size).documents;
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
  for (let nth = 0; nth < size; nth += 1) {
    const number = numbers[nth] ?? 0;
    counts[at] = number - last;
    last = number;
    at += 1;
  }
  counts[at] = space - last;
}
