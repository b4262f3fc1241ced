/** Narrows results to places, bylines, sections, tags, languages, years and days, and counts what each would leave. */

/** @typedef {import("./shelf.js").Shelf} Shelf */
/** @typedef {import("./rank.js").Hits} Hits */
/** @typedef {Record<string, string[]>} Narrowing facet → the values of which a document must have one; `from` and `to` are days */
/** @typedef {{ value: string, count: number }} Counted */

export const FACETS = /** @type {const} */ (["section", "place", "byline", "tag", "lang", "year"]);
const MS_A_DAY = 86_400_000;
/** 1 January 1970, counted from the year 1. */
const EPOCH = 719_163;

/** @typedef {(document: number) => boolean} Test */

/**
 * A day, or the first or last of a shortened one, counted from the year 1.
 * @param {string} text an ISO date, or its year, or year and month
 * @param {boolean} isEnd
 * @returns {number} not a number if it is no date
 */
export function dayNumber(text, isEnd) {
  const parts = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?$/.exec(text);
  if (!parts) return Number.NaN;
  const [year, month, day] = parts.slice(1).map((part) => (part ? Number(part) : 0));
  const date = new Date(0);
  if (isEnd && !month) date.setUTCFullYear(year ?? 0, 12, 0);
  else if (isEnd && !day) date.setUTCFullYear(year ?? 0, month ?? 1, 0);
  else date.setUTCFullYear(year ?? 0, (month || 1) - 1, day || 1);
  return date.getTime() / MS_A_DAY + EPOCH;
}

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
    const { days } = await shelf.days();
    tests.set("days", (document) => {
      const day = days[document] ?? 0;
      return day > 0 && !(day < first) && !(day > last);
    });
  }
  for (const name of FACETS) {
    const values = new Set(narrowing[name] ?? []);
    if (values.size === 0) continue;
    const read = await valuesOf(shelf, name);
    tests.set(name, (document) => read(document).some((value) => values.has(value)));
  }
  return tests;
}

/**
 * How to find a document's values of a facet.
 * @param {Shelf} shelf
 * @param {string} name
 * @returns {Promise<(document: number) => string[]>}
 */
async function valuesOf(shelf, name) {
  if (name === "year") {
    const { days } = await shelf.days();
    return (document) => [yearOf(days[document] ?? 0)].filter(Boolean);
  }
  const { values, sizes, numbers, starts } = await shelf.facet(name);
  return (document) => {
    const start = starts[document] ?? 0;
    return numbers.slice(start, start + (sizes[document] ?? 0)).map((number) => values[number] ?? "");
  };
}

/**
 * The documents that pass all tests but the one named.
 * @param {Hits} hits
 * @param {Map<string, Test>} tests
 * @param {string} [but]
 * @returns {Hits}
 */
export function narrowed(hits, tests, but) {
  const used = [...tests].filter(([name]) => name !== but).map(([, test]) => test);
  return used.length ? hits.filter((document) => used.every((test) => test(document))) : hits;
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
      const read = await valuesOf(shelf, name);
      /** @type {Map<string, number>} */
      const counts = new Map();
      for (const document of narrowed(hits, tests, name).documents) {
        for (const value of read(document)) counts.set(value, (counts.get(value) ?? 0) + 1);
      }
      const list = Array.from(counts, ([value, count]) => ({ value, count }));
      const byName = (/** @type {Counted} */ one, /** @type {Counted} */ other) =>
        one.value < other.value ? -1 : 1;
      return [
        name,
        name === "year"
          ? list.sort((a, b) => byName(b, a))
          : list.sort((a, b) => b.count - a.count || byName(a, b)),
      ];
    }),
  );
  return Object.fromEntries(rows);
}
