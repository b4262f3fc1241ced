/** Exact phrases: which documents have words one after another; the twin of `phrases.py`. */

import { EXACT } from "./analysis.js";
import { Bits, readNumbers } from "./bits.js";
import { filtered } from "./narrow.js";
import { postingsAt } from "./whole.js";

/** @typedef {import("./shelf.js").Shelf} Shelf */
/** @typedef {import("./whole.js").Postings} Postings */

/**
 * The results that have a phrase, or that do not have it if it is prohibited.
 * @param {Shelf} shelf
 * @param {import("./rank.js").Hits} hits
 * @param {import("./query.js").Phrase} phrase
 */
export async function withPhrase(shelf, hits, phrase) {
  const found = await documentsWith(shelf, phrase);
  return filtered(hits, (document) => found.has(document) !== phrase.isProhibited);
}

/**
 * The documents in which the words of a phrase, in whichever form, stand one after another in one of its fields.
 * @param {Shelf} shelf
 * @param {import("./query.js").Phrase} phrase
 * @returns {Promise<Set<number>>}
 */
async function documentsWith(shelf, phrase) {
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
    if (!(await shelf.places([form])).length) continue;
    for (const [position, found] of readPlaces(await placeShard(shelf, form), form, shelf).entries()) {
      for (const [document, numbers] of found) {
        places[position]?.set(document, [...(places[position]?.get(document) ?? []), ...numbers]);
      }
    }
  }
  return places;
}

/**
 * The places of the terms of a shard, as bytes, and the shard.
 * @param {Shelf} shelf
 * @param {string} term one of them
 * @returns {Promise<{ data: Uint8Array, shard: import("./postings.js").Shard }>}
 */
async function placeShard(shelf, term) {
  const number = shelf.terms.find(term);
  const line = await shelf.list("positions", (data) => new TextDecoder().decode(data));
  const size = line.length / shelf.terms.names.length;
  const tag = line.slice(number * size, (number + 1) * size);
  const [data, shard] = await Promise.all([
    shelf.kept.get(
      `positions/${tag}`,
      () => shelf.files.load(`positions/${tag}`),
      ({ length }) => length,
    ),
    shelf.shard(number),
  ]);
  return { data, shard };
}

/**
 * The places of a term, which stand behind those of the terms before it; of an exact form they are told by its base's.
 * @param {{ data: Uint8Array, shard: import("./postings.js").Shard }} found
 * @param {string} wanted
 * @param {Shelf} shelf
 * @returns {Map<number, number[]>[]} per field: document → the numbers of the words at which the term stands
 */
function readPlaces({ data, shard }, wanted, shelf) {
  const stream = new Bits(data);
  /** @type {Map<number, number[]>[]} */
  let base = [];
  const last = shard.words.indexOf(wanted);
  for (let at = 0; at <= last; at += 1) {
    const term = postingsAt(shard, at);
    const places = placesOf(stream, term, base);
    if (!term.isPart) base = places;
  }
  stream.check();
  return shelf.fields.map((_, field) => base[field] ?? new Map());
}

/**
 * The places of the next term.
 * @param {Bits} stream
 * @param {Postings} term
 * @param {Map<number, number[]>[]} base the places of what it is a part of
 * @returns {Map<number, number[]>[]}
 */
function placesOf(stream, term, base) {
  const byBase = term.isPart && stream.bits(1) > 0;
  const start = startOf(term);
  /** @type {Map<number, number[]>[]} */
  const places = term.fields.map(() => new Map());
  for (const { field, from, count: size } of term.pieces) {
    const rows = term.fields[field];
    for (let at = from; at < from + size; at += 1) {
      const [document = 0, count = 0, length = 0] = [
        rows?.documents[at],
        rows?.counts[at],
        rows?.lengths[at],
      ];
      const known = byBase ? base[field]?.get(document)?.length : undefined;
      const isFirst = !term.isPart && field === start.field && document === start.document;
      const numbers = new Uint32Array(count);
      const own = Number(isFirst);
      const skipped = isFirst ? term.rank + 1 : 0;
      if (isFirst) numbers[0] = term.rank;
      readNumbers(stream, count - own, known ?? length - skipped, numbers, own, skipped);
      places[field]?.set(document, [...numbers]);
    }
  }
  return places;
}

/**
 * A term's first document, and the first field there.
 * @param {Postings} term
 */
function startOf({ fields }) {
  const start = { document: Number.POSITIVE_INFINITY, field: 0 };
  for (let field = 0; field < fields.length; field += 1) {
    const document = fields[field]?.documents[0] ?? Number.POSITIVE_INFINITY;
    if (document >= start.document) continue;
    start.document = document;
    start.field = field;
  }
  return start;
}
