/** Exact phrases: which documents have words one after another; the twin of `phrases.py`. */

import { EXACT } from "./analysis.js";
import { Bits, eachNumber } from "./bits.js";

/** @typedef {import("./shelf.js").Shelf} Shelf */
/** @typedef {import("./postings.js").Postings} Postings */

/**
 * The documents in which the words of a phrase, in whichever form, stand one after another in one of its fields.
 * @param {Shelf} shelf
 * @param {import("./query.js").Phrase} phrase
 * @returns {Promise<Set<number>>}
 */
export async function documentsWith(shelf, phrase) {
  const columns = await Promise.all(phrase.words.map((forms) => placesOfWord(shelf, forms)));
  /** @type {Set<number>} */
  const found = new Set();
  for (const name of phrase.fields) {
    const position = shelf.fields.indexOf(name);
    const [first, ...others] = columns.map((column) => column[position] ?? new Map());
    for (const [document, places] of first ?? []) {
      const isHere = (/** @type {number} */ start) =>
        others.every((other, at) => other.get(document)?.includes(start + at + 1));
      if (places.some(isHere)) found.add(document);
    }
  }
  return found;
}

/**
 * Per field: document → the numbers of the words that have one of these forms.
 * @param {Shelf} shelf
 * @param {string[]} forms
 * @returns {Promise<Map<number, number[]>[]>}
 */
async function placesOfWord(shelf, forms) {
  /** @type {Map<number, number[]>[]} */
  const places = shelf.fields.map(() => new Map());
  for (const form of forms.filter((one) => !one.includes(EXACT))) {
    if (!(await shelf.postings([form])).length) continue;
    for (const [position, found] of readPlaces(await shelf.places(form), form, shelf).entries()) {
      for (const [document, numbers] of found) {
        places[position]?.set(document, [...(places[position]?.get(document) ?? []), ...numbers]);
      }
    }
  }
  return places;
}

/**
 * The places of a term. They stand term by term, in each segment by segment and, within one, field by field.
 * @param {{ data: Uint8Array, shard: Map<string, Postings> }} found
 * @param {string} wanted
 * @param {Shelf} shelf
 * @returns {Map<number, number[]>[]} per field: document → the numbers of the words at which the term stands
 */
function readPlaces({ data, shard }, wanted, shelf) {
  const stream = new Bits(data);
  /** @type {Map<number, number[]>[]} */
  const places = shelf.fields.map(() => new Map());
  for (const term of shard.values()) {
    for (const { position, document, count, length } of rowsOf(term, shelf)) {
      /** @type {number[]} */
      const numbers = [];
      eachNumber(stream, count, length, (number) => numbers.push(number));
      if (term.term === wanted) places[position]?.set(document, numbers);
    }
    if (term.term === wanted) break;
  }
  stream.check();
  return places;
}

/**
 * The postings of a term in the order of its places.
 * @param {Postings} term
 * @param {Shelf} shelf
 */
function rowsOf(term, shelf) {
  const rows = [];
  for (const [position, one] of term.fields.entries()) {
    for (const [at, document] of one?.documents.entries() ?? []) {
      const [count, length] = [one?.counts[at] ?? 0, one?.lengths[at] ?? 0];
      rows.push({ segment: shelf.segment(document), position, document, count, length });
    }
  }
  // Documents come in order within a field, and sorting keeps them so.
  return rows.sort((one, other) => one.segment - other.segment || one.position - other.position);
}
