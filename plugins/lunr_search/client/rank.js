/** Lunr's scoring and its rules of required and prohibited clauses; the twin of `rank.py`, addition by addition. */

/** @typedef {import("./postings.js").Postings} Postings */
/** @typedef {{ clause: import("./query.js").Clause, terms: Postings[] }} Asked a clause and the terms that it stands for */
/** @typedef {{ term: Postings, boosts: number[], first: number }} Wanted a term, the sum of the boosts that ask for it in each field, and where Lunr's builder meets it */
/** @typedef {{ documents: Uint32Array, fields: [position: number, end: number][], wanted: Map<string, Wanted>, required: number }} Matched documents in the order of first match, a field's after another's; the order of equal scores hangs on it */

/** More clauses than a query can require. */
const NEVER = 65_535;
const NONE = new Uint32Array(0);

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
    /** Filled anew by each query. */
    this.matched = new Uint32Array(1024);
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
   * Only the documents that pass.
   * @param {(document: number) => boolean} passes
   * @returns {Hits}
   */
  filter(passes) {
    const [documents, scores] = [this.documents.slice(), this.scores.slice()];
    let size = 0;
    for (let at = 0; at < documents.length; at += 1) {
      const document = documents[at] ?? 0;
      if (!passes(document)) continue;
      documents[size] = document;
      scores[size] = scores[at] ?? 0;
      size += 1;
    }
    return new Hits(documents.subarray(0, size), scores.subarray(0, size));
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
  const value = (/** @type {number | undefined} */ at) => numbers[at ?? -1] ?? Number.NEGATIVE_INFINITY;
  if (most > 200) {
    const all = Array.from({ length: numbers.length }, (_, at) => at);
    return all.sort((one, other) => value(other) - value(one)).slice(0, most);
  }
  /** @type {number[]} */
  const found = [];
  let least = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < numbers.length && most; at += 1) {
    const own = numbers[at] ?? 0;
    if (own <= least) continue;
    let into = found.length;
    while (into > 0 && value(found[into - 1]) < own) into -= 1;
    found.splice(into, 0, at);
    if (found.length > most) found.pop();
    if (found.length === most) least = value(found[most - 1]);
  }
  return found;
}

/** Answers queries over one index. */
export class Ranker {
  /**
   * @param {import("./manifest.js").Manifest} manifest
   * @param {number} count of documents
   */
  constructor({ fields, totals, k1, b, scoring }, count) {
    this.scoring = scoring;
    this.totals = totals;
    this.fields = Object.keys(fields);
    this.fieldBoosts = Object.values(fields);
    this.meanLengths = totals.map((total) => total / Math.max(count, 1));
    this.k1 = k1;
    this.b = b;
    this.count = count;
    /** @type {Room | undefined} not there while a query uses it, nor after one has failed */
    this.room = undefined;
  }

  /**
   * All documents that match. Without a clause, or with prohibiting ones only, every document matches that is not
   * prohibited, with score 0.
   * @param {Asked[]} asked
   * @param {typeof import("./together.js").addTogether} [together] how fields are scored together; each by itself without it
   * @returns {Hits}
   */
  search(asked, together) {
    const room = this.room ?? new Room(this.count, this.fields.length);
    this.room = undefined;
    /** @type {Matched} */
    const matched = { documents: room.matched, fields: [], wanted: new Map(), required: 0 };
    for (const one of asked) this.#gather(one, matched, room);
    const isEvery = asked.every(({ clause }) => clause.presence === "prohibited");
    const size = isEvery ? this.#every(room) : this.#weigh(matched, room, together);
    const hits = new Hits(room.found.slice(0, size), room.scores.slice(0, size));
    if (asked.some(({ clause }) => clause.presence !== "optional")) room.met.fill(0);
    room.scores.fill(0, 0, size);
    for (const document of hits.documents) room.places[document] = 0;
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
   * Adds what one clause finds.
   * @param {Asked} asked
   * @param {Matched} matched
   * @param {Room} room
   */
  #gather({ clause, terms }, matched, room) {
    const positions = clause.fields.map((name) => this.fields.indexOf(name));
    const isProhibited = clause.presence === "prohibited";
    const isRequired = clause.presence === "required";
    for (const term of terms) {
      const boosts = isProhibited ? [] : this.#wanted(term, matched).boosts;
      for (const position of positions) {
        boosts[position] = (boosts[position] ?? 0) + clause.boost;
        const documents = term.fields[position]?.documents ?? NONE;
        if (isProhibited) for (const document of documents) room.met[document] = NEVER;
        else match(documents, position, matched, room);
        if (isRequired) meet(documents, matched.required, room.met);
      }
    }
    if (isRequired) matched.required += 1;
  }

  /**
   * What is known of a term that is asked for.
   * @param {Postings} term
   * @param {Matched} matched
   * @returns {Wanted}
   */
  #wanted(term, { wanted }) {
    let found = wanted.get(term.term);
    if (!found) {
      found = { term, boosts: this.fields.map(() => 0), first: firstOf(term) };
      wanted.set(term.term, found);
    }
    return found;
  }

  /**
   * Finds the documents of the answer, and the score of each: the sum over its fields, in the order in which they were met.
   * @param {Matched} matched
   * @param {Room} room
   * @param {typeof import("./together.js").addTogether} [together]
   * @returns {number} how many
   */
  #weigh({ documents, fields, wanted, required }, room, together) {
    const { found, met, places, scores } = room;
    const order = [...wanted.values()].sort(inOrder);
    const lengths = together ? [] : this.#similarities(order, room);
    together?.(order, this, room);
    let size = 0;
    let at = 0;
    for (const [position, end] of fields) {
      const sums = room.sums[together ? 0 : position] ?? scores;
      const seen = room.seen[position] ?? met;
      const length = lengths[position] || 1;
      for (; at < end; at += 1) {
        const document = documents[at] ?? 0;
        const score = (sums[document] ?? 0) / length;
        sums[document] = 0;
        seen[document] = 0;
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
    }
    return size;
  }

  /** @param {number} found how many documents have a term */
  rarity(found) {
    return Math.log(1 + Math.abs((this.count - found + 0.5) / (found + 0.5)));
  }

  /**
   * Adds up, in term order, how near each document's fields are to the query, but for the query's length.
   * @param {Wanted[]} order
   * @param {Room} room
   * @returns {number[]} that length, per field
   */
  #similarities(order, { sums }) {
    const squares = this.fields.map(() => 0);
    for (const { term, boosts } of order) {
      const rarity = this.rarity(term.found);
      for (let position = 0; position < boosts.length; position += 1) {
        const boost = boosts[position] ?? 0;
        squares[position] = (squares[position] ?? 0) + boost * boost;
        const [rows, into] = [term.fields[position], sums[position]];
        if (rows && into && boost) this.#add(rows, position, rarity, boost, into);
      }
    }
    return squares.map(Math.sqrt);
  }

  /**
   * Adds a term's weights in one field.
   * @param {import("./postings.js").Rows} rows
   * @param {number} position
   * @param {number} rarity
   * @param {number} boost
   * @param {Float64Array} sums by document
   */
  #add({ documents, counts, lengths }, position, rarity, boost, sums) {
    const { k1, b } = this;
    const mean = this.meanLengths[position] ?? 1;
    const fieldBoost = this.fieldBoosts[position] ?? 1;
    for (let at = 0; at < documents.length; at += 1) {
      const count = counts[at] ?? 0;
      const document = documents[at] ?? 0;
      const relative = (lengths[at] ?? 0) / mean;
      const weight = (rarity * ((k1 + 1) * count)) / (k1 * (1 - b + b * relative) + count);
      sums[document] = (sums[document] ?? 0) + boost * (rounded(weight * fieldBoost * 1000) / 1000);
    }
  }
}

/**
 * Counts the documents that have one more of the required clauses.
 * @param {Uint32Array} documents
 * @param {number} before how many were required before it
 * @param {Uint16Array} met
 */
function meet(documents, before, met) {
  for (const document of documents) if (met[document] === before) met[document] = before + 1;
}

/**
 * Adds to what was matched the documents that were not yet met in a field.
 * @param {Uint32Array} documents
 * @param {number} position
 * @param {Matched} matched
 * @param {Room} room
 */
function match(documents, position, matched, room) {
  if (!documents.length) return;
  const last = matched.fields.at(-1);
  let size = last?.[1] ?? 0;
  if (size + documents.length > room.matched.length) {
    const larger = new Uint32Array((size + documents.length) * 2);
    larger.set(room.matched);
    room.matched = larger;
    matched.documents = larger;
  }
  const [into, seen] = [room.matched, room.seen[position] ?? new Uint8Array(0)];
  for (let at = 0; at < documents.length; at += 1) {
    const document = documents[at] ?? 0;
    if (seen[document]) continue;
    seen[document] = 1;
    into[size] = document;
    size += 1;
  }
  if (last?.[0] === position) last[1] = size;
  else matched.fields.push([position, size]);
}

/**
 * Math.round, which takes most of a query's time: it asks of each number on which side of a half it lies.
 * @param {number} number at least 0; the largest below a half is no whole one more when half is added, nor are very large ones
 * @returns {number}
 */
export function rounded(number) {
  return number < 0.5 || number > 2 ** 51 ? Math.round(number) : Math.floor(number + 0.5);
}

/**
 * Sorts terms as Lunr's builder meets them: by document, field, word, and of one word by code point.
 * @param {Wanted} one
 * @param {Wanted} other
 * @returns {number}
 */
function inOrder(one, other) {
  const near = one.first - other.first || one.term.rank - other.term.rank;
  return near || (one.term.term < other.term.term ? -1 : 1);
}

/** @param {Postings} term @returns {number} its first document and the first field there, in one */
function firstOf({ fields }) {
  let first = Number.POSITIVE_INFINITY;
  for (let position = 0; position < fields.length; position += 1) {
    const document = fields[position]?.documents[0];
    if (document !== undefined) first = Math.min(first, document * fields.length + position);
  }
  return first;
}
