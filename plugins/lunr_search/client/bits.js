/** Reads codes of bits, the highest bit first; the twin of `Bits` in `bits.py`. */

import { Damaged } from "./bytes.js";

/** So many zeros say that the number follows in 32 bits. */
const LONGEST = 24;

/** A place among bits. */
export class Bits {
  /** @param {Uint8Array} data */
  constructor(data) {
    this.size = data.length * 8;
    // Some bytes are read that stand behind the end.
    const padded = new Uint8Array(data.length + 8);
    padded.set(data);
    this.view = new DataView(padded.buffer);
    this.at = 0;
  }

  /** The 32 bits that come next. */
  #next() {
    const at = this.at >> 3;
    const shift = this.at & 7;
    return ((this.view.getUint32(at) << shift) | (this.view.getUint8(at + 4) >> (8 - shift))) >>> 0;
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

  /**
   * Rising numbers, of which the gaps less 1 are Rice codes.
   * @param {number} low
   * @param {Uint32Array} into
   * @param {number} from
   * @param {number} end
   * @param {number} before the number before the first
   */
  rising(low, into, from, end, before) {
    const { view } = this;
    const mask = 2 ** low - 1;
    let { at } = this;
    let number = before;
    for (let place = from; place < end; place += 1) {
      // Of these four bytes seven bits may have been read; what is left holds nearly every code.
      const word = view.getUint32(at >> 3) << (at & 7);
      const zeros = Math.clz32(word);
      const size = zeros + 1 + low;
      if (size <= LONGEST) {
        number += 1 + ((zeros << low) | ((word >>> (32 - size)) & mask));
        at += size;
      } else {
        this.at = at;
        number += 1 + this.rice(low);
        ({ at } = this);
      }
      into[place] = number;
    }
    this.at = at;
  }

  /** @returns {number} from 1 on */
  gamma() {
    const zeros = Math.clz32(this.#next());
    this.at += zeros;
    return this.bits(zeros + 1);
  }

  /** Throws if more was read than there is. */
  check() {
    if (this.at > this.size) throw new Damaged("the index is cut off");
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
 * @param {Uint32Array} into where they are put
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
  stream.rising(low, into, from, end, number);
}
