/** What clauses stand for, in Lunr's order: several together are what a sort of all their terms gives. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { readFew } from "../../plugins/lunr_search/client/few.js";
import { inOrder, Run } from "../../plugins/lunr_search/client/runs.js";
import { listed } from "./listed.js";

/**
 * A run of terms whose counts stay what they are.
 * @param {import("./listed.js").Term[]} terms
 * @param {Uint8Array[]} seen
 */
function runOf(terms, seen) {
  const places = listed(terms);
  const rows = readFew(places, { Weights: Uint32Array, weigh: () => {} });
  return new Run(places, rows, [0, 1], { seen, matched: new Uint32Array(100) });
}

/** Numbers that look like chance, the same each time. @param {number} seed */
function dice(seed) {
  let state = seed;
  return (/** @type {number} */ below) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor(state / 65_536) % below;
  };
}

/** Terms that often begin in the same document and at the same word. @param {(below: number) => number} roll */
function vocabulary(roll) {
  return Array.from({ length: 30 }, (_, at) => {
    const fields = Array.from({ length: 2 }, () => {
      const documents = Uint32Array.from(new Set(Array.from({ length: roll(5) }, () => roll(8)))).sort();
      return documents.length ? { documents, counts: documents, lengths: documents } : undefined;
    });
    fields[0] ??= { documents: Uint32Array.of(7), counts: Uint32Array.of(1), lengths: Uint32Array.of(1) };
    return { term: `${at % 7}${at}`, rank: roll(3), fields };
  });
}

test("the terms of several runs come in the order of one sort, each once, with all runs that have it", () => {
  for (let seed = 1; seed < 200; seed += 1) {
    const roll = dice(seed);
    const all = vocabulary(roll);
    const seen = [new Uint8Array(8), new Uint8Array(8)];
    const some = () => all.filter(() => roll(2));
    const runs = Array.from({ length: 1 + roll(4) }, () => runOf(some(), seen));
    const asked = all.filter(({ term }) => runs.some(({ known }) => known.has(term)));
    const sorted = runOf(asked, seen).terms;
    /** @type {string[]} */
    const met = [];
    inOrder(runs, (own, next, count) => {
      const [first = 0] = own;
      for (let nth = 0; nth < count; nth += 1) {
        const term = runs[first]?.terms[(next[first] ?? 0) + nth] ?? "";
        met.push(term);
        const having = [...runs.keys()].filter((at) => runs[at]?.known.has(term));
        assert.deepEqual(own, having);
      }
    });
    assert.deepEqual(met, sorted);
    assert.ok(seen.every((one) => one.every((zero) => zero === 0)));
  }
});

test("a run tells the documents in the order in which they are met, and where each term's begin", () => {
  const rows = (/** @type {number[]} */ ...documents) => {
    const column = Uint32Array.from(documents);
    return { documents: column, counts: column, lengths: column };
  };
  const term = { rank: 0 };
  const late = { ...term, term: "late", fields: [rows(3, 5), rows(4)] };
  const early = { ...term, term: "early", fields: [rows(1, 3), undefined] };
  const run = runOf([late, early], [new Uint8Array(6), new Uint8Array(6)]);
  assert.deepEqual(run.terms, ["early", "late"]);
  const documents = run.columns.map((column, nth) =>
    [0, 1].map((field) => [
      ...column.documents.slice(run.starts[nth * 3 + field], run.starts[nth * 3 + field + 1]),
    ]),
  );
  assert.deepEqual(documents, [
    [[1, 3], []],
    [[3, 5], [4]],
  ]);
  assert.deepEqual([...run.met.documents], [3, 5, 4, 1]);
  assert.deepEqual(run.met.fields, [
    [0, 2],
    [1, 3],
    [0, 4],
  ]);
});
