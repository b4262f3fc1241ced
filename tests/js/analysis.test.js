/** The analyser in JavaScript keeps to the vectors that it shares with Python. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { analyse, analyseQuery, words } from "../../plugins/lunr_search/client/analysis.js";

/** @type {{ terms: [string, string[]][], query: [string, string[]][] }} */
const vectors = JSON.parse(
  readFileSync(new URL("../vectors/search_analysis.json", import.meta.url), "utf-8"),
);

/** @param {string[][]} found */
const keys = (found) => found.map(([key]) => key);

for (const [text, expected] of vectors.terms) {
  test(`terms of ${JSON.stringify(text)}`, () => assert.deepEqual(keys(analyse(text, "en")), expected));
}
for (const [text, expected] of vectors.query) {
  test(`query terms of ${JSON.stringify(text)}`, () =>
    assert.deepEqual(keys(analyseQuery(text, "en")), expected));
}

test("offsets mark the word itself", () => {
  const text = "The Əliyev 𝐁 file";
  assert.deepEqual(
    words(text, "en").map(({ start, end }) => text.slice(start, end)),
    ["The", "Əliyev", "file"],
  );
});
