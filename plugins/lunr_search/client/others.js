/** What is asked of an engine beside the first of all results: the others, narrowed or by day, their facets, a passage. */

import { prepare } from "./analysis.js";
import { Cursor } from "./bytes.js";
import { counted, daysOf, narrowed, testsOf } from "./narrow.js";
import { passageOf } from "./passages.js";

/** @typedef {import("./engine.js").Engine} Engine */
/** @typedef {import("./engine.js").Asked} Asked */
/** @typedef {import("./shelf.js").Shelf} Shelf */
/** @typedef {import("./rank.js").Hits} Hits */

/** @param {Shelf} shelf @returns {Promise<string[]>} the address of each document */
export function refsOf(shelf) {
  return shelf.list("refs", (data) => new Cursor(data).words(0).words);
}

/**
 * All results of a query, best first, for programs.
 * @param {Engine} engine
 * @param {Pick<Asked, "query" | "lang">} asked
 * @returns {Promise<{ ref: string, score: number }[]>}
 */
export async function all(engine, { query, lang }) {
  const [{ hits }, refs] = await Promise.all([engine.find(query, lang), refsOf(engine.shelf)]);
  const rows = Array.from(hits.documents, (document, at) => ({
    ref: refs[document] ?? "",
    score: hits.scores[at] ?? 0,
  }));
  return rows.sort((one, other) => other.score - one.score);
}

/**
 * What the panel shows: the facets of the results with their numbers.
 * @param {Engine} engine
 * @param {Asked} asked
 */
export async function counts(engine, { query, lang, narrowing }) {
  const { hits } = await engine.find(query, lang);
  return counted(engine.shelf, hits, await testsOf(engine.shelf, narrowing));
}

/**
 * The part of a text where the words of a query stand closest.
 * @param {Engine} engine
 * @param {Asked} asked
 * @param {string} text
 * @param {string} textLang
 */
export async function passage(engine, { query, lang }, text, textLang) {
  const { terms } = await engine.find(query, lang);
  await prepare(textLang);
  return passageOf(text, terms, textLang);
}

/**
 * What a narrowing leaves of some results.
 * @param {Shelf} shelf
 * @param {Hits} hits
 * @param {import("./narrow.js").Narrowing} narrowing
 */
export async function narrowedBy(shelf, hits, narrowing) {
  return narrowed(hits, await testsOf(shelf, narrowing));
}

/**
 * The first documents in an order.
 * @param {Shelf} shelf
 * @param {Hits} hits
 * @param {import("./engine.js").Sort} sort
 * @param {number} rows
 */
export async function sorted(shelf, hits, sort, rows) {
  if (sort === "relevance") return hits.best(rows);
  const { days, ranks } = await daysOf(shelf);
  const sign = sort === "oldest" ? -1 : 1;
  const when = (/** @type {number} */ document) =>
    sign * ((days[document] ?? 0) * 2 ** 20 + (ranks[document] ?? 0));
  return hits.best(rows, Float64Array.from(hits.documents, when));
}
