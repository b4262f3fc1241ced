/** Reads numbers and front-coded words from bytes, from the front to the back; the twin of `varint.py` and `shards.py`. */

import { EXACT } from "./analysis.js";

const decoder = new TextDecoder();

/** The bytes end too soon, or say what cannot be. */
export class Damaged extends Error {}

/** A place in bytes. */
export class Cursor {
  /** @param {Uint8Array} data */
  constructor(data) {
    this.data = data;
    this.at = 0;
  }

  /** @returns {number} the next number: seven bits a byte, the lowest first */
  number() {
    let value = 0;
    for (let unit = 1; ; unit *= 128) {
      const byte = this.data[this.at];
      if (byte === undefined) throw new Damaged("the index is cut off");
      this.at += 1;
      value += (byte & 127) * unit;
      if (byte < 128) return value;
    }
  }

  /**
   * @param {number} count
   * @returns {number[]}
   */
  numbers(count) {
    if (count > this.data.length) throw new Damaged("the index is cut off");
    const found = new Array(count);
    for (let at = 0; at < count; at += 1) found[at] = this.number();
    return found;
  }

  /**
   * @param {number} size
   * @returns {Uint8Array}
   */
  take(size) {
    const piece = this.data.subarray(this.at, this.at + size);
    if (piece.length !== size) throw new Damaged("the index is cut off");
    this.at += size;
    return piece;
  }

  /**
   * Front-coded words, and the columns of numbers between their sizes and their letters.
   * @param {number} columns how many
   * @param {number} count of words
   * @returns {{ words: string[], columns: number[][] }}
   */
  words(columns, count = this.number()) {
    const shared = this.numbers(count);
    const sizes = this.numbers(count);
    const found = Array.from({ length: columns }, () => this.numbers(count));
    // No word is longer than all bytes.
    const letters = new Uint8Array(this.data.length);
    const words = shared.map((common, at) => {
      const size = sizes[at] ?? 0;
      // An empty word is none that others share letters with.
      if (!size && !common) return "";
      letters.set(this.take(size), common);
      return decoder.decode(letters.subarray(0, common + size));
    });
    return { words, columns: found };
  }

  /**
   * Words, and exact forms of which only what follows their base is written.
   * @returns {{ words: string[], isPart: boolean[] }} all, and which were written behind their base
   */
  forms() {
    const { words, columns } = this.words(1);
    const [sizes = []] = columns;
    const total = sizes.reduce((sum, size) => sum + size, 0);
    const rests = this.words(0, total).words.values();
    /** @type {boolean[]} */
    const isPart = [];
    const found = words.flatMap((word, at) => {
      const own = Array.from({ length: sizes[at] ?? 0 }, () => word + EXACT + rests.next().value);
      isPart.push(false, ...own.map(() => true));
      return [word, ...own];
    });
    return { words: found, isPart };
  }
}
