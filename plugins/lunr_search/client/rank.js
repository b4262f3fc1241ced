/** Lunr's scoring and its rules of required and prohibited clauses; the twin of `rank.py`, addition by addition. */

import { clear, inOrder, Met, Run } from "./runs.js";

/** @typedef {{ clause: import("./query.js").Clause, run: Run }} Asked a clause and what it stands for */

/** More clauses than a query can require. */
const NEVER = 65_535;
/** Fields with larger boosts have weights that are no numbers of 32 bits, in thousandths. */
const LARGE = 1000;

/** Arrays that one query after another uses: it finds them filled with zeros, and leaves them so. */
export class Room {
  /**
   * @param {number} count of documents
   * @param {number} fields
   */
  constructor(count, fields) {
    const each = (/** @type {() => any} */ make) => Array.from({ length: fields }, make);
    /** @type {Uint8Array[]} per field: the documents that were met there */
    this.seen = each(() => new Uint8Array(count));
    /** @type {Float64Array[]} per field: the sum of the terms' weights in each document */
    this.sums = each(() => new Float64Array(count));
    /** How many required clauses, from the first on, each document has; NEVER, if it is prohibited. */
    this.met = new Uint16Array(count);
    /** Where each document stands among the found, counted from 1. */
    this.places = new Uint32Array(count);
    this.found = new Uint32Array(count);
    this.scores = new Float64Array(count);
    /** Filled anew by each query: each document once for each field. */
    this.matched = new Uint32Array(count * fields);
  }
}

/** All documents that match, in Lunr's order of first match, and the score of each. */
export class Hits {
  /**
   * @param {Uint32Array} documents
   * @param {Float64Array} scores in the same order
   */
  constructor(documents, scores) {
    this.documents = documents;
    this.scores = scores;
  }

  /**
   * The best documents, best first; equal ones keep their order.
   * @param {number} most
   * @param {ArrayLike<number>} [by] how good each is, if not its score
   * @returns {{ document: number, score: number }[]}
   */
  best(most, by = this.scores) {
    return highest(by, most).map((at) => ({
      document: this.documents[at] ?? 0,
      score: this.scores[at] ?? 0,
    }));
  }
}

/**
 * Where the highest numbers stand, the highest first; equal ones keep their order.
 * @param {ArrayLike<number>} numbers
 * @param {number} most
 * @returns {number[]}
 */
function highest(numbers, most) {
  /** @type {number[]} */
  const found = [];
  let least = 0;
  for (let at = 0; at < numbers.length && most; at += 1) {
    const own = numbers[at] ?? 0;
    if (found.length === most && own <= least) continue;
    let into = found.length;
    while (into && (numbers[found[into - 1] ?? 0] ?? 0) < own) into -= 1;
    found.splice(into, 0, at);
    found.length = Math.min(found.length, most);
    least = numbers[found.at(-1) ?? 0] ?? 0;
  }
  return found;
}

/** Answers queries over one index. */
export class Ranker {
  /**
   * @param {import("./manifest.js").Manifest} manifest
   * @param {number} count of documents
   * @param {{ main: number, lengths: Uint32Array }} [layout] that of their shards
   */
  constructor({ fields, totals, k1, b, scoring }, count, layout) {
    this.scoring = scoring;
    this.totals = totals;
    this.fields = Object.keys(fields);
    this.fieldBoosts = Object.values(fields);
    this.meanLengths = totals.map((total) => total / Math.max(count, 1));
    this.k1 = k1;
    this.b = b;
    this.count = count;
    this.layout = layout;
    /** How much the length of the main field is held against each document. @type {Float64Array | undefined} */
    this.norms = undefined;
    this.Weights = Math.max(...this.fieldBoosts) > LARGE ? Float64Array : Uint32Array;
    /** Scored together, a term's fields have one weight. @type {import("./postings.js").Weigh} */
    this.weigh = scoring ? () => {} : this.#weights.bind(this);
    /** @type {Room | undefined} not there while a query uses it, nor after one has failed */
    this.room = undefined;
  }

  /**
   * What a clause stands for, made ready.
   * @param {import("./postings.js").Place[]} expanded in the order in which Lunr finds them
   * @param {number[]} positions of the clause's fields
   * @param {import("./postings.js").Rows[]} rows of each
   * @returns {Run}
   */
  run(expanded, positions, rows) {
    const room = this.#takeRoom();
    const run = new Run(expanded, rows, positions, room);
    this.room = room;
    return run;
  }

  #takeRoom() {
    const room = this.room ?? new Room(this.count, this.fields.length);
    this.room = undefined;
    return room;
  }

  /**
   * All documents that match. Without a clause, or with prohibiting ones only, every document matches that is not
   * prohibited, with score 0.
   * @param {Asked[]} asked
   * @param {typeof import("./together.js").addTogether} [together] how fields are scored together; each by itself without it
   * @returns {Hits}
   */
  search(asked, together) {
    const room = this.#takeRoom();
    const met = new Met(room.matched);
    let required = 0;
    for (const { clause, run } of asked) {
      if (clause.presence === "prohibited") prohibit(run.met, room.met);
      else gather(run.met, met, room.seen);
      if (clause.presence === "required") required = meet(run.met, required, room.met);
    }
    const wanted = asked.filter(({ clause }) => clause.presence !== "prohibited");
    const size = wanted.length ? this.#weigh(met, required, wanted, room, together) : this.#every(room);
    const hits = new Hits(room.found.slice(0, size), room.scores.slice(0, size));
    if (asked.some(({ clause }) => clause.presence !== "optional")) room.met.fill(0);
    room.scores.fill(0, 0, size);
    clear(room.places, hits.documents, 0, size);
    this.room = room;
    return hits;
  }

  /**
   * Finds all documents that are not prohibited.
   * @param {Room} room
   * @returns {number} how many
   */
  #every({ found, met }) {
    let size = 0;
    for (let document = 0; document < this.count; document += 1) {
      if (met[document]) continue;
      found[size] = document;
      size += 1;
    }
    return size;
  }

  /**
   * Finds the documents of the answer, and the score of each: the sum over its fields, in the order in which they were met.
   * @param {Met} matched
   * @param {number} required how many clauses each must have
   * @param {Asked[]} wanted
   * @param {Room} room
   * @param {typeof import("./together.js").addTogether} [together]
   * @returns {number} how many
   */
  #weigh({ documents, fields }, required, wanted, room, together) {
    const lengths = together ? [] : this.#similarities(wanted, room);
    together?.(wanted, this, room);
    let size = 0;
    let at = 0;
    for (const [position, end] of fields) {
      const sums = room.sums[together ? 0 : position] ?? room.scores;
      size = settle(documents.subarray(at, end), lengths[position] || 1, required, sums, room, size);
      clear(room.seen[position] ?? room.met, documents, at, end);
      at = end;
    }
    return size;
  }

  /** @param {number} found how many documents have a term */
  rarity(found) {
    return Math.log(1 + Math.abs((this.count - found + 0.5) / (found + 0.5)));
  }

  /**
   * Adds up, in term order, how near each document's fields are to the query, but for the query's length.
   * @param {Asked[]} wanted
   * @param {Room} room
   * @returns {number[]} that length, per field
   */
  #similarities(wanted, { sums }) {
    const squares = this.fields.map(() => 0);
    const runs = wanted.map(({ run }) => run);
    const each = wanted.map(({ clause, run }) =>
      squares.map((_, position) => (run.positions.includes(position) ? clause.boost : 0)),
    );
    inOrder(runs, (own, next, count) => {
      const [first = 0] = own;
      let boosts = each[first] ?? [];
      for (const at of own) {
        if (at !== first) boosts = boosts.map((sum, position) => sum + (each[at]?.[position] ?? 0));
      }
      for (const [position, boost] of boosts.entries()) {
        for (let nth = 0; nth < count; nth += 1) squares[position] = (squares[position] ?? 0) + boost * boost;
      }
      const [run, from] = [runs[first], next[first] ?? 0];
      if (run) add(run, from, from + count, boosts, sums);
    });
    return squares.map(Math.sqrt);
  }

  /**
   * Makes weights of the counts of a term in a field.
   * @type {import("./postings.js").Weigh}
   */
  #weights({ documents, counts, lengths }, from, end, position, found) {
    const { k1, b, layout } = this;
    const mean = this.meanLengths[position] ?? 1;
    const fieldBoost = this.fieldBoosts[position] ?? 1;
    const rarity = this.rarity(found);
    const norm = (/** @type {number} */ length) => k1 * (1 - b + b * (length / mean));
    const isMain = position === layout?.main;
    if (isMain) this.norms ??= Float64Array.from(layout.lengths, norm);
    const norms = isMain ? this.norms : undefined;
    for (let at = from; at < end; at += 1) {
      const count = counts[at] ?? 0;
      const own = norms ? (norms[documents[at] ?? 0] ?? 0) : norm(lengths[at] ?? 0);
      counts[at] = rounded(((rarity * ((k1 + 1) * count)) / (own + count)) * fieldBoost * 1000);
    }
  }
}

/**
 * Adds some terms' weights.
 * @param {Run} run
 * @param {number} first
 * @param {number} last
 * @param {number[]} boosts of the fields
 * @param {Float64Array[]} sums per field, by document
 */
function add({ columns, starts, width }, first, last, boosts, sums) {
  for (let nth = first; nth < last; nth += 1) {
    const { documents, counts } = /** @type {import("./postings.js").Column} */ (columns[nth]);
    for (let position = 0; position < width; position += 1) {
      const place = nth * (width + 1) + position;
      const [from = 0, end = 0, into, boost] = [
        starts[place],
        starts[place + 1],
        sums[position],
        boosts[position],
      ];
      if (from < end && into && boost) addList(documents, counts, from, end, boost, into);
    }
  }
}

/**
 * @param {Uint32Array} documents
 * @param {import("./postings.js").Numbers} weights
 * @param {number} from
 * @param {number} end
 * @param {number} boost
 * @param {Float64Array} sums
 */
function addList(documents, weights, from, end, boost, sums) {
  for (let at = from; at < end; at += 1) {
    const document = documents[at] ?? 0;
    sums[document] = (sums[document] ?? 0) + boost * ((weights[at] ?? 0) / 1000);
  }
}

/**
 * Finds those documents of a field that have all that is required, and adds to the score of each.
 * @param {Uint32Array} documents
 * @param {number} length the query's
 * @param {number} required
 * @param {Float64Array} sums of the field
 * @param {Room} room
 * @param {number} before how many were found before
 * @returns {number} how many are now
 */
function settle(documents, length, required, sums, { found, met, places, scores }, before) {
  let size = before;
  for (let at = 0; at < documents.length; at += 1) {
    const document = documents[at] ?? 0;
    const score = (sums[document] ?? 0) / length;
    sums[document] = 0;
    if (met[document] !== required) continue;
    const place = places[document] ?? 0;
    if (place) scores[place - 1] = (scores[place - 1] ?? 0) + score;
    else {
      found[size] = document;
      scores[size] = score;
      size += 1;
      places[document] = size;
    }
  }
  return size;
}

/** @param {Met} found @param {Uint16Array} met */
function prohibit({ documents }, met) {
  for (let at = 0; at < documents.length; at += 1) met[documents[at] ?? 0] = NEVER;
}

/**
 * Counts the documents that have one more of the required clauses.
 * @param {Met} found
 * @param {number} before how many were required before it
 * @param {Uint16Array} met
 * @returns {number} how many are now
 */
function meet({ documents }, before, met) {
  for (let at = 0; at < documents.length; at += 1) {
    const document = documents[at] ?? 0;
    if (met[document] === before) met[document] = before + 1;
  }
  return before + 1;
}

/**
 * Adds to what was met what a clause finds.
 * @param {Met} found
 * @param {Met} all
 * @param {Uint8Array[]} seen
 */
function gather({ documents, fields }, all, seen) {
  let at = 0;
  for (const [position, end] of fields) {
    all.add(documents, at, end, position, seen);
    at = end;
  }
}

/**
 * Math.round, which takes most of a query's time: it asks of each number on which side of a half it lies.
 * @param {number} number at least 0
 * @returns {number}
 */
export function rounded(number) {
  // The largest below a half: with a half itself, the largest below a half would come to one.
  return Math.floor(number + 0.49999999999999994);
}
