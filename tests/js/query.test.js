/** Our lexer and parser read, and refuse, what Lunr's own do. */

import assert from "node:assert/strict";
import { test } from "node:test";
import lunr from "lunr";
import { parse, readQuery } from "../../plugins/lunr_search/client/query.js";
import { takePhrases } from "../../plugins/lunr_search/client/quoted.js";

const FIELDS = ["title", "body"];
const LETTERS = "ab:~^+-*\\ 019\t\u00a0\ufeff\u001c\u0085\u2028";
const ALPHABET = [...LETTERS, "title", "body", "title:", "əЙ", "~1", "^2", " +", " -"];
const PRESENCES = ["", "optional", "required", "prohibited"];

/** @param {() => any} read @returns {any} what it gives, or "refused" */
function attempt(read) {
  try {
    return read();
  } catch {
    return "refused";
  }
}

/** @param {string} text */
function asLunr(text) {
  const query = new lunr.Query(FIELDS);
  new lunr.QueryParser(text, query).parse();
  return query.clauses.map((/** @type {any} */ clause) => ({
    term: clause.term,
    fields: clause.fields,
    boost: clause.boost,
    presence: PRESENCES[clause.presence],
    editDistance: Math.min(clause.editDistance ?? 0, 3),
  }));
}

/** A small seeded generator (mulberry32), so that a failure can be repeated. @param {number} seed */
function dice(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

test("reads what Lunr reads and refuses what Lunr refuses", () => {
  const seed = Number(process.env.STRINGER_SEED ?? Date.now() % 1e6);
  const roll = dice(seed);
  for (let round = 0; round < 20000; round += 1) {
    const length = 1 + Math.floor(roll() * 10);
    const text = Array.from({ length }, () => ALPHABET[Math.floor(roll() * ALPHABET.length)]).join("");
    // Case is left to the analysis: Lunr makes an i of the Turkish I.
    const lower = (/** @type {any} */ { wildcard: _, ...clause }) => ({
      ...clause,
      term: clause.term.toLowerCase(),
    });
    const ours = attempt(() => parse(text, FIELDS).map(lower));
    assert.deepEqual(
      ours,
      attempt(() => asLunr(text)),
      `${JSON.stringify(text)} STRINGER_SEED=${seed}`,
    );
  }
});

test("what Lunr refuses is read as words", () => {
  assert.equal(
    attempt(() => asLunr("Baku: ferry")),
    "refused",
  );
  assert.deepEqual(
    readQuery("Baku: ferry", FIELDS, "en").clauses.map(({ term }) => term),
    ["baku", "baku=", "ferry"],
  );
});

test("quotation marks are phrases, whose places require them", () => {
  const text = 'sea -"oil rock" title:“silk road”';
  const { clauses, phrases } = readQuery(text, FIELDS, "en", takePhrases(text, FIELDS, "en"));
  assert.deepEqual(
    clauses.map(({ term, presence, fields }) => [term, presence, fields.length]),
    [
      ["sea", "optional", 2],
      ["silk", "optional", 1],
      ["road", "optional", 1],
    ],
  );
  assert.deepEqual(phrases, [
    { words: [["oil"], ["rock"]], fields: FIELDS, isProhibited: true },
    { words: [["silk"], ["road"]], fields: ["title"], isProhibited: false },
  ]);
});
