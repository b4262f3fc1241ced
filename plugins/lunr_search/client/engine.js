/** Answers a question: reads the query, fetches what it needs, ranks, narrows, sorts, and describes the first results. */

import { baseLanguage, EXACT, prepare, words } from "./analysis.js";
import { readQuery } from "./query.js";
import { Ranker } from "./rank.js";
import { loadMore } from "./shelf.js";

/** @typedef {import("./shelf.js").Shelf} Shelf */
/** @typedef {import("./rank.js").Hits} Hits */
/** @typedef {{ hits: Hits, terms: Set<string>, missing: import("./query.js").Clause[] }} Found */
/** @typedef {[text: string, isMarked: boolean][]} Marked a text in pieces */
/** @typedef {{ ref: string, title: Marked, place: Marked, date: string, printed: string, standfirst: Marked, lang: string }} Shown `printed`: the date in the page's language */
/** @typedef {{ found: number, rows: Shown[], instead: string }} Answer `instead`: a query that would find something */
/** @typedef {"relevance" | "newest" | "oldest"} Sort */
/** @typedef {{ query: string, lang: string, narrowing: import("./narrow.js").Narrowing, sort: Sort }} Asked */

/** One index and what was last asked of it. */
export class Engine {
  /** @param {Shelf} shelf */
  constructor(shelf) {
    this.shelf = shelf;
    this.ranker = new Ranker(shelf.manifest, shelf.count);
    /** @type {{ asked: string, found: Promise<Found> } | undefined} what was asked last: a page asks again for more of it */
    this.last = undefined;
  }

  /**
   * Everything that a query finds, before it is narrowed.
   * @param {string} text
   * @param {string} lang
   * @returns {Promise<Found>}
   */
  find(text, lang) {
    const asked = `${lang} ${text}`;
    if (this.last?.asked !== asked) {
      const last = { asked, found: this.#find(text, lang) };
      last.found.catch(() => {
        if (this.last === last) this.last = undefined;
      });
      this.last = last;
    }
    return this.last.found;
  }

  /**
   * @param {string} text
   * @param {string} lang
   * @returns {Promise<Found>}
   */
  async #find(text, lang) {
    const used = this.#known(lang);
    await prepare(used);
    const { clauses, phrases } = readQuery(text, this.shelf.fields, used);
    const asked = await Promise.all(
      clauses.map(async (clause) => {
        const words = await this.shelf.expand(clause.term, clause.editDistance);
        return { clause, terms: await this.shelf.postings(words) };
      }),
    );
    const together = this.ranker.scoring && (await loadMore()).addTogether;
    let hits = this.ranker.search(asked, together);
    for (const phrase of phrases) {
      const { documentsWith } = await loadMore();
      const found = await documentsWith(this.shelf, phrase);
      hits = hits.filter((document) => found.has(document) !== phrase.isProhibited);
    }
    const looked = asked.filter(({ clause }) => clause.presence !== "prohibited");
    return {
      hits,
      terms: new Set(looked.flatMap(({ terms }) => terms.map(({ term }) => term))),
      missing: looked
        .filter(({ clause, terms }) => !terms.length && !clause.term.includes(EXACT))
        .map(({ clause }) => clause),
    };
  }

  /**
   * The language, if the site has texts in it and so a stemmer; a query in another is only folded.
   * @param {string} lang
   */
  #known(lang) {
    const base = baseLanguage(lang);
    return this.shelf.manifest.stemmed.includes(base) ? base : "";
  }

  /**
   * All results of a query, best first, for programs.
   * @param {string} query
   * @param {string} lang
   * @returns {Promise<{ ref: string, score: number }[]>}
   */
  async all(query, lang) {
    const [{ hits }, refs] = await Promise.all([this.find(query, lang), this.shelf.refs()]);
    return hits
      .best(hits.documents.length)
      .map(({ document, score }) => ({ ref: refs[document] ?? "", score }));
  }

  /**
   * The first results of a question, with all that is shown of them.
   * @param {Asked} asked
   * @param {number} rows how many
   * @param {string} [pageLang] in which dates are printed
   * @returns {Promise<Answer>}
   */
  async answer({ query, lang, narrowing, sort }, rows, pageLang = "") {
    const [{ hits, terms, missing }, narrow] = await Promise.all([
      this.find(query, lang),
      this.#narrower(narrowing),
    ]);
    const left = narrow(hits);
    const found = left.documents.length;
    const describe = async (/** @type {{ document: number }} */ { document }) =>
      described(await this.shelf.row(document), terms, pageLang);
    const first = await sorted(this.shelf, left, sort, rows);
    const shown = await Promise.all(first.map(describe));
    const isEmpty = found === 0 && Object.keys(narrowing).length === 0;
    return {
      found,
      rows: shown,
      instead: isEmpty ? await this.#instead(query, missing, lang) : "",
    };
  }

  /**
   * What the panel shows: the facets of the results with their numbers.
   * @param {Asked} asked
   */
  async counts({ query, lang, narrowing }) {
    const [{ hits }, { counted, testsOf }] = await Promise.all([this.find(query, lang), loadMore()]);
    return counted(this.shelf, hits, await testsOf(this.shelf, narrowing));
  }

  /**
   * What leaves of some results those that are asked for.
   * @param {import("./narrow.js").Narrowing} narrowing
   * @returns {Promise<(hits: Hits) => Hits>}
   */
  async #narrower(narrowing) {
    if (Object.keys(narrowing).length === 0) return (hits) => hits;
    const { narrowed, testsOf } = await loadMore();
    const tests = await testsOf(this.shelf, narrowing);
    return (hits) => narrowed(hits, tests);
  }

  /**
   * A query that finds something, for one that finds nothing.
   * @param {string} query
   * @param {import("./query.js").Clause[]} missing
   * @param {string} lang
   * @returns {Promise<string>}
   */
  async #instead(query, missing, lang) {
    const { insteadOf } = await loadMore();
    return insteadOf(this.shelf, query, missing, this.#known(lang));
  }

  /**
   * The part of a text where the words of a query stand closest.
   * @param {string} query
   * @param {string} lang
   * @param {string} text
   * @param {string} textLang
   * @returns {Promise<Marked>}
   */
  async passage(query, lang, text, textLang) {
    const [{ terms }, { passageOf }] = await Promise.all([this.find(query, lang), loadMore()]);
    await prepare(textLang);
    return passageOf(text, terms, textLang);
  }
}

/**
 * The first documents in an order.
 * @param {Shelf} shelf
 * @param {Hits} hits
 * @param {Sort} sort
 * @param {number} rows
 * @returns {Promise<{ document: number }[]>}
 */
async function sorted(shelf, hits, sort, rows) {
  if (sort === "relevance") return hits.best(rows);
  const { daysOf } = await loadMore();
  const { days, ranks } = await daysOf(shelf);
  const sign = sort === "oldest" ? -1 : 1;
  const when = (/** @type {number} */ document) =>
    sign * ((days[document] ?? 0) * 2 ** 20 + (ranks[document] ?? 0));
  return hits.best(rows, Float64Array.from(hits.documents, when));
}

/**
 * @param {import("./shelf.js").Row} row
 * @param {Set<string>} terms
 * @param {string} pageLang
 * @returns {Shown}
 */
function described({ ref, title, place, date, standfirst, lang }, terms, pageLang) {
  const mark = (/** @type {string} */ text) => marked(text, terms, lang);
  const printed = inWords(date, pageLang);
  return { ref, title: mark(title), place: mark(place), date, printed, standfirst: mark(standfirst), lang };
}

/** By language. @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/**
 * A date in a language, or as it stands if it is no whole day. The first takes a while, which the page would stand still.
 * @param {string} date
 * @param {string} lang
 * @returns {string}
 */
export function inWords(date, lang) {
  if (!/^\d{4}-\d\d-\d\d$/.test(date)) return date;
  const tag = !lang || lang === "en" ? "en-GB" : lang;
  const format = formats.get(tag) ?? new Intl.DateTimeFormat(tag, { dateStyle: "long", timeZone: "UTC" });
  formats.set(tag, format);
  return format.format(new Date(date));
}

/**
 * A text in pieces, the words marked that were looked for.
 * @param {string} text
 * @param {Set<string>} terms
 * @param {string} lang
 * @returns {Marked}
 */
export function marked(text, terms, lang) {
  /** @type {Marked} */
  const pieces = [];
  let at = 0;
  for (const { forms, start, end } of words(text, lang)) {
    if (!forms.some((form) => terms.has(form))) continue;
    pieces.push([text.slice(at, start), false], [text.slice(start, end), true]);
    at = end;
  }
  return [...pieces, /** @type {[string, boolean]} */ ([text.slice(at), false])].filter(([piece]) => piece);
}
