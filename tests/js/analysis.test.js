/** The analyser in JavaScript keeps to the vectors that it shares with Python. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { queryTerms, terms, words } from "../../plugins/lunr_search/client/analysis.js";

/** @type {{ terms: [string, string[]][], query: [string, string[]][] }} */
const vectors = JSON.parse(
  readFileSync(new URL("../vectors/search_analysis.json", import.meta.url), "utf-8"),
);

for (const [text, expected] of vectors.terms) {
  test(`terms of ${JSON.stringify(text)}`, () => assert.deepEqual(terms(text), expected));
}
for (const [text, expected] of vectors.query) {
  test(`query terms of ${JSON.stringify(text)}`, () => assert.deepEqual(queryTerms(text), expected));
}

test("offsets mark the word itself", () => {
  const text = "The Əliyev 𝐁 file";
  assert.deepEqual(
    words(text).map(({ start, end }) => text.slice(start, end)),
    ["The", "Əliyev", "file"],
  );
});
