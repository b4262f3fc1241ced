/** Reads numbers and front-coded words from bytes, from the front to the back; the twin of `varint.py` and `shards.py`. */

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
      if (byte === undefined) throw new Damaged("a number is cut off");
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
    if (count > this.data.length) throw new Damaged("a column is cut off");
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
    if (piece.length !== size) throw new Damaged("a piece is cut off");
    this.at += size;
    return piece;
  }

  /**
   * @param {number} size in bytes
   * @returns {string}
   */
  text(size) {
    return decoder.decode(this.take(size));
  }

  /**
   * Front-coded words, and the columns of numbers between their sizes and their letters.
   * @param {number} columns how many
   * @returns {{ words: string[], columns: number[][] }}
   */
  words(columns) {
    const count = this.number();
    const shared = this.numbers(count);
    const sizes = this.numbers(count);
    const found = Array.from({ length: columns }, () => this.numbers(count));
    const letters = new Uint8Array(Math.max(0, ...shared.map((common, at) => common + (sizes[at] ?? 0))));
    const words = shared.map((common, at) => {
      const size = sizes[at] ?? 0;
      letters.set(this.take(size), common);
      return decoder.decode(letters.subarray(0, common + size));
    });
    return { words, columns: found };
  }
}
