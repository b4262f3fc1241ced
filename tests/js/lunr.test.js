/** Lunr's own tests of searching, as its npm package brings them, run on our parser, expansion and ranking. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import lunr from "lunr";
import { expand } from "../../plugins/lunr_search/client/expand.js";
import { readFew } from "../../plugins/lunr_search/client/few.js";
import { parse } from "../../plugins/lunr_search/client/query.js";
import { Ranker } from "../../plugins/lunr_search/client/rank.js";
import { listed } from "./listed.js";

const PRESENCES = ["", "optional", "required", "prohibited"];
// An article has no weight of its own, only its fields have: our format leaves these out.
const LEFT_OUT = "with build-time document boost";

/** What a builder of Lunr's has counted, searched by us. */
class OurIndex {
  /** @param {any} builder */
  constructor(builder) {
    this.pipeline = builder.searchPipeline;
    this.refs = Object.keys(builder._documents);
    this.fields = Object.keys(builder._fields);
    const boosts = this.fields.map((name) => [name, builder._fields[name].boost ?? 1]);
    const lengthOf = (/** @type {string} */ name, /** @type {string} */ ref) =>
      builder.fieldLengths[`${name}/${ref}`] ?? 0;
    const totals = this.fields.map((name) => this.refs.reduce((sum, ref) => sum + lengthOf(name, ref), 0));
    const numbers = { fields: Object.fromEntries(boosts), totals, k1: builder._k1, b: builder._b };
    this.ranker = new Ranker(/** @type {any} */ (numbers), this.refs.length);
    /** @type {Map<string, any>} */
    this.postings = new Map();
    for (const [at, ref] of this.refs.entries()) {
      for (const [position, name] of this.fields.entries()) {
        const counts = Object.entries(builder.fieldTermFrequencies[`${name}/${ref}`] ?? {});
        for (const [rank, [term, count]] of counts.entries()) {
          const known = this.postings.get(term) ?? {
            term,
            rank,
            fields: this.fields.map(() => undefined),
          };
          this.postings.set(term, known);
          known.fields[position] ??= { documents: [], counts: [], lengths: [] };
          const rows = known.fields[position];
          rows.documents.push(at);
          rows.counts.push(count);
          rows.lengths.push(lengthOf(name, ref));
        }
      }
    }
  }

  /** @param {string} text */
  search(text) {
    return this.answer(parse(text, this.fields));
  }

  /** @param {(query: any) => void} ask */
  query(ask) {
    const query = new lunr.Query(this.fields);
    ask.call(query, query);
    return this.answer(
      query.clauses.map((/** @type {any} */ clause) => ({ ...clause, presence: PRESENCES[clause.presence] })),
    );
  }

  /** @param {any[]} clauses */
  answer(clauses) {
    const vocabulary = [...this.postings.keys()];
    const asked = clauses.flatMap((clause) => {
      const isPlain = clause.usePipeline ?? !clause.term.includes("*");
      const words = isPlain ? this.pipeline.runString(clause.term, { fields: clause.fields }) : [clause.term];
      return words.map((/** @type {string} */ word) => {
        const distance = clause.editDistance ?? 0;
        const found = distance || word.includes("*") ? expand(vocabulary, word, distance) : [word];
        const terms = found.flatMap((one) => this.postings.get(one) ?? []);
        const positions = clause.fields.map((/** @type {string} */ name) => this.fields.indexOf(name));
        const places = listed(terms);
        const run = this.ranker.run(places, positions, readFew(places, this.ranker));
        return { clause: { ...clause, term: word }, terms, run };
      });
    });
    const hits = this.ranker.search(asked);
    return hits.best(this.refs.length).map(({ document, score }) => ({
      ref: this.refs[document],
      score,
      matchData: { metadata: this.#matched(asked, document) },
    }));
  }

  /**
   * The terms of a result and the fields in which they stand.
   * @param {any[]} asked
   * @param {number} document
   */
  #matched(asked, document) {
    /** @type {Record<string, any>} */
    const found = {};
    for (const { clause, terms } of asked) {
      if (clause.presence === "prohibited") continue;
      for (const { term, fields } of terms) {
        for (const name of clause.fields) {
          if (!fields[this.fields.indexOf(name)]?.documents.includes(document)) continue;
          found[term] ??= {};
          found[term][name] = {};
        }
      }
    }
    return found;
  }
}

/** The few words of chai that Lunr's tests use. */
const chai = {
  equal: (/** @type {any} */ one, /** @type {any} */ other) => assert.equal(one, other),
  deepEqual: (/** @type {any} */ one, /** @type {any} */ other) => assert.deepEqual(one, other),
  isTrue: (/** @type {any} */ value) => assert.equal(value, true),
  lengthOf: (/** @type {any[]} */ list, /** @type {number} */ count) => assert.equal(list.length, count),
  sameMembers: (/** @type {any[]} */ one, /** @type {any[]} */ other) =>
    assert.deepEqual([...one].sort(), [...other].sort()),
  throws: (/** @type {() => void} */ run) => assert.throws(run),
  doesNotThrow: (/** @type {() => void} */ run) => assert.doesNotThrow(run),
};

/** @typedef {{ name: string, setups: (() => void)[] }} Suite */
/** @type {Suite[]} */
const open = [];
let registered = 0;
let built = 0;
const names = {
  lunr: Object.assign((/** @type {any} */ config) => lunr(config), lunr),
  assert: chai,
  suite(/** @type {string} */ name, /** @type {() => void} */ body) {
    open.push({ name, setups: [] });
    body();
    open.pop();
  },
  setup(/** @type {() => void} */ run) {
    open.at(-1)?.setups.push(run);
  },
  test(/** @type {string} */ name, /** @type {() => void} */ run) {
    if (open.some((suite) => suite.name === LEFT_OUT)) return;
    const setups = open.flatMap((suite) => suite.setups);
    registered += 1;
    test([...open.map((suite) => suite.name), name].join(" › "), () => {
      const theirs = lunr.Builder.prototype.build;
      lunr.Builder.prototype.build = function () {
        theirs.call(this);
        built += 1;
        return new OurIndex(this);
      };
      try {
        const context = {};
        for (const step of [...setups, run]) step.call(context);
      } finally {
        lunr.Builder.prototype.build = theirs;
      }
    });
  },
};

const file = createRequire(import.meta.url).resolve("lunr/test/search_test.js");
new Function(...Object.keys(names), readFileSync(file, "utf-8"))(...Object.values(names));

test("none of Lunr's tests of searching was lost, and all asked us", () => {
  assert.equal(registered, 128);
  assert.ok(built >= registered);
});
