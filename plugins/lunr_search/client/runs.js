/** What a clause's term stands for, laid out so that a query goes over it from the front to the back; and several such together. */

/** @typedef {import("./postings.js").Place} Place */
/** @typedef {import("./postings.js").Rows} Rows */
/** @typedef {{ keys: number[], terms: string[] }} Sortable */

/** So many bytes a term takes. */
const TERM = 200;
/** A field has no more words. */
const MOST_WORDS = 2 ** 24;

/** Documents in the order in which they are met, in each field once. */
export class Met {
  /** @param {Uint32Array} documents where they are put */
  constructor(documents) {
    this.documents = documents;
    /** A field's after another's. @type {[position: number, end: number][]} */
    this.fields = [];
    this.size = 0;
  }

  /**
   * @param {Uint32Array} documents
   * @param {number} from
   * @param {number} end
   * @param {number} position of their field
   * @param {Uint8Array[]} seen per field: which were met
   */
  add(documents, from, end, position, seen) {
    const own = seen[position];
    if (from === end || !own) return;
    this.size = addNew(documents, from, end, own, this.documents, this.size);
    const last = this.fields.at(-1);
    if (last?.[0] === position) last[1] = this.size;
    else this.fields.push([position, this.size]);
  }
}

/**
 * Puts those behind what was met that were not, in a function of its own: an engine makes it quick once and for all.
 * @param {Uint32Array} documents
 * @param {number} from
 * @param {number} end
 * @param {Uint8Array} seen
 * @param {Uint32Array} into
 * @param {number} size how many were met
 * @returns {number} how many are now
 */
function addNew(documents, from, end, seen, into, size) {
  let met = size;
  for (let at = from; at < end; at += 1) {
    const document = documents[at] ?? 0;
    if (seen[document]) continue;
    seen[document] = 1;
    into[met] = document;
    met += 1;
  }
  return met;
}

/**
 * Puts zeros where some documents have something.
 * @param {Uint8Array | Uint16Array | Uint32Array} numbers
 * @param {Uint32Array} documents
 * @param {number} from
 * @param {number} end
 */
export function clear(numbers, documents, from, end) {
  for (let at = from; at < end; at += 1) numbers[documents[at] ?? 0] = 0;
}

/** Terms in the order in which Lunr's builder meets them, and where their postings are. */
export class Run {
  /**
   * @param {Place[]} expanded in the order in which Lunr finds them
   * @param {Rows[]} rows of each
   * @param {number[]} positions of the fields that are asked for
   * @param {Pick<import("./rank.js").Room, "seen" | "matched">} room it is the same afterwards
   */
  constructor(expanded, rows, positions, room) {
    const { length: width } = room.seen;
    this.width = width;
    this.positions = positions;
    const all = { keys: expanded.map(keyOf), terms: expanded.map(({ term }) => term) };
    const order = inPlace(all);
    const sorted = (/** @type {any[]} */ list) => order.map((at) => list[at]);
    /** @type {number[]} */
    this.keys = sorted(all.keys);
    /** @type {string[]} */
    this.terms = sorted(all.terms);
    this.known = new Set(this.terms);
    /** @type {Place[]} */
    this.found = sorted(expanded);
    /** With which others the postings of each term stand. @type {import("./postings.js").Column[]} */
    this.columns = [];
    /** Where there those of each field begin, and where they end. */
    this.starts = new Uint32Array(rows.length * (width + 1));
    for (const { laid, nth } of /** @type {Rows[]} */ (sorted(rows))) {
      const first = this.columns.push(laid.column) * (width + 1) - width - 1;
      for (let field = 0; field <= width; field += 1) {
        this.starts[first + field] = laid.starts[nth * width + field] ?? 0;
      }
    }
    this.met = this.#meet(rows, room);
    /** In bytes, about, without its postings, which are the shards'. */
    this.size = rows.length * TERM + this.met.size * 4;
  }

  /** @param {Rows[]} rows @param {Pick<import("./rank.js").Room, "seen" | "matched">} room @returns {Met} */
  #meet(rows, { seen, matched }) {
    const met = new Met(matched);
    for (const { laid, nth } of rows) {
      for (const position of this.positions) {
        const place = nth * this.width + position;
        const [from = 0, end = 0] = [laid.starts[place], laid.starts[place + 1]];
        met.add(laid.column.documents, from, end, position, seen);
      }
    }
    met.documents = met.documents.slice(0, met.size);
    let at = 0;
    for (const [position, end] of met.fields) {
      const own = seen[position];
      if (own) clear(own, met.documents, at, end);
      at = end;
    }
    return met;
  }
}

/**
 * Sorts terms by their first document and the first field there, by the word, and of one word by code point.
 * @param {Sortable} all
 * @returns {number[]} which comes first, and so on
 */
function inPlace(all) {
  const { length } = all.keys;
  // Numbers alone are sorted quickly; then nearly all are in order.
  const places = all.keys.map((key, nth) => Math.floor(key / MOST_WORDS) * length + nth);
  const order = Array.from(new Float64Array(places).sort().map((place) => place % length));
  return order.sort((one, other) => compared(all, one, all, other));
}

/**
 * A number that tells a term's first document and the first field there, and then the word.
 * @param {Place} place
 * @returns {number}
 */
function keyOf({ shard, at }) {
  return (shard.starts[at] ?? 0) * MOST_WORDS + (shard.ranks[at] ?? 0);
}

/**
 * Goes over the terms of several runs in the order in which Lunr's builder meets them, each term once.
 * @param {Run[]} runs
 * @param {(own: number[], next: number[], count: number) => void} each which runs have the next term, where each run stands,
 * and of one run alone how many terms follow before those of the others
 */
export function inOrder(runs, each) {
  const next = runs.map(() => 0);
  const isLeft = (/** @type {number} */ at) => (next[at] ?? 0) < (runs[at]?.terms.length ?? 0);
  const compare = (/** @type {number} */ one, /** @type {number} */ other) =>
    compared(runs[one], next[one] ?? 0, runs[other], next[other] ?? 0);
  const byNext = (/** @type {number} */ one, /** @type {number} */ other) =>
    compare(one, other) || one - other;
  const queue = [...runs.keys()].filter(isLeft).sort(byNext);
  const isSame = (/** @type {number} */ at) => compare(queue[0] ?? 0, at) === 0;
  for (let first = queue[0]; first !== undefined; first = queue[0]) {
    const others = queue.findIndex((at) => !isSame(at));
    const own = queue.splice(0, others < 0 ? queue.length : others);
    const [second] = queue;
    const isAlone = own.length === 1;
    const count = isAlone ? ahead(runs[first], next[first], runs[second ?? -1], next[second ?? -1]) : 1;
    each(own, next, count);
    for (const at of own) {
      next[at] = (next[at] ?? 0) + count;
      const into = queue.findIndex((other) => byNext(other, at) > 0);
      if (isLeft(at)) queue.splice(into < 0 ? queue.length : into, 0, at);
    }
  }
}

/**
 * How many terms of a run come before one of another.
 * @param {Run | undefined} run
 * @param {number | undefined} from on
 * @param {Run | undefined} other all come before none
 * @param {number | undefined} place
 * @returns {number}
 */
function ahead(run, from = 0, other = undefined, place = 0) {
  const { length } = run?.terms ?? [];
  let end = other ? from + 1 : length;
  while (end < length && compared(run, end, other, place) < 0) end += 1;
  return end - from;
}

/**
 * @param {Sortable | undefined} one
 * @param {number} at
 * @param {Sortable | undefined} other
 * @param {number} place
 * @returns {number} 0 if they are the same term
 */
function compared(one, at, other, place) {
  const near = (one?.keys[at] ?? 0) - (other?.keys[place] ?? 0);
  if (near) return near;
  const [its, others] = [one?.terms[at] ?? "", other?.terms[place] ?? ""];
  return its < others ? -1 : Number(its > others);
}
