/** Answers a question: reads the query, fetches what it needs, ranks, narrows, sorts, and describes the first results. */

import { alphabets, baseLanguage, languageOf, prepare, WORD, words } from "./analysis.js";
import { loadMore } from "./files.js";
import { readQuery } from "./query.js";
import { Ranker } from "./rank.js";

/** @typedef {import("./shelf.js").Shelf} Shelf */
/** @typedef {import("./rank.js").Hits} Hits */
/** @typedef {import("./query.js").Clause} Clause */
/** @typedef {{ has: (term: string) => boolean }} Terms those that a query stands for */
/** @typedef {import("./analysis.js").LangOf} LangOf */
/** @typedef {{ hits: Hits, terms: Terms, missing: Clause[], langOf: LangOf }} Found */
/** @typedef {[text: string, isMarked: boolean][]} Marked a text in pieces */
/** @typedef {{ ref: string, title: Marked, place: Marked, date: string, printed: string, standfirst: Marked, lang: string }} Shown `printed`: the date in the page's language */
/** @typedef {{ found: number, rows: Shown[], instead: string }} Answer `instead`: a query that would find something */
/** @typedef {"relevance" | "newest" | "oldest"} Sort */
/** @typedef {{ query: string, lang: string, narrowing: import("./narrow.js").Narrowing, sort: Sort }} Asked */

const QUOTED = /["“”„«]/;

/** One index and what was last asked of it. */
export class Engine {
  /** @param {Shelf} shelf */
  constructor(shelf) {
    this.shelf = shelf;
    this.ranker = new Ranker(shelf.manifest, shelf.count, shelf.layout);
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
    /** Words that the index lacks in the language of their letters. @type {Map<string, string>} */
    const others = new Map();
    const langOf = (/** @type {string} */ word) => others.get(word) ?? languageOf(word, used);
    await Promise.all([used, ...(text.match(WORD) ?? []).map(langOf)].map(prepare));
    let { asked, phrases } = await this.#read(text, langOf);
    const lacks = lacking(asked);
    if (lacks.length && Object.keys(alphabets)[1]) {
      await (await loadMore()).readElsewhere(this.shelf, text, langOf, lacks, others);
      if (others.size) ({ asked, phrases } = await this.#read(text, langOf));
    }
    const together = this.ranker.scoring && (await loadMore()).addTogether;
    let hits = this.ranker.search(asked, together);
    for (const phrase of phrases) {
      hits = await (await loadMore()).withPhrase(this.shelf, hits, phrase);
    }
    const looked = asked.filter(({ clause }) => clause.presence !== "prohibited");
    return {
      hits,
      terms: { has: (term) => looked.some(({ run }) => run.known.has(term)) },
      missing: lacking(looked),
      langOf,
    };
  }

  /**
   * What is asked for, each word read in a language, and what it stands for.
   * @param {string} text
   * @param {LangOf} langOf
   */
  async #read(text, langOf) {
    const { fields } = this.shelf;
    const taken = QUOTED.test(text) ? (await loadMore()).takePhrases(text, fields, langOf) : undefined;
    const { clauses, phrases } = readQuery(text, fields, langOf, taken);
    const asked = await Promise.all(
      clauses.map(async (clause) => ({ clause, run: await this.#run(clause) })),
    );
    return { asked, phrases };
  }

  /**
   * What a clause stands for; it is kept.
   * @param {Clause} clause
   */
  #run({ term, editDistance, fields }) {
    const { shelf, ranker } = this;
    const positions = fields.map((name) => ranker.fields.indexOf(name));
    const make = async () => {
      const places = await shelf.find(term, editDistance);
      // Of the terms of a shard a star in front or a distance asks for few.
      const rows =
        editDistance || /\*./.test(term)
          ? (await loadMore()).readFew(places, ranker)
          : places.map(({ shard, at }) => ({ laid: shard.all(ranker), nth: at }));
      return ranker.run(places, positions, rows);
    };
    return shelf.kept.get(`${editDistance} ${positions} ${term}`, make, ({ size }) => size);
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
   * The first results of a question, with all that is shown of them.
   * @param {Asked} asked
   * @param {number} rows how many
   * @param {string} [pageLang] in which dates are printed
   * @returns {Promise<Answer>}
   */
  async answer({ query, lang, narrowing, sort }, rows, pageLang = "") {
    const isNarrow = Object.keys(narrowing).length > 0;
    const others = isNarrow || sort !== "relevance" ? await loadMore() : undefined;
    const { hits, terms, missing, langOf } = await this.find(query, lang);
    const left = others ? await others.narrowedBy(this.shelf, hits, narrowing) : hits;
    const found = left.documents.length;
    const first = others ? await others.sorted(this.shelf, left, sort, rows) : left.best(rows);
    const describe = async (/** @type {{ document: number }} */ { document }) =>
      described(await this.shelf.row(document), terms, pageLang);
    const shown = await Promise.all(first.map(describe));
    let instead = "";
    if (!found && !isNarrow) {
      const { insteadOf } = await loadMore();
      instead = await insteadOf(this.shelf, query, missing, langOf);
    }
    return { found, rows: shown, instead };
  }
}

/**
 * The clauses for the keys of words of which the index has nothing.
 * @param {{ clause: Clause, run: { terms: string[] } }[]} asked
 */
function lacking(asked) {
  return asked.filter(({ clause, run }) => !clause.isForm && !run.terms.length).map(({ clause }) => clause);
}

/**
 * @param {import("./shelf.js").Row} row
 * @param {Terms} terms
 * @param {string} pageLang
 * @returns {Promise<Shown>}
 */
async function described({ ref, title, place, date, standfirst, lang }, terms, pageLang) {
  const mark = (/** @type {string} */ text) => marked(text, terms, lang);
  let printed = inWords(date, pageLang);
  // So writes a browser that has no names of the language's months.
  if (/M\d/.test(printed)) printed = (await loadMore()).withMonth(date, pageLang);
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
 * @param {Terms} terms
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
