/** Lunr's scoring and its rules of required and prohibited clauses; the twin of `rank.py`, addition by addition. */

/** @typedef {import("./postings.js").Postings} Postings */
/** @typedef {{ clause: import("./query.js").Clause, terms: Postings[] }} Asked a clause and the terms that it stands for */

const NONE = new Uint32Array(0);

/** What the clauses of a query have found. */
class Gathered {
  /**
   * @param {number} count of documents
   * @param {number} fields
   */
  constructor(count, fields) {
    /** @type {Map<Postings, number>[]} per field: term → sum of the boosts that ask for it there */
    this.boosts = Array.from({ length: fields }, () => new Map());
    /** Document and field in one number, in the order of first match; the order of equal scores hangs on it. */
    this.matched = new Uint32Array(1024);
    this.size = 0;
    this.seen = new Uint8Array(count * fields);
    /** How many required clauses, from the first on, each document has. */
    this.met = new Uint16Array(count);
    this.required = 0;
    this.prohibited = new Uint8Array(count);
  }

  /** @param {number} pair */
  match(pair) {
    if (this.seen[pair]) return;
    this.seen[pair] = 1;
    if (this.size === this.matched.length) {
      const larger = new Uint32Array(this.size * 4);
      larger.set(this.matched);
      this.matched = larger;
    }
    this.matched[this.size] = pair;
    this.size += 1;
  }

  /**
   * @param {Uint32Array} documents that have a required clause
   * @param {number} before how many were required before it
   */
  meet(documents, before) {
    for (const document of documents) {
      if (this.met[document] === before) this.met[document] = before + 1;
    }
  }

  /** @param {number} document */
  isAllowed(document) {
    return this.met[document] === this.required && !this.prohibited[document];
  }
}

/** All documents that match, in Lunr's order of first match, and the score of each. */
export class Hits {
  /**
   * @param {number[] | Uint32Array} documents
   * @param {Float64Array} scores by document number
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
    return new Hits(this.documents.filter(passes), this.scores);
  }

  /**
   * The numbers of the best documents, best first; equal scores keep their order.
   * @param {number} most
   * @returns {number[]}
   */
  best(most) {
    const { documents, scores } = this;
    const better = (/** @type {number} */ one, /** @type {number} */ other) =>
      (scores[other] ?? 0) - (scores[one] ?? 0);
    if (most > 200) return Array.from(documents).sort(better).slice(0, most);
    /** @type {number[]} */
    const found = [];
    for (const document of documents) {
      const score = scores[document] ?? 0;
      if (found.length === most && score <= (scores[found[most - 1] ?? 0] ?? 0)) continue;
      let at = found.length;
      while (at > 0 && (scores[found[at - 1] ?? 0] ?? 0) < score) at -= 1;
      found.splice(at, 0, document);
      if (found.length > most) found.pop();
    }
    return found;
  }
}

/** Answers queries over one index. */
export class Ranker {
  /**
   * @param {import("./manifest.js").Manifest} manifest
   * @param {number} count of documents
   */
  constructor({ fields, totals, k1, b, scoring }, count) {
    this.scoring = scoring;
    this.main = totals.indexOf(Math.max(...totals));
    this.fields = Object.keys(fields);
    this.fieldBoosts = Object.values(fields);
    this.meanLengths = totals.map((total) => total / Math.max(count, 1));
    this.k1 = k1;
    this.b = b;
    this.count = count;
  }

  /**
   * All documents that match. Without a clause, or with prohibiting ones only, every document matches that is not
   * prohibited, with score 0.
   * @param {Asked[]} asked
   * @returns {Hits}
   */
  search(asked) {
    const gathered = new Gathered(this.count, this.fields.length);
    for (const one of asked) this.#gather(one, gathered);
    if (asked.every(({ clause }) => clause.presence === "prohibited")) {
      const every = Uint32Array.from({ length: this.count }, (_, document) => document);
      return new Hits(
        every.filter((document) => gathered.isAllowed(document)),
        new Float64Array(this.count),
      );
    }
    return this.#scores(gathered);
  }

  /**
   * Adds what one clause finds.
   * @param {Asked} asked
   * @param {Gathered} gathered
   */
  #gather({ clause, terms }, gathered) {
    const positions = clause.fields.map((name) => this.fields.indexOf(name));
    const isRequired = clause.presence === "required";
    const before = gathered.required;
    for (const term of terms) {
      for (const position of positions) {
        const documents = term.fields[position]?.documents ?? NONE;
        if (clause.presence === "prohibited") {
          for (const document of documents) gathered.prohibited[document] = 1;
          continue;
        }
        const boosts = gathered.boosts[position];
        boosts?.set(term, (boosts.get(term) ?? 0) + clause.boost);
        for (const document of documents) gathered.match(document * this.fields.length + position);
        if (isRequired) gathered.meet(documents, before);
      }
    }
    if (isRequired) gathered.required += 1;
  }

  /**
   * The score of each document of the answer: the sum over its fields, in the order in which they were met.
   * @param {Gathered} gathered
   * @returns {Hits}
   */
  #scores(gathered) {
    const width = this.fields.length;
    const whole = this.scoring && this.#together(gathered, this.scoring);
    const similar = whole
      ? []
      : gathered.boosts.map((boosts, position) => this.#similarities(position, boosts));
    const scores = new Float64Array(this.count);
    const isFound = new Uint8Array(this.count);
    const documents = new Uint32Array(gathered.size);
    let size = 0;
    for (let at = 0; at < gathered.size; at += 1) {
      const pair = gathered.matched[at] ?? 0;
      const document = (pair / width) | 0;
      if (!gathered.isAllowed(document)) continue;
      const near = similar[pair % width];
      const dot = near?.dots[document] ?? 0;
      if (whole) scores[document] = whole[document] ?? 0;
      else if (near && dot) scores[document] = (scores[document] ?? 0) + dot / near.length;
      if (isFound[document]) continue;
      isFound[document] = 1;
      documents[size] = document;
      size += 1;
    }
    return new Hits(documents.subarray(0, size), scores);
  }

  /**
   * The score of each document, what a term counts in its fields added up before it is weighed (BM25F).
   * @param {Gathered} gathered
   * @param {[k1: number, main: number, other: number]} scoring
   * @returns {Float64Array}
   */
  #together({ boosts }, [k1, main, other]) {
    const scores = new Float64Array(this.count);
    for (const term of [...new Set(boosts.flatMap((one) => [...one.keys()]))].sort(inOrder)) {
      const most = Math.max(...boosts.map((one) => one.get(term) ?? 0));
      const { found, has } = this.#countsOf(term, boosts, most, { main, other });
      const rarity = this.#rarity(has.size);
      for (let document = 0; document < found.length; document += 1) {
        const count = found[document] ?? 0;
        if (!count) continue;
        const weight = (rarity * ((k1 + 1) * count)) / (k1 + count);
        scores[document] = (scores[document] ?? 0) + most * (Math.round(weight * 1000) / 1000);
      }
    }
    return scores;
  }

  /**
   * What a term counts in each document, its fields added up, and the documents that have it.
   * @param {Postings} term
   * @param {Map<Postings, number>[]} boosts
   * @param {number} most the largest of the term's
   * @param {{ main: number, other: number }} weights how much length is held against a field
   */
  #countsOf(term, boosts, most, { main, other }) {
    const found = new Float64Array(this.count);
    const has = new Set();
    for (const [position, rows] of term.fields.entries()) {
      const own = boosts[position]?.get(term) ?? 0;
      const share = most ? (own / most) * (this.fieldBoosts[position] ?? 1) : 0;
      const b = position === this.main ? main : other;
      for (const [at, document] of rows?.documents.entries() ?? []) {
        const relative = (rows?.lengths[at] ?? 0) / (this.meanLengths[position] ?? 1);
        has.add(document);
        found[document] = (found[document] ?? 0) + (share * (rows?.counts[at] ?? 0)) / (1 - b + b * relative);
      }
    }
    return { found, has };
  }

  /** @param {number} found how many documents have a term */
  #rarity(found) {
    return Math.log(1 + Math.abs((this.count - found + 0.5) / (found + 0.5)));
  }

  /**
   * How near each document's field is to the query: products summed in term order, by the query's length.
   * @param {number} position
   * @param {Map<Postings, number>} boosts
   * @returns {{ dots: Float64Array, length: number } | undefined} products by document, and what they are divided by; nothing if no document has a term there
   */
  #similarities(position, boosts) {
    if (![...boosts.keys()].some((term) => term.fields[position])) return undefined;
    const dots = new Float64Array(this.count);
    let squares = 0;
    for (const [term, boost] of [...boosts].sort(([one], [other]) => inOrder(one, other))) {
      squares += boost * boost;
      this.#add(dots, term, position, boost);
    }
    return { dots, length: Math.sqrt(squares) };
  }

  /**
   * Adds a term's weights in one field.
   * @param {Float64Array} dots by document
   * @param {Postings} term
   * @param {number} position
   * @param {number} boost
   */
  #add(dots, term, position, boost) {
    const rows = term.fields[position];
    if (!rows) return;
    const { k1, b } = this;
    const { documents, counts, lengths } = rows;
    const mean = this.meanLengths[position] ?? 1;
    const fieldBoost = this.fieldBoosts[position] ?? 1;
    const rarity = this.#rarity(term.found);
    for (let at = 0; at < documents.length; at += 1) {
      const count = counts[at] ?? 0;
      const document = documents[at] ?? 0;
      const relative = (lengths[at] ?? 0) / mean;
      const weight = (rarity * ((k1 + 1) * count)) / (k1 * (1 - b + b * relative) + count);
      dots[document] = (dots[document] ?? 0) + boost * (Math.round(weight * fieldBoost * 1000) / 1000);
    }
  }
}

/**
 * Sorts terms as Lunr's builder meets them: by document, field, word, and of one word by code point.
 * @param {Postings} one
 * @param {Postings} other
 * @returns {number}
 */
function inOrder(one, other) {
  const [a, b] = [firstOf(one), firstOf(other)];
  const near = a.document - b.document || a.position - b.position || one.rank - other.rank;
  return near || (one.term < other.term ? -1 : 1);
}

/** @param {Postings} term */
function firstOf(term) {
  let first = { document: Number.POSITIVE_INFINITY, position: 0 };
  for (const [position, rows] of term.fields.entries()) {
    const document = rows?.documents[0] ?? Number.POSITIVE_INFINITY;
    if (document < first.document) first = { document, position };
  }
  return first;
}
