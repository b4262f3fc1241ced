/** What a clause's term stands for, laid out so that a query goes over it from the front to the back; and several such together. */

/** @typedef {import("./postings.js").Postings} Postings */
/** @typedef {Uint32Array | Float64Array} Weights in thousandths */

/** So many bytes a term takes beside its postings, and each of these. */
const TERM = 200;
const POSTING = 8;
const NONE = new Uint32Array(0);

/** Documents in the order in which they are met, in each field once. */
export class Met {
  /** @param {Uint32Array} [documents] where they are put */
  constructor(documents = NONE) {
    /** @type {Uint32Array} */
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
   * @param {Uint8Array} seen which were met in this field
   */
  add(documents, from, end, position, seen) {
    if (from === end) return;
    if (this.size + end - from > this.documents.length) {
      const larger = new Uint32Array((this.size + end - from) * 2);
      larger.set(this.documents);
      this.documents = larger;
    }
    const into = this.documents;
    let { size } = this;
    for (let at = from; at < end; at += 1) {
      const document = documents[at] ?? 0;
      if (seen[document]) continue;
      seen[document] = 1;
      into[size] = document;
      size += 1;
    }
    this.size = size;
    const last = this.fields.at(-1);
    if (last?.[0] === position) last[1] = size;
    else this.fields.push([position, size]);
  }
}

/** Terms in the order in which Lunr's builder meets them, and their postings, those of a field one behind another. */
export class Run {
  /**
   * @param {Postings[]} expanded in the order in which Lunr finds them
   * @param {number[]} positions of the fields that are asked for
   * @param {Uint8Array[]} seen per field a zero for each document; they are zeros again afterwards
   */
  constructor(expanded, positions, seen) {
    const placed = expanded.map((term) => ({ term, place: placeOf(term) }));
    placed.sort((one, other) => one.place - other.place || inWord(one.term, other.term));
    this.postings = placed.map(({ term }) => term);
    this.terms = this.postings.map(({ term }) => term);
    this.known = new Set(this.terms);
    this.places = Float64Array.from(placed, ({ place }) => place);
    this.ranks = Float64Array.from(this.postings, ({ rank }) => rank);
    this.positions = positions;
    /** Per field: where the postings of each term begin, and one more for the end. */
    this.starts = seen.map((_, at) => (positions.includes(at) ? edgesOf(this.postings, at) : NONE));
    this.documents = this.starts.map((starts, at) => documentsOf(this.postings, at, starts));
    /** What each posting adds to a score. @type {Weights[]} */
    this.weights = [];
    this.met = metOf(expanded, positions, seen);
  }

  /** @returns {number} in bytes, about */
  get size() {
    const postings = this.documents.reduce((sum, { length }) => sum + length, 0);
    return this.terms.length * TERM + postings * POSTING + this.met.size * 4;
  }
}

/**
 * Sorts what Lunr's builder meets in one field of one document: by word, and of one word by code point.
 * @param {{ term: string, rank: number }} one
 * @param {{ term: string, rank: number }} other
 * @returns {number}
 */
function inWord(one, other) {
  return one.rank - other.rank || (one.term < other.term ? -1 : 1);
}

/** @param {Postings} term @returns {number} its first document and the first field there, in one */
function placeOf({ fields }) {
  let first = Number.POSITIVE_INFINITY;
  for (let position = 0; position < fields.length; position += 1) {
    const document = fields[position]?.documents[0];
    if (document !== undefined) first = Math.min(first, document * fields.length + position);
  }
  return first;
}

/** @param {Postings[]} terms @param {number} position @returns {Uint32Array} */
function edgesOf(terms, position) {
  let sum = 0;
  const starts = new Uint32Array(terms.length + 1);
  for (let at = 0; at < terms.length; at += 1) {
    sum += terms[at]?.fields[position]?.documents.length ?? 0;
    starts[at + 1] = sum;
  }
  return starts;
}

/** @param {Postings[]} terms @param {number} position @param {Uint32Array} starts @returns {Uint32Array} */
function documentsOf(terms, position, starts) {
  const all = new Uint32Array(starts.at(-1) ?? 0);
  for (const [at, { fields }] of terms.entries()) {
    const rows = fields[position];
    if (all.length && rows) all.set(rows.documents, starts[at]);
  }
  return all;
}

/** @param {Postings[]} terms @param {number[]} positions @param {Uint8Array[]} seen @returns {Met} */
function metOf(terms, positions, seen) {
  const met = new Met();
  for (const { fields } of terms) {
    for (const position of positions) {
      const [rows, own] = [fields[position], seen[position]];
      if (rows && own) met.add(rows.documents, 0, rows.documents.length, position, own);
    }
  }
  met.documents = met.documents.slice(0, met.size);
  let at = 0;
  for (const [position, end] of met.fields) {
    const own = seen[position];
    for (; at < end; at += 1) if (own) own[met.documents[at] ?? 0] = 0;
  }
  return met;
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
 * @param {Run | undefined} one
 * @param {number} at
 * @param {Run | undefined} other
 * @param {number} place
 * @returns {number} 0 if they are the same term
 */
function compared(one, at, other, place) {
  const near =
    (one?.places[at] ?? 0) - (other?.places[place] ?? 0) ||
    (one?.ranks[at] ?? 0) - (other?.ranks[place] ?? 0);
  if (near) return near;
  const [its, others] = [one?.terms[at] ?? "", other?.terms[place] ?? ""];
  return its < others ? -1 : Number(its > others);
}
