/** Narrows results to places, bylines, sections, tags, languages, years and days, and counts what each would leave. */

import { Cursor } from "./bytes.js";
import { dayNumber, EPOCH, MS_A_DAY } from "./days.js";
import { Hits } from "./rank.js";

/** @typedef {import("./shelf.js").Shelf} Shelf */
/** @typedef {{ values: string[], sizes: number[], numbers: number[], starts: Uint32Array }} Facet per document how many values, and which */
/** @typedef {Record<string, string[]>} Narrowing facet → the values of which a document must have one; `from` and `to` are days */
/** @typedef {{ value: string, count: number }} Counted */

export const FACETS = /** @type {const} */ (["section", "place", "byline", "tag", "lang", "year"]);
const written = new TextDecoder();

/** @typedef {(document: number) => boolean} Test */

/** @param {number} day @returns {string} its year; nothing if the day is unknown */
function yearOf(day) {
  return day ? String(new Date((day - EPOCH) * MS_A_DAY).getUTCFullYear()) : "";
}

/**
 * What each part of a narrowing lets through, by its name.
 * @param {Shelf} shelf
 * @param {Narrowing} narrowing
 * @returns {Promise<Map<string, Test>>}
 */
export async function testsOf(shelf, narrowing) {
  /** @type {Map<string, Test>} */
  const tests = new Map();
  const [from = "", to = ""] = [narrowing.from?.[0], narrowing.to?.[0]];
  const [first, last] = [dayNumber(from, false), dayNumber(to, true)];
  if (!Number.isNaN(first) || !Number.isNaN(last)) {
    const { days } = await daysOf(shelf);
    tests.set("days", (document) => {
      const day = days[document] ?? 0;
      return day > 0 && !(day < first) && !(day > last);
    });
  }
  for (const name of FACETS) {
    const wanted = narrowing[name] ?? [];
    if (wanted.length === 0) continue;
    const { values, sizes, numbers, starts } = await facetOf(shelf, name);
    const isWanted = values.map((value) => wanted.includes(value));
    tests.set(name, (document) => {
      const start = starts[document] ?? 0;
      for (let at = start + (sizes[document] ?? 0) - 1; at >= start; at -= 1) {
        if (isWanted[numbers[at] ?? -1]) return true;
      }
      return false;
    });
  }
  return tests;
}

/**
 * The day of each document, counted from the year 1, 0 if none is known; and how many of its day come before it.
 * @param {Shelf} shelf
 * @returns {Promise<{ days: Uint32Array, ranks: number[] }>}
 */
export function daysOf(shelf) {
  return shelf.list("days", (data) => {
    const cursor = new Cursor(data);
    let day = 0;
    const days = Uint32Array.from(
      cursor.numbers(shelf.count),
      (gap) => (day += gap & 1 ? -(gap + 1) / 2 : gap / 2),
    );
    return { days, ranks: cursor.numbers(shelf.count) };
  });
}

/** @param {Uint8Array} data @param {number} count of documents @returns {Facet} */
function readFacet(data, count) {
  const cursor = new Cursor(data);
  const values = cursor.numbers(cursor.number()).map((size) => written.decode(cursor.take(size)));
  const sizes = cursor.numbers(count);
  let sum = 0;
  const starts = Uint32Array.from(sizes, (size) => {
    sum += size;
    return sum - size;
  });
  return { values, sizes, numbers: cursor.numbers(sum), starts };
}

/** The years of an index, made from its days. @type {WeakMap<Uint32Array, Facet>} */
const known = new WeakMap();

/**
 * The values of a facet, and which of them each document has.
 * @param {Shelf} shelf
 * @param {string} name
 * @returns {Promise<Facet>}
 */
async function facetOf(shelf, name) {
  if (name !== "year") return shelf.list(name, (data) => readFacet(data, shelf.count));
  const { days } = await daysOf(shelf);
  const found = known.get(days) ?? yearsOf(days);
  known.set(days, found);
  return found;
}

/** @param {Uint32Array} days @returns {Facet} */
function yearsOf(days) {
  /** @type {Map<number, number>} day → number of its year */
  const numberOf = new Map();
  /** @type {string[]} */
  const values = [];
  const numbers = Array.from(days, (day) => {
    const year = yearOf(day);
    const number = numberOf.get(day) ?? values.lastIndexOf(year);
    numberOf.set(day, number < 0 ? values.push(year) - 1 : number);
    return numberOf.get(day) ?? 0;
  });
  return {
    values,
    sizes: numbers.map((number) => Number(values[number] !== "")),
    numbers,
    starts: Uint32Array.from(numbers, (_, at) => at),
  };
}

/**
 * Only the documents that pass.
 * @param {Hits} hits
 * @param {Test} passes
 * @returns {Hits}
 */
export function filtered(hits, passes) {
  const [documents, scores] = [hits.documents.slice(), hits.scores.slice()];
  let size = 0;
  for (let at = 0; at < documents.length; at += 1) {
    const document = documents[at] ?? 0;
    if (!passes(document)) continue;
    documents[size] = document;
    scores[size] = scores[at] ?? 0;
    size += 1;
  }
  return new Hits(documents.subarray(0, size), scores.subarray(0, size));
}

/**
 * The documents that pass all tests.
 * @param {Hits} hits
 * @param {Map<string, Test>} tests
 * @returns {Hits}
 */
export function narrowed(hits, tests) {
  const used = [...tests.values()];
  return used.length ? filtered(hits, (document) => used.every((test) => test(document))) : hits;
}

/**
 * For each facet its values among the results, the commonest first; a facet does not narrow its own list.
 * @param {Shelf} shelf
 * @param {Hits} hits before narrowing
 * @param {Map<string, Test>} tests
 * @returns {Promise<Record<string, Counted[]>>}
 */
export async function counted(shelf, hits, tests) {
  const rows = await Promise.all(
    FACETS.map(async (name) => {
      const facet = await facetOf(shelf, name);
      return { name, facet, counts: new Uint32Array(facet.values.length) };
    }),
  );
  for (const document of hits.documents) {
    const failed = [...tests.keys()].filter((name) => !tests.get(name)?.(document));
    if (failed.length > 1) continue;
    for (const { name, facet, counts } of rows) {
      if (failed.length && failed[0] !== name) continue;
      const start = facet.starts[document] ?? 0;
      for (let at = start + (facet.sizes[document] ?? 0) - 1; at >= start; at -= 1) {
        counts[facet.numbers[at] ?? 0] = (counts[facet.numbers[at] ?? 0] ?? 0) + 1;
      }
    }
  }
  return Object.fromEntries(
    rows.map(({ name, facet, counts }) => [name, listOf(name, facet.values, counts)]),
  );
}

/**
 * @param {string} name
 * @param {string[]} values
 * @param {Uint32Array} counts
 * @returns {Counted[]} those that are there, the commonest first, of years the latest
 */
function listOf(name, values, counts) {
  const list = values.map((value, at) => ({ value, count: counts[at] ?? 0 })).filter(({ count }) => count);
  const byName = (/** @type {Counted} */ one, /** @type {Counted} */ other) =>
    one.value < other.value ? -1 : 1;
  return name === "year"
    ? list.sort((a, b) => byName(b, a))
    : list.sort((a, b) => b.count - a.count || byName(a, b));
}
