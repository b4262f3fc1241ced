/** Lunr's scoring and its rules of required and prohibited clauses; the twin of `rank.py`, addition by addition. */

import { ANALYSIS_VERSION } from "./analysis.js";
import { Vocabulary } from "./expand.js";

export const FORMAT_VERSION = 1;

/**
 * @typedef {object} IndexData the index as it was written; FORMAT.md explains each key
 * @property {number} version
 * @property {number} analysis
 * @property {Record<string, number>} fields
 * @property {number} k1
 * @property {number} b
 * @property {string[]} refs
 * @property {number[][]} lengths
 * @property {string[]} terms
 * @property {number[][][]} postings
 */
/** @typedef {{ ref: string, score: number, number: number }} Result `number` is the document's in the index */

/**
 * What the clauses of a query have found so far.
 * @typedef {object} Gathered
 * @property {Map<number, number>[]} boosts per field: term number → sum of the boosts that ask for it there
 * @property {Set<number>} matched field and document in one number, in the order of first match
 * @property {Map<number, Set<number>>} required per field: the documents that may be in the answer
 * @property {Set<number>} prohibited
 * @property {Set<string>} terms all terms that clauses stand for
 */

/** Answers queries over one index. */
export class Ranker {
  /** @param {IndexData} index */
  constructor(index) {
    if (index.version !== FORMAT_VERSION || index.analysis !== ANALYSIS_VERSION) {
      throw new Error(`the search index has version ${index.version}.${index.analysis}`);
    }
    this.index = index;
    this.fields = Object.keys(index.fields);
    this.fieldBoosts = Object.values(index.fields);
    this.numbers = new Map(index.terms.map((term, number) => [term, number]));
    this.vocabulary = new Vocabulary(index.terms);
    const count = Math.max(index.refs.length, 1);
    this.meanLengths = index.lengths.map(
      (lengths) => lengths.reduce((sum, length) => sum + length, 0) / count,
    );
  }

  /**
   * All documents that match, best first, and the terms that were looked for.
   * Without a clause, or with prohibiting ones only, every document matches that is not prohibited, with score 0.
   * @param {import("./query.js").Clause[]} clauses
   * @returns {{ results: Result[], terms: string[] }}
   */
  search(clauses) {
    /** @type {Gathered} */
    const gathered = {
      boosts: this.fields.map(() => new Map()),
      matched: new Set(),
      required: new Map(),
      prohibited: new Set(),
      terms: new Set(),
    };
    for (const clause of clauses) this.#gather(clause, gathered);
    if (clauses.every((clause) => clause.presence === "prohibited")) {
      gathered.matched = new Set(Array(this.index.refs.length * this.fields.length).keys());
    }
    const results = Array.from(this.#scores(gathered), ([number, score]) => ({
      ref: this.index.refs[number] ?? "",
      score,
      number,
    }));
    return { results: results.sort((one, other) => other.score - one.score), terms: [...gathered.terms] };
  }

  /**
   * Adds what one clause finds.
   * @param {import("./query.js").Clause} clause
   * @param {Gathered} gathered
   */
  #gather(clause, gathered) {
    const positions = clause.fields.map((name) => this.fields.indexOf(name));
    /** @type {Set<number>} */
    const found = new Set();
    for (const term of this.vocabulary.expand(clause.term, clause.editDistance)) {
      const number = this.numbers.get(term) ?? -1;
      for (const position of positions) {
        const boosts = gathered.boosts[position];
        const postings = this.index.postings[number]?.[position];
        if (!boosts || !postings) throw new Error("the search index is damaged");
        const isProhibited = clause.presence === "prohibited";
        for (let at = 0; at < postings.length; at += 2) {
          const document = postings[at] ?? 0;
          found.add(document);
          if (isProhibited) gathered.prohibited.add(document);
          else gathered.matched.add(document * this.fields.length + position);
        }
        if (isProhibited) continue;
        boosts.set(number, (boosts.get(number) ?? 0) + clause.boost);
        gathered.terms.add(term);
      }
    }
    if (clause.presence === "required") this.#require(positions, found, gathered.required);
  }

  /**
   * Keeps, per field, only the documents that this clause found too.
   * @param {number[]} positions
   * @param {Set<number>} found
   * @param {Map<number, Set<number>>} required
   */
  #require(positions, found, required) {
    for (const position of positions) {
      const before = required.get(position) ?? found;
      required.set(position, new Set([...before].filter((document) => found.has(document))));
    }
  }

  /**
   * The score of each document of the answer, in the order in which they were met.
   * @param {Gathered} gathered
   * @returns {Map<number, number>}
   */
  #scores(gathered) {
    const allowed = [...gathered.required.values()];
    const similar = gathered.boosts.map((boosts, position) => this.#similarities(position, boosts));
    /** @type {Map<number, number>} */
    const scores = new Map();
    for (const pair of gathered.matched) {
      const document = Math.floor(pair / this.fields.length);
      if (gathered.prohibited.has(document) || allowed.some((documents) => !documents.has(document)))
        continue;
      const score = similar[pair % this.fields.length]?.get(document) ?? 0;
      const before = scores.get(document);
      scores.set(document, before === undefined ? score : before + score);
    }
    return scores;
  }

  /**
   * How near each document's field is to the query: products summed in term order, by the query's length.
   * @param {number} position
   * @param {Map<number, number>} boosts
   * @returns {Map<number, number>}
   */
  #similarities(position, boosts) {
    /** @type {Map<number, number>} */
    const dots = new Map();
    let squares = 0;
    for (const [number, boost] of [...boosts].sort(([one], [other]) => one - other)) {
      squares += boost * boost;
      for (const [document, weight] of this.#weights(number, position)) {
        dots.set(document, (dots.get(document) ?? 0) + boost * weight);
      }
    }
    const length = Math.sqrt(squares);
    for (const [document, dot] of dots) dots.set(document, dot / length || 0);
    return dots;
  }

  /**
   * Each document that has the term in the field, and the weight it has there.
   * @param {number} term
   * @param {number} position
   * @returns {[number, number][]}
   */
  #weights(term, position) {
    const { k1, b, lengths, postings, refs } = this.index;
    const all = postings[term] ?? [];
    const found = all.reduce((sum, rows) => sum + rows.length / 2, 0);
    const rarity = Math.log(1 + Math.abs((refs.length - found + 0.5) / (found + 0.5)));
    const rows = all[position] ?? [];
    /** @type {[number, number][]} */
    const weights = [];
    for (let at = 0; at < rows.length; at += 2) {
      const document = rows[at] ?? 0;
      const count = rows[at + 1] ?? 0;
      const relative = (lengths[position]?.[document] ?? 0) / (this.meanLengths[position] ?? 1);
      const weight = (rarity * ((k1 + 1) * count)) / (k1 * (1 - b + b * relative) + count);
      weights.push([document, Math.round(weight * (this.fieldBoosts[position] ?? 1) * 1000) / 1000]);
    }
    return weights;
  }
}
