/** A shard of postings: which documents have a term in which field, how often, and how long that field is; the twin of `postings.py`. */

import { Bits, readNumbers } from "./bits.js";
import { Cursor } from "./bytes.js";

/** @typedef {Uint32Array | Float64Array} Numbers */
/**
 * Where the postings of a field are put, those of the nth term from `starts[nth]` on, or from the front; of the main field the documents tell the lengths.
 * @typedef {{ documents: Uint32Array, counts: Numbers, lengths: Uint32Array, starts?: Uint32Array }} Column
 */
/** @typedef {{ language: number, field: number, from: number, count: number, more: number }} Piece some rows of a field, those of one language */
/** @typedef {{ at: number, nth: number, columns: (Column | undefined)[], pieces: Piece[], base?: Read }} Read a term by its number in its shard; `base`: what it is a part of */
/** @typedef {{ shard: Shard, at: number, term: string }} Place where a term stands: its shard, and its number there */
/** @typedef {import("./manifest.js").Layout} Layout */

/** So many bytes a word takes beside its letters. */
const LETTERING = 130;
/** Heads, documents, counts, lengths, and the words at which terms stand first. */
const STREAMS = 5;

/** Terms that stand together, as they were written: of their postings those are read that somebody asks for. */
export class Shard {
  /**
   * @param {Uint8Array} data
   * @param {Layout} layout
   */
  constructor(data, layout) {
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
    this.width = layout.means.length;
    /** How many documents have each term in each field. */
    this.sizes = new Uint32Array(length * this.width);
    /** Each term's first document and the first field there, in one. */
    this.starts = new Uint32Array(length);
    /** The word at which it stands first. */
    this.ranks = new Uint32Array(length);
    /** Where its codes begin in each stream. */
    this.marks = new Uint32Array(length * STREAMS);
    /** @type {Map<string, number> | undefined} */
    this.numbers = undefined;
    this.#survey();
  }

  /** Goes over all terms once, so that those that somebody asks for are read without the others. */
  #survey() {
    const { streams, marks, width, starts, ranks, isPart, layout } = this;
    /** @type {Read | undefined} */
    let base;
    for (let at = 0; at < isPart.length; at += 1) {
      const known = isPart[at] ? base : undefined;
      streams.forEach((stream, nth) => {
        marks[at * STREAMS + nth] = stream.at;
      });
      const read = this.#next(at, [], 0, known);
      let start = Number.POSITIVE_INFINITY;
      read.columns.forEach((column, field) => {
        if (column) start = Math.min(start, (column.documents[0] ?? 0) * width + field);
      });
      starts[at] = start;
      const field = start % width;
      // A part stands first where its base does, if that stands there only once.
      const isSame = known && starts[known.at] === start && known.columns[field]?.counts[0] === 1;
      ranks[at] = isSame
        ? (ranks[known.at] ?? 0)
        : streams[4].plain(lengthAt(read.columns[field], 0, field, layout));
      if (!known) base = read;
    }
    for (const stream of streams) stream.check();
  }

  /**
   * Reads the postings of the term at which the streams are.
   * @param {number} at
   * @param {(Column | undefined)[]} into
   * @param {number} nth
   * @param {Read} [base] what it is a part of
   * @returns {Read}
   */
  #next(at, into, nth, base) {
    const { layout, sizes, width, streams } = this;
    const first = at * width;
    const pieces = readHeads(streams[0], this.kinds[at] ?? 0, layout, sizes, first);
    /** @type {(Column | undefined)[]} */
    const columns = [];
    for (let field = 0; field < width; field += 1) {
      const size = sizes[first + field];
      columns.push(size ? (into[field] ?? passing(field * 2 + Number(base !== undefined), size)) : undefined);
    }
    const read = { at, nth, columns, pieces, base };
    for (const piece of pieces) fill(streams, read, piece, layout);
    return read;
  }

  /**
   * Reads the postings of a term.
   * @param {number} at its number here
   * @param {(Column | undefined)[]} into per field where they are put, if somebody asks for them
   * @param {number} [nth] which term of these columns it is
   * @param {Read} [before] what was read before of this shard that is no part
   * @returns {Read}
   */
  read(at, into, nth = 0, before = undefined) {
    let first = at;
    while (this.isPart[first]) first -= 1;
    const base = first === at ? undefined : before?.at === first ? before : this.#at(first, [], 0);
    return this.#at(at, into, nth, base);
  }

  /**
   * @param {number} at
   * @param {(Column | undefined)[]} into
   * @param {number} nth
   * @param {Read} [base]
   */
  #at(at, into, nth, base) {
    this.streams.forEach((stream, number) => {
      stream.at = this.marks[at * STREAMS + number] ?? 0;
    });
    return this.#next(at, into, nth, base);
  }

  /** @param {string} word @returns {number | undefined} its number here */
  find(word) {
    this.numbers ??= new Map(this.words.map((one, at) => [one, at]));
    return this.numbers.get(word);
  }
}

/** @param {number} size @returns {Column} */
export function columnOf(size) {
  return { documents: new Uint32Array(size), counts: new Uint32Array(size), lengths: new Uint32Array(size) };
}

/** What nobody asks for: the next term is put over it, but of a part its base. @type {Record<string, Column>} */
const passed = {};

/** @param {number | string} name @param {number} size @returns {Column} */
function passing(name, size) {
  const known = passed[name];
  if (known && known.documents.length >= size) return known;
  const column = columnOf(size * 2);
  passed[name] = column;
  return column;
}

/**
 * @param {Column | undefined} column
 * @param {number} at
 * @param {number} field
 * @param {Layout} layout
 * @returns {number} how long the field of a document is
 */
export function lengthAt(column, at, field, { main, lengths }) {
  return (field === main ? lengths[column?.documents[at] ?? 0] : column?.lengths[at]) ?? 0;
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
function fill([, inDocuments, inCounts, inLengths], { columns, nth, base }, piece, layout) {
  const { language, field, count } = piece;
  const column = columns[field];
  if (!column || !inDocuments || !inCounts || !inLengths) return;
  const { documents, counts, lengths } = column;
  const { starts, sizes, main, means } = layout;
  const known = base?.pieces.find((one) => one.language === language && one.field === field);
  const bases = known && base?.columns[field];
  const from = (column.starts?.[nth] ?? 0) + piece.from;
  const space = known?.count ?? sizes[language] ?? 0;
  const shift = bases ? (bases.starts?.[base.nth] ?? 0) + known.from : starts[language];
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
  const numbers = passing("counts", size).documents;
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
