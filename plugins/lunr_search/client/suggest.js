/** "Did you mean": the commonest of the words that are nearest to one that nobody wrote. */

import { analyseQuery, EXACT, prepare, words } from "./analysis.js";
import { postingsOf } from "./whole.js";
import { expandWide } from "./wide.js";

/** @typedef {import("./shelf.js").Shelf} Shelf */
/** @typedef {{ written: string, lang: string }} Written a word as somebody wrote it */

const NEAREST = 3;
const SHOWN = /** @type {const} */ (["title", "standfirst", "place"]);

/**
 * A query that finds something, for one that finds nothing: unknown words replaced by the commonest of the nearest.
 * @param {Shelf} shelf
 * @param {string} query
 * @param {import("./query.js").Clause[]} missing
 * @param {import("./analysis.js").LangOf} lang
 * @returns {Promise<string>}
 */
export async function insteadOf(shelf, query, missing, lang) {
  let text = query;
  for (const clause of missing) {
    if (clause.editDistance || clause.term.includes("*") || clause.term.length < NEAREST) continue;
    const near = await nearest(shelf, clause.term);
    if (!near) continue;
    for (const piece of query.split(/[\s"“”„«»+:^~-]+/)) {
      const isIt = analyseQuery(piece, lang).some((forms) => forms.includes(clause.term));
      if (isIt) text = text.replace(piece, piece === piece.toLowerCase() ? lower(near) : near.written);
    }
  }
  return text === query ? "" : text;
}

/**
 * The word nearest to a term, as somebody wrote it.
 * @param {Shelf} shelf
 * @param {string} term
 * @returns {Promise<Written | undefined>}
 */
async function nearest(shelf, term) {
  for (const distance of [1, 2]) {
    const close = await expandWide(shelf, term, distance);
    const plain = close.filter((word) => !word.includes(EXACT));
    // A word that begins alike is nearer than one that does not.
    const alike = plain.filter((word) => word.slice(0, 2) === term.slice(0, 2));
    const few = (alike.length ? alike : plain).slice(0, 8);
    const known = await postingsOf(shelf, few);
    for (const found of known.sort((one, other) => other.found - one.found)) {
      const written = await writtenForm(shelf, found);
      if (written) return written;
    }
  }
  return undefined;
}

/**
 * A term is a stem, which nobody writes: the word that stands for it in one of its headlines, standfirsts or place lines.
 * @param {Shelf} shelf
 * @param {import("./whole.js").Postings} found
 * @returns {Promise<Written | undefined>}
 */
async function writtenForm(shelf, { term, fields }) {
  for (const name of SHOWN) {
    const document = fields[shelf.fields.indexOf(name)]?.documents[0];
    if (document === undefined) continue;
    const row = await shelf.row(document);
    await prepare(row.lang);
    const text = row[name];
    const word = words(text, row.lang).find(({ forms }) => forms.includes(term));
    if (word) return { written: text.slice(word.start, word.end), lang: row.lang };
  }
  return undefined;
}

/** A place line is in capitals, and two languages have two kinds of I. @param {Written} word @returns {string} */
function lower({ written, lang }) {
  const [own] = /^(?:az|tr)\b/.exec(lang) ?? [];
  return own ? written.toLocaleLowerCase(own) : written.toLowerCase();
}
