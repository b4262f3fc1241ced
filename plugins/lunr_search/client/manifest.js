/** The manifest: the numbers that scores hang on, and the names of all shards; the twin of `manifest.py`. */

import { ANALYSIS_VERSION, EXACT } from "./analysis.js";
import { Bits } from "./bits.js";
import { Damaged } from "./bytes.js";

const FORMAT_VERSION = 5;
/** How long the tag of a segment is. */
export const TAG_LETTERS = 5;
/** So many shards of terms share a tag. */
export const BLOCK = 16;

/**
 * @typedef {object} Manifest
 * @property {number} version
 * @property {number} analysis
 * @property {string} lang
 * @property {number} k1
 * @property {number} b
 * @property {Record<string, number>} fields
 * @property {number[]} totals
 * @property {number[]} segments
 * @property {number[]} languages how many documents each has
 * @property {string} lengths
 * @property {string} sample what rows are packed behind
 * @property {string} stored
 * @property {[string, string]} terms
 * @property {Record<string, string>} lists
 * @property {string[]} stemmed
 * @property {[k1: number, main: number, other: number]} [scoring] fields are scored together
 */

/** Which shard holds a term: the term that parts each shard from the one before, and each shard's tag. */
export class Ranges {
  /**
   * @param {[string, string]} data all separators in a line, all tags in a word
   * @param {number} block how many shards share a tag
   */
  constructor([line, tags], block = 1) {
    let before = "";
    this.separators = (line ? line.split(" ") : []).map((piece) => {
      before = before.slice(0, Number.parseInt(piece.charAt(0), 36)) + piece.slice(1);
      return before;
    });
    const size = tags.length / Math.max(Math.ceil(this.separators.length / block), 1);
    /** The name of each shard: its tag, or that of its block and its number there. */
    this.names = this.separators.map((_, at) => {
      const start = Math.floor(at / block) * size;
      const tag = tags.slice(start, start + size);
      return block > 1 ? `${tag}/${at % block}` : tag;
    });
  }

  /**
   * @param {string} term
   * @returns {number} the number of the shard that would hold it, -1 if there is none
   */
  find(term) {
    // An exact form stands with its base.
    return after(this.separators, term.split(EXACT, 1)[0] ?? "") - 1;
  }

  /**
   * The names of the shards that may hold terms that begin so.
   * @param {string} prefix
   * @returns {string[]}
   */
  within(prefix) {
    return this.names.slice(Math.max(this.find(prefix), 0), this.find(`${prefix}\uffff`) + 1);
  }
}

/**
 * The first place of a sorted list at which something comes after `wanted`.
 * @template {string | number} Kind
 * @param {Kind[]} list
 * @param {Kind} wanted
 * @returns {number}
 */
export function after(list, wanted) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (/** @type {Kind} */ (list[middle]) <= wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Throws unless this code can read the index.
 * @param {Manifest} manifest
 */
export function checkManifest(manifest) {
  if (manifest.version !== FORMAT_VERSION || manifest.analysis !== ANALYSIS_VERSION) {
    throw new Damaged(`the search index has version ${manifest.version}.${manifest.analysis}`);
  }
}

/**
 * The first document number of each segment, and one more for the end.
 * @param {{ segments: number[] }} sizes
 * @returns {number[]}
 */
export function startsOf({ segments }) {
  let sum = 0;
  return [0, ...segments.map((size) => (sum += size))];
}

/**
 * What the codes of shards hang on: each language's first document, and one more for the end, and how many it has; of each
 * document the length of the main field; which field that is, and the mean length of each.
 * @typedef {{ starts: number[], sizes: number[], lengths: Uint32Array, main: number, means: number[] }} Layout
 */

/**
 * @param {Manifest} manifest
 * @returns {Layout}
 */
export function layoutOf(manifest) {
  const { totals, languages } = manifest;
  const starts = startsOf({ segments: languages });
  const count = Math.max(starts.at(-1) ?? 0, 1);
  const means = totals.map((total) => Math.floor(total / count));
  const main = totals.indexOf(Math.max(...totals));
  return {
    starts,
    sizes: languages,
    lengths: lengthsOf(manifest, starts),
    main,
    means,
  };
}

/**
 * Lengths rise within a language: its smallest and its largest are written, then the middle one, those of the halves before and behind it, and so on.
 * @param {Manifest} manifest
 * @param {number[]} starts
 * @returns {Uint32Array}
 */
function lengthsOf({ languages, lengths }, starts) {
  const bits = new Bits(Uint8Array.from(atob(lengths), (letter) => letter.charCodeAt(0)));
  const found = new Uint32Array(starts.at(-1) ?? 0);
  /** @type {(first: number, end: number, low: number, high: number) => void} */
  const read = (first, end, low, high) => {
    if (low === high) found.fill(low, first, end);
    else if (first < end) {
      const middle = (first + end) >> 1;
      const own = low + bits.plain(high - low + 1);
      found[middle] = own;
      read(first, middle, low, own);
      read(middle + 1, end, own, high);
    }
  };
  for (const [at] of languages.entries()) {
    const low = bits.gamma() - 1;
    read(starts[at] ?? 0, starts[at + 1] ?? 0, low, low + bits.gamma() - 1);
  }
  return found;
}
