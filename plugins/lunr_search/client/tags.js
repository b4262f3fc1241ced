/** The tags of files: what only some questions need has a name that is a hash of its content. */

const LETTERS = "abcdefghijklmnopqrstuvwxyz234567";

/**
 * The first letters of a hash of the content, in base 32.
 * @param {Uint8Array<ArrayBuffer>} data
 * @param {number} letters
 * @returns {Promise<string>}
 */
export async function tagOf(data, letters) {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", data));
  return Array.from({ length: letters }, (_, at) => {
    const bits = ((hash[(at * 5) >> 3] ?? 0) << 8) | (hash[((at * 5) >> 3) + 1] ?? 0);
    return LETTERS.charAt((bits >> (11 - ((at * 5) & 7))) & 31);
  }).join("");
}

/**
 * Whether a file has its tag; a browser that reckons no hashes, because the site is not served safely, believes it.
 * @param {string} tag
 * @param {Uint8Array<ArrayBuffer>} data
 */
export async function isTagOf(tag, data) {
  return !globalThis.crypto?.subtle || (await tagOf(data, tag.length)) === tag;
}
