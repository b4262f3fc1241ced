/** Reads codes of bits, the highest bit first; the twin of `Bits` in `bits.py`. */

import { Damaged } from "./bytes.js";

/** So many zeros say that the number follows in 32 bits. */
const LONGEST = 24;

/** A place among bits. */
export class Bits {
  /** @param {Uint8Array} data */
  constructor(data) {
    this.data = data;
    this.at = 0;
  }

  /** The 32 bits that come next; zeros stand behind the end. */
  #next() {
    const { data } = this;
    const at = this.at >> 3;
    const shift = this.at & 7;
    const first =
      ((data[at] ?? 0) << 24) |
      ((data[at + 1] ?? 0) << 16) |
      ((data[at + 2] ?? 0) << 8) |
      (data[at + 3] ?? 0);
    return shift ? ((first << shift) | ((data[at + 4] ?? 0) >> (8 - shift))) >>> 0 : first >>> 0;
  }

  /** @param {number} width at most 32 @returns {number} */
  bits(width) {
    if (!width) return 0;
    const found = this.#next() >>> (32 - width);
    this.at += width;
    return found;
  }

  /** A number below `space`. @param {number} space @returns {number} */
  plain(space) {
    const width = 32 - Math.clz32(space - 1);
    const short = 2 ** width - space;
    if (!short) return this.bits(width);
    const found = this.bits(width - 1);
    return found < short ? found : found * 2 + this.bits(1) - short;
  }

  /** @param {number} low how many bits are written as they are @returns {number} */
  rice(low) {
    const zeros = Math.clz32(this.#next());
    if (zeros >= LONGEST) {
      this.at += LONGEST;
      return this.bits(32);
    }
    this.at += zeros + 1;
    return low ? zeros * 2 ** low + this.bits(low) : zeros;
  }

  /** @returns {number} from 1 on */
  gamma() {
    const zeros = Math.clz32(this.#next());
    this.at += zeros;
    return this.bits(zeros + 1);
  }

  /** Throws if more was read than there is. */
  check() {
    if (this.at > this.data.length * 8) throw new Damaged("a column of bits is cut off");
  }
}

/**
 * How many bits of a gap are best written as they are, of `count` numbers below `space`.
 * @param {number} space
 * @param {number} count
 * @returns {number}
 */
export function riceBits(space, count) {
  return Math.max(31 - Math.clz32(Math.floor((space * 11) / (count * 16))), 0);
}

/**
 * Rising numbers below `space` that were written as gaps.
 * @param {Bits} stream
 * @param {number} count
 * @param {number} space
 * @param {Uint32Array | number[]} into where they are put
 * @param {number} from at which place the first
 * @param {number} shift what is added to each
 */
export function readNumbers(stream, count, space, into, from, shift) {
  if (count === 1) {
    into[from] = shift + stream.plain(space);
    return;
  }
  const end = from + count;
  let number = shift - 1;
  if (count === space) {
    for (let at = from; at < end; at += 1) into[at] = number += 1;
    return;
  }
  const low = count ? riceBits(space, count) : 0;
  for (let at = from; at < end; at += 1) into[at] = number += 1 + stream.rice(low);
}
