/** The state of the search as the page's address holds it: what is asked, how it is narrowed, how it is sorted. */

/** @typedef {import("./engine.js").Asked} Asked */

/** What an address may narrow by; `lang` is also the language in which the query is read. */
export const NARROWING = ["section", "place", "byline", "tag", "lang", "year", "from", "to"];
const SORTS = /** @type {const} */ (["relevance", "newest", "oldest"]);

/**
 * @param {string} search the part of an address after the question mark
 * @param {string} pageLang
 * @returns {Asked}
 */
export function readAddress(search, pageLang) {
  const given = new URLSearchParams(search);
  /** @type {Record<string, string[]>} */
  const narrowing = {};
  for (const name of NARROWING) {
    const values = given.getAll(name).filter(Boolean);
    if (values.length) narrowing[name] = values;
  }
  const sort = SORTS.find((known) => known === given.get("sort")) ?? "relevance";
  return {
    query: given.get("q") ?? "",
    lang: narrowing.lang?.[0] ?? pageLang,
    narrowing,
    sort,
  };
}

/**
 * @param {Asked} asked
 * @returns {string} the part of the address after the question mark
 */
export function writeAddress({ query, narrowing, sort }) {
  const given = new URLSearchParams();
  if (query.trim()) given.set("q", query);
  for (const name of NARROWING) for (const value of narrowing[name] ?? []) given.append(name, value);
  if (sort !== "relevance") given.set("sort", sort);
  return given.toString();
}
