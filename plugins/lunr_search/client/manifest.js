/** The manifest: the numbers that scores hang on, and the names of all shards; the twin of `manifest.py`. */

import { ANALYSIS_VERSION } from "./analysis.js";
import { Damaged } from "./bytes.js";

const FORMAT_VERSION = 2;
const TAG_LETTERS = 5;

/**
 * @typedef {object} Manifest
 * @property {number} version
 * @property {number} analysis
 * @property {number} k1
 * @property {number} b
 * @property {Record<string, number>} fields
 * @property {number[]} totals
 * @property {number[]} segments
 * @property {string} stored
 * @property {[string, string]} terms
 * @property {Record<string, string>} lists
 */

/** Which shard holds a term: the term that parts each shard from the one before, and each shard's tag. */
export class Ranges {
  /** @param {[string, string]} data all separators in a line, all tags in a word */
  constructor([line, tags]) {
    let before = "";
    this.separators = (line ? line.split(" ") : []).map((piece) => {
      before = before.slice(0, Number.parseInt(piece.charAt(0), 36)) + piece.slice(1);
      return before;
    });
    const size = tags.length / Math.max(this.separators.length, 1);
    this.tags = this.separators.map((_, at) => tags.slice(at * size, at * size + size));
  }

  /**
   * @param {string} term
   * @returns {number} the number of the shard that would hold it, -1 if there is none
   */
  find(term) {
    return before(this.separators, term, true) - 1;
  }

  /**
   * The tags of the shards that may hold terms that begin so.
   * @param {string} prefix
   * @returns {string[]}
   */
  within(prefix) {
    return this.tags.slice(Math.max(this.find(prefix), 0), this.find(`${prefix}\uffff`) + 1);
  }
}

/**
 * The first place of a sorted list at which something does not come before `text`.
 * @param {string[]} list
 * @param {string} text
 * @param {boolean} isAfter true: the first place at which something comes after it
 * @returns {number}
 */
export function before(list, text, isAfter = false) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const one = list[middle] ?? "";
    if (one < text || (isAfter && one === text)) low = middle + 1;
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
 * @param {Manifest} manifest
 * @returns {number[]}
 */
export function startsOf({ segments }) {
  let sum = 0;
  return [0, ...segments.map((size) => (sum += size))];
}

/**
 * @param {Manifest} manifest
 * @param {number} segment
 * @returns {string} the tag of what is shown of its documents
 */
export function storedTag({ stored }, segment) {
  return stored.slice(segment * TAG_LETTERS, (segment + 1) * TAG_LETTERS);
}
