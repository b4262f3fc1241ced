/** Fetches the files of the search, checks each against its tag, unpacks it; asks twice before it gives up. */

import { Damaged } from "./bytes.js";

/** What only some questions need: wide words, phrases, narrowing, passages, suggestions; and the tags of their files. */
export const loadMore = () => import("./more-worker.js");

/** So long a file may take before it is asked for anew, in ms: one of a block, and any other, which may be a large list. */
const [PATIENCE, LONGER] = [20_000, 120_000];

/** What gzip begins with; no file repeats it. */
const HEAD = Uint8Array.of(31, 139, 8, 0, 0, 0, 0, 0, 2, 255);

/**
 * @param {Uint8Array<ArrayBuffer>} packed gzip without its head
 * @param {Uint8Array<ArrayBuffer>} [sample] what it was packed behind
 * @returns {Promise<Uint8Array>}
 */
export async function unpack(packed, sample = new Uint8Array(0)) {
  const { length } = sample;
  // As deflate has bytes that it does not pack.
  const block = length ? [Uint8Array.of(0, length, length >> 8, ~length, ~length >> 8), sample] : [];
  const { readable, writable } = new DecompressionStream("gzip");
  const input = writable.getWriter();
  // What fails here fails where it is read, too.
  for (const piece of [HEAD, ...block, packed]) input.write(piece).catch(String);
  input.close().catch(String);
  try {
    return new Uint8Array(await new Response(readable).arrayBuffer()).subarray(length);
  } catch (error) {
    throw new Damaged(String(error));
  }
}

/** The files below one address. */
export class Files {
  /** @param {string} base ends with a slash */
  constructor(base) {
    this.base = base;
    /** Called whenever a file has come. */
    this.onProgress = () => {};
  }

  /**
   * One file, unpacked. Its name is kind and tag, or kind, tag of a block and number.
   * @param {string} name
   * @param {Uint8Array<ArrayBuffer>} [sample] what it was packed behind
   * @returns {Promise<Uint8Array>}
   */
  load(name, sample) {
    return this.#fetch(name, "default", sample).catch(() => this.#fetch(name, "reload", sample));
  }

  /**
   * @param {string} name
   * @param {RequestCache} cache
   * @param {Uint8Array<ArrayBuffer>} [sample]
   */
  async #fetch(name, cache, sample) {
    const [, tag = "", number] = name.split("/");
    const signal = AbortSignal.timeout(number ? PATIENCE : LONGER);
    const response = await fetch(new URL(`${name}.bin`, this.base), { cache, signal });
    if (!response.ok) throw new Error(`${response.status} ${name}`);
    const data = new Uint8Array(await response.arrayBuffer());
    let start = 0;
    if (number) {
      // Of a block, each begins with the block's tag and its own number; gzip's check finds a damage behind it.
      start = tag.length + number.length;
      if (String.fromCharCode(...data.subarray(0, start)) !== tag + number) throw new Damaged(name);
    } else if (!(await (await loadMore()).isTagOf(tag, data))) throw new Damaged(name);
    const content = await unpack(data.subarray(start), sample);
    this.onProgress();
    return content;
  }
}
