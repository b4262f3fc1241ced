/** What a clause's term stands for, laid out so that a query goes over it from the front to the back; and several such together. */

/** @typedef {import("./postings.js").Shard} Shard */
/** @typedef {import("./postings.js").Place} Place */
/** @typedef {import("./postings.js").Read} Read */
/** @typedef {Place & { place: number, rank: number, nth: number }} Placed `nth`: in the order of Lunr's builder */
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
    this.size = addNew(documents, from, end, seen, this.documents, this.size);
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

/**
 * Makes weights of what is read of a term: they take the place of its counts.
 * @callback Weigh
 * @param {import("./postings.js").Column} column of a field
 * @param {number} nth which term of it
 * @param {number} position the field's
 * @param {number} found how many documents have the term, summed over the fields
 */

/** Terms in the order in which Lunr's builder meets them, and their postings, those of a field one behind another. */
export class Run {
  /**
   * @param {Place[]} expanded in the order in which Lunr finds them
   * @param {number[]} positions of the fields that are asked for
   * @param {Uint8Array[]} seen per field a zero for each document; they are zeros again afterwards
   * @param {Weigh} weigh
   * @param {typeof Uint32Array | typeof Float64Array} Column of weights
   */
  constructor(expanded, positions, seen, weigh, Column = Uint32Array) {
    const placed = expanded.map(({ shard, at, term }) => {
      const [place = 0, rank = 0] = [shard.starts[at], shard.ranks[at]];
      return { shard, at, term, place, rank, nth: 0 };
    });
    const sorted = placed.slice().sort(inPlace);
    for (const [nth, one] of sorted.entries()) one.nth = nth;
    /** @type {Place[]} */
    this.found = sorted;
    this.terms = sorted.map(({ term }) => term);
    this.known = new Set(this.terms);
    this.places = sorted.map(({ place }) => place);
    this.ranks = sorted.map(({ rank }) => rank);
    this.positions = positions;
    /** Per field: where the postings of each term begin, and one more for the end. */
    this.starts = seen.map((_, at) => (positions.includes(at) ? edgesOf(sorted, at) : NONE));
    this.documents = this.starts.map((starts) => new Uint32Array(starts.at(-1) ?? 0));
    /** What each posting adds to a score. @type {Weights[]} */
    this.weights = this.documents.map(({ length }) => new Column(length));
    this.#read(placed, weigh);
    this.met = this.#meet(placed, seen);
  }

  /**
   * Reads the postings; those of a shard in its order, because a part is read after its base.
   * @param {Placed[]} placed
   * @param {Weigh} weigh
   */
  #read(placed, weigh) {
    const { starts, documents, weights, positions } = this;
    const main = placed[0]?.shard.layout.main;
    /** @type {(import("./postings.js").Column | undefined)[]} */
    const columns = [];
    for (const field of positions) {
      const [own = NONE, counts = NONE] = [documents[field], weights[field]];
      const lengths = field === main ? NONE : new Uint32Array(own.length);
      columns[field] = { documents: own, counts, lengths, starts: starts[field] ?? NONE };
    }
    /** @type {Map<Shard, Placed[]>} */
    const each = new Map();
    for (const one of placed) {
      const own = each.get(one.shard) ?? [];
      if (!own.length) each.set(one.shard, own);
      own.push(one);
    }
    for (const own of each.values()) {
      /** @type {Read | undefined} */
      let base;
      for (const one of own.sort((a, b) => a.at - b.at)) base = this.#take(one, columns, weigh, base);
    }
  }

  /**
   * Reads the postings of a term.
   * @param {Placed} placed
   * @param {(import("./postings.js").Column | undefined)[]} columns
   * @param {Weigh} weigh
   * @param {Read} [before] the base that was read before
   * @returns {Read} the base that was read last
   */
  #take({ shard, at, nth }, columns, weigh, before) {
    const read = shard.read(at, columns, nth, before);
    let found = 0;
    for (const { count } of read.pieces) found += count;
    for (const position of this.positions) {
      const column = read.columns[position];
      if (column) weigh(column, nth, position, found);
    }
    return read.base ?? read;
  }

  /**
   * @param {Placed[]} placed
   * @param {Uint8Array[]} seen
   * @returns {Met}
   */
  #meet(placed, seen) {
    const met = new Met();
    for (const { nth } of placed) {
      for (const position of this.positions) {
        const [rows, own, starts] = [this.documents[position], seen[position], this.starts[position]];
        if (rows && own && starts) met.add(rows, starts[nth] ?? 0, starts[nth + 1] ?? 0, position, own);
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

  /** @returns {number} in bytes, about */
  get size() {
    const postings = this.documents.reduce((sum, { length }) => sum + length, 0);
    return this.terms.length * TERM + postings * POSTING + this.met.size * 4;
  }
}

/**
 * Sorts terms by their first document and the first field there, by the word, and of one word by code point.
 * @param {Placed} one
 * @param {Placed} other
 * @returns {number}
 */
function inPlace(one, other) {
  return one.place - other.place || one.rank - other.rank || (one.term < other.term ? -1 : 1);
}

/** @param {Place[]} terms @param {number} position @returns {Uint32Array} */
function edgesOf(terms, position) {
  let sum = 0;
  const starts = new Uint32Array(terms.length + 1);
  for (const [nth, { shard, at }] of terms.entries()) {
    sum += shard.sizes[at * shard.width + position] ?? 0;
    starts[nth + 1] = sum;
  }
  return starts;
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
