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
    const words = [...new Set(Array.from({ length: 60 }, () => `a${word()}`))];
    for (const prefix of ["a", "ab", "a1", "a1b"]) {
      assert.deepEqual(beginning(words, prefix), expand(words, `${prefix}*`, 0));
    }
  }
});
