/** Small parts of the engine: days, addresses, marks, the best of many, tags, numbers. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { readAddress, writeAddress } from "../../plugins/lunr_search/client/address.js";
import { Cursor, Damaged } from "../../plugins/lunr_search/client/bytes.js";
import { withMonth } from "../../plugins/lunr_search/client/dates.js";
import { dayNumber } from "../../plugins/lunr_search/client/days.js";
import { Engine, inWords, marked } from "../../plugins/lunr_search/client/engine.js";
import { Files, unpack } from "../../plugins/lunr_search/client/files.js";
import { Kept } from "../../plugins/lunr_search/client/kept.js";
import { Ranges } from "../../plugins/lunr_search/client/manifest.js";
import { counted, narrowed, testsOf } from "../../plugins/lunr_search/client/narrow.js";
import { Hits, rounded } from "../../plugins/lunr_search/client/rank.js";
import { tagOf } from "../../plugins/lunr_search/client/tags.js";

test("a shortened date is its first or its last day", () => {
  assert.equal(dayNumber("1970-01-01", false), 719163);
  assert.equal(dayNumber("2004", true), dayNumber("2004-12-31", true));
  assert.equal(dayNumber("2004-02", true), dayNumber("2004-02-29", true));
  assert.equal(dayNumber("2004-02", false), dayNumber("2004-02-01", true));
  assert.equal(dayNumber("0001-01-01", false), 1);
  for (const none of ["last year", "2004-13", "2004-02-30", "2004-00", "2004-1-1"]) {
    assert.ok(Number.isNaN(dayNumber(none, false)), none);
    assert.ok(Number.isNaN(dayNumber(none, true)), none);
  }
});

test("a file that does not come is asked for anew, past the cache, and then given up", async (t) => {
  /** @type {(number | string)[]} */
  const asked = [];
  const { timeout } = AbortSignal;
  t.mock.method(AbortSignal, "timeout", (/** @type {number} */ ms) => {
    asked.push(ms);
    return timeout.call(AbortSignal, 5);
  });
  t.mock.method(
    globalThis,
    "fetch",
    (/** @type {URL} */ url, /** @type {RequestInit} */ { cache, signal }) => {
      asked.push(`${url.pathname} ${cache}`);
      // Node does not wait for a signal alone.
      const waiting = setTimeout(() => {}, 5000);
      return new Promise((_, reject) =>
        signal?.addEventListener("abort", () => {
          clearTimeout(waiting);
          reject(signal.reason);
        }),
      );
    },
  );
  const files = new Files("https://site.example/search/");
  await assert.rejects(files.load("terms/abcde/3"), { name: "TimeoutError" });
  await assert.rejects(files.load("lists/abcde"), { name: "TimeoutError" });
  assert.deepEqual(asked, [
    ...[20_000, "/search/terms/abcde/3.bin default", 20_000, "/search/terms/abcde/3.bin reload"],
    ...[120_000, "/search/lists/abcde.bin default", 120_000, "/search/lists/abcde.bin reload"],
  ]);
});

test("an address is read as it was written", () => {
  const asked = {
    query: 'port "oil rock"',
    lang: "az",
    narrowing: { place: ["ALAT, Azerbaijan", "Baku"], lang: ["az"], from: ["2004"] },
    sort: /** @type {const} */ ("oldest"),
  };
  assert.deepEqual(readAddress(writeAddress(asked), "en"), asked);
  assert.deepEqual(readAddress("?sort=sideways", "ru"), {
    query: "",
    lang: "ru",
    narrowing: {},
    sort: "relevance",
  });
});

test("words are marked, and nothing else changes", () => {
  const pieces = marked("The Əliyev file, Aliyev.", new Set(["aliev"]), "en");
  assert.equal(pieces.map(([text]) => text).join(""), "The Əliyev file, Aliyev.");
  assert.deepEqual(
    pieces.filter(([, isMarked]) => isMarked).map(([text]) => text),
    ["Əliyev", "Aliyev"],
  );
});

test("the best are those of a full stable sort", () => {
  for (let seed = 1; seed < 50; seed += 1) {
    const documents = Uint32Array.from({ length: 300 }, (_, at) => (at * 7919 * seed) % 1009);
    const scores = Float64Array.from({ length: 300 }, (_, at) => (at * seed) % 13);
    const hits = new Hits(documents, scores);
    const all = hits.best(1000);
    const byHand = Array.from(documents, (document, at) => ({ document, score: scores[at] ?? 0 }));
    assert.deepEqual(
      all,
      byHand.sort((one, other) => other.score - one.score),
    );
    for (const most of [0, 1, 10, 50]) assert.deepEqual(hits.best(most), all.slice(0, most));
  }
});

test("numbers are rounded as Math.round does it, next to every half too", () => {
  const number = new Float64Array(1);
  const bits = new BigUint64Array(number.buffer);
  for (let whole = 0; whole < 20_000; whole += 1) {
    for (const from of [whole + 0.5, whole + 1, whole + 2 ** 51, (whole + 1) / 7]) {
      for (const step of [-1n, 0n, 1n]) {
        number[0] = from;
        bits[0] = (bits[0] ?? 0n) + step;
        assert.equal(rounded(number[0]), Math.round(number[0]));
      }
    }
  }
  assert.equal(rounded(0.49999999999999994), 0);
});

test("tags are the first letters of SHA-256 in base 32", async () => {
  assert.equal(await tagOf(new TextEncoder().encode("ferry"), 16), "5eeh2cza3agt4ev4");
});

test("bytes that end too soon are damaged", async () => {
  assert.throws(() => new Cursor(Uint8Array.of(200)).number(), Damaged);
  assert.throws(() => new Cursor(Uint8Array.of(5)).take(2), Damaged);
  await assert.rejects(unpack(Uint8Array.of(31, 139, 8, 0)), Damaged);
});

test("separators share letters with the one before", () => {
  const ranges = new Ranges(["0 0b 1ar 2z", "aaaaaaabbbbbbbcccccccddddddd"]);
  assert.deepEqual(ranges.separators, ["", "b", "bar", "baz"]);
  assert.equal(ranges.names[2], "ccccccc");
  const blocks = new Ranges(["0 0b 1ar 2z", "aaaaabbbbb"], 3);
  assert.deepEqual(blocks.names, ["aaaaa/0", "aaaaa/1", "aaaaa/2", "bbbbb/0"]);
});

test("facets are counted as a slow and obvious version counts them", async () => {
  const size = 200;
  const values = ["Alat", "Baku", "Ganja", "nobody's"];
  const of = (/** @type {number} */ document, /** @type {string} */ name) =>
    values.slice(0, 3).filter((_, at) => (document * (at + 3) + name.length) % (at + 2) === 0);
  const yearOf = (/** @type {number} */ document) => (document % 7 ? [String(2010 + (document % 5))] : []);
  const days = {
    days: Uint32Array.from({ length: size }, (_, at) =>
      at % 7 ? dayNumber(`${yearOf(at)[0]}-03-${String(1 + (at % 28)).padStart(2, "0")}`, false) : 0,
    ),
    ranks: [],
  };
  const facetOf = (/** @type {string} */ name) => {
    const rows = Array.from({ length: size }, (_, at) => of(at, name));
    const sizes = rows.map(({ length }) => length);
    let sum = 0;
    const starts = Uint32Array.from(sizes, (own) => {
      sum += own;
      return sum - own;
    });
    return { values, sizes, starts, numbers: rows.flat().map((value) => values.indexOf(value)) };
  };
  const shelf = { list: async (/** @type {string} */ name) => (name === "days" ? days : facetOf(name)) };
  const asAny = /** @type {any} */ (shelf);
  const documents = Uint32Array.from({ length: 120 }, (_, at) => (at * 7) % size);
  const hits = new Hits(documents, new Float64Array(120));
  /** @type {Record<string, string[]>[]} */
  const narrowings = [{}, { place: ["Baku"] }, { place: ["Baku", "Alat"], year: ["2011", "2013"] }];
  for (const narrowing of narrowings) {
    const read = (/** @type {number} */ document, /** @type {string} */ name) =>
      name === "year" ? yearOf(document) : of(document, name);
    const passes = (/** @type {number} */ document, /** @type {string} */ but) =>
      Object.entries(narrowing).every(
        ([name, chosen]) => name === but || read(document, name).some((value) => chosen.includes(value)),
      );
    const tests = await testsOf(asAny, narrowing);
    assert.deepEqual(
      [...narrowed(hits, tests).documents],
      [...documents].filter((document) => passes(document, "")),
    );
    for (const [name, list] of Object.entries(await counted(asAny, hits, tests))) {
      const all = [...documents].filter((one) => passes(one, name)).flatMap((one) => read(one, name));
      const expected = new Map(all.map((value) => [value, all.filter((one) => one === value).length]));
      assert.deepEqual(new Map(list.map(({ value, count }) => [value, count])), expected);
      const order = list.map(({ value, count }) => (name === "year" ? -Number(value) : -count));
      assert.deepEqual(
        order,
        order.toSorted((one, other) => one - other),
      );
    }
  }
});

test("what a page asks again is not searched again, unless it failed", async () => {
  let asked = 0;
  let fails = true;
  const shelf = {
    manifest: { fields: { body: 1 }, totals: [3], k1: 1.2, b: 0.75, stemmed: [] },
    fields: ["body"],
    count: 1,
    kept: new Kept(1000),
    find: async () => {
      asked += 1;
      if (fails) throw new Error("no line");
      return [];
    },
  };
  const engine = new Engine(/** @type {any} */ (shelf));
  await assert.rejects(engine.find("ferry", ""));
  fails = false;
  await engine.find("ferry", "");
  await engine.find("ferry", "");
  assert.equal(asked, 2);
  await engine.find("crane", "");
  await engine.find("ferry", "");
  // What its words stand for is kept as well.
  assert.equal(asked, 3);
});

test("of what is kept that goes first which was used longest ago, when there is too much", async () => {
  /** @type {string[]} */
  const made = [];
  const kept = new Kept(100);
  const get = (/** @type {string} */ name, size = 40) =>
    kept.get(
      name,
      async () => made.push(name),
      () => size,
    );
  for (const name of ["one", "two", "one", "three", "one", "two"]) await get(name);
  // Three are more than there is room for: the second went, the first was used again before that.
  assert.deepEqual(made, ["one", "two", "three", "two"]);
  assert.equal(kept.used, 80);
  // What is larger than the room stays until something else is kept.
  await get("large", 1000);
  await get("large", 1000);
  await get("one");
  assert.deepEqual(made.slice(4), ["large", "one"]);
  assert.equal(kept.used, 40);
});

test("what could not be made is made again, by whoever asks next", async () => {
  const kept = new Kept(100);
  const fails = async () => {
    throw new Error("no line");
  };
  await assert.rejects(kept.get("one", fails, () => 1));
  assert.equal(
    await kept.get(
      "one",
      async () => "made",
      () => 1,
    ),
    "made",
  );
});

test("a date is printed in the page's language, a part of one as it stands", () => {
  assert.equal(inWords("2014-03-02", "en"), "2 March 2014");
  assert.equal(inWords("2014-03-02", ""), "2 March 2014");
  assert.equal(inWords("2014-03-02", "ru"), "2 марта 2014 г.");
  assert.equal(inWords("2014-03", "ru"), "2014-03");
  assert.equal(inWords("", "en"), "");
  assert.equal(withMonth("2012-03-19", "az"), "19 mart 2012");
  assert.equal(withMonth("2012-12-01", "az-Latn"), "1 dekabr 2012");
  assert.equal(withMonth("2012-12-01", "kk"), "2012-12-01");
});
