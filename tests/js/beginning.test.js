/** Words that begin alike come in the order in which Lunr's automaton lists them. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { expand } from "../../plugins/lunr_search/client/expand.js";
import { beginning } from "../../plugins/lunr_search/client/shelf.js";

test("a star at the end stands for what the automaton lets through, in its order", () => {
  let seed = 1;
  const dice = (/** @type {number} */ sides) => {
    seed = (seed * 48271) % 2147483647;
    return seed % sides;
  };
  const letters = "ab19.'=ж";
  for (let turn = 0; turn < 300; turn += 1) {
    const word = () => Array.from({ length: dice(6) }, () => letters.charAt(dice(letters.length))).join("");
    // An equals sign comes before all others, as in an index.
    const key = (/** @type {string} */ text) => text.replaceAll("=", "\u0001");
    const words = [...new Set(Array.from({ length: 60 }, () => `a${word()}`))].sort((one, other) =>
      key(one) < key(other) ? -1 : 1,
    );
    const shards = [words.slice(0, 20), words.slice(20)].map((some) => ({ words: some }));
    for (const prefix of ["a", "ab", "a1", "a1b"]) {
      const found = beginning(shards, prefix).map(({ shard, at, term }) => {
        assert.equal(shard.words[at], term);
        return term;
      });
      assert.deepEqual(found, expand(words, `${prefix}*`, 0));
    }
  }
});
