/** The analyser in JavaScript keeps to the vectors that it shares with Python. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { analyseQuery, teach, words } from "../../plugins/lunr_search/client/analysis.js";

/** @typedef {[lang: string, text: string, forms: string[][]]} Vector */
/** @type {{ terms: Vector[], query: Vector[] }} */
const vectors = JSON.parse(
  readFileSync(new URL("../vectors/search_analysis.json", import.meta.url), "utf-8"),
);

// What needs no stemmer; with them, Python's tests ask both sides (test_analysis.py).
for (const [lang, text, expected] of vectors.terms.filter(([language]) => language === "xx")) {
  test(`terms of ${JSON.stringify(text)}`, () => assert.deepEqual(analyse(text, lang), expected));
}
for (const [lang, text, expected] of vectors.query.filter(([, words]) => words.includes("*"))) {
  test(`query terms of ${JSON.stringify(text)}`, () => assert.deepEqual(analyseQuery(text, lang), expected));
}

/** @param {string} text @param {string} lang */
function analyse(text, lang) {
  return words(text, lang).map(({ forms }) => forms);
}

test("a stemmer is used once it is taught", () => {
  assert.deepEqual(analyse("ferries", "en-GB"), [["ferries"]]);
  teach("en", [() => (word) => word.replace(/es$/, ""), "the"]);
  assert.deepEqual(analyse("ferries", "en-GB"), [["ferry"]]);
});

test("offsets mark the word itself", () => {
  const text = "The Əliyev 𝐁 file";
  assert.deepEqual(
    words(text, "en").map(({ start, end }) => text.slice(start, end)),
    ["The", "Əliyev", "file"],
  );
});
