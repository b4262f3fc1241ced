/** The terms that a star at the beginning or inside, or a distance stands for: they are looked for among words alone. */

import { Cursor } from "./bytes.js";
import { expand, STAR } from "./expand.js";
import { Ranges } from "./manifest.js";

/** @typedef {import("./shelf.js").Shelf} Shelf */

const utf8 = new TextDecoder();

/**
 * The terms that a clause's term stands for, in Lunr's order.
 * @param {Shelf} shelf
 * @param {string} term
 * @param {number} distance
 * @returns {Promise<string[]>}
 */
export async function expandWide(shelf, term, distance) {
  return expand(await wordsFor(shelf, term, distance), term, distance);
}

/**
 * Words among which are all that a term stands for.
 * @param {Shelf} shelf
 * @param {string} term
 * @param {number} distance
 * @returns {Promise<string[]>}
 */
async function wordsFor(shelf, term, distance) {
  if (distance === 0) {
    const [prefix = "", suffix = ""] = [term.split(STAR).at(0), term.split(STAR).at(-1)];
    return prefix.length >= suffix.length ? within(shelf, "forward", prefix) : ending(shelf, suffix);
  }
  const half = term.length >> 1;
  // One edit touches two neighbours at most: what stands before or what stands after them is whole.
  if (distance === 1 && half > 0 && !term.includes(STAR)) {
    const [first, last] = await Promise.all([
      within(shelf, "forward", term.slice(0, half)),
      ending(shelf, term.slice(half + 1)),
    ]);
    return first.concat(last);
  }
  return within(shelf, "forward", "");
}

/** @param {Shelf} shelf @param {string} suffix @returns {Promise<string[]>} */
async function ending(shelf, suffix) {
  const words = await within(shelf, suffix ? "backward" : "forward", reversed(suffix));
  return suffix ? words.map(reversed) : words;
}

/** @param {Shelf} shelf @param {"forward" | "backward"} kind @param {string} prefix @returns {Promise<string[]>} */
async function within(shelf, kind, prefix) {
  const ranges = await shelf.list(kind, (data) => new Ranges(JSON.parse(utf8.decode(data))));
  const load = (/** @type {string} */ tag) =>
    shelf.load(`${kind}/${tag}`, (data) => new Cursor(data).forms().words);
  const all = async () => (await Promise.all(ranges.within(prefix).map(load))).flat();
  // All of them are asked for again.
  if (!prefix) return shelf.kept.get(`${kind}/all`, all, () => 0);
  return (await all()).filter((word) => word.startsWith(prefix));
}

/** @param {string} text @returns {string} */
function reversed(text) {
  // No word has a letter of two units.
  return text.split("").reverse().join("");
}
