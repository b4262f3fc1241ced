/** Turns text into terms, exactly as `analysis.py` does; FORMAT.md is the law of both. */

/** Changes whenever the same text may give other terms. */
export const ANALYSIS_VERSION = 1;

/** Letters that Unicode does not take apart, in one Latin spelling. */
const SPELLING = new Map(
  Object.entries({
    ...{ ə: "a", ı: "i", ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ð: "d", þ: "th", ł: "l", ħ: "h", ŋ: "n" },
    ...{ ŧ: "t", ĸ: "k", ɣ: "g", ʼ: "", ʻ: "", ʾ: "", ʿ: "", ʹ: "" },
    ...{ а: "a", б: "b", в: "v", г: "g", д: "d", е: "e", ж: "j", з: "z", и: "i", к: "k", л: "l", м: "m" },
    ...{ н: "n", о: "o", п: "p", р: "r", с: "s", т: "t", у: "u", ф: "f", х: "x", ц: "ts", ч: "c", ш: "s" },
    ...{ щ: "s", ъ: "", ы: "i", ь: "", э: "e", ю: "yu", я: "ya", ә: "a", ғ: "g", ҝ: "g", ө: "o", ү: "u" },
    ...{ һ: "h", ҹ: "c", ј: "y", қ: "q", ң: "n", ұ: "u", і: "i", є: "e", ґ: "g", ђ: "d", љ: "lj", њ: "nj" },
    ...{ ћ: "c", џ: "dj", ѕ: "dz", ҡ: "q", ҙ: "z", ҫ: "s", ҳ: "h" },
  }),
);

const LETTER = "(?![\\u{10000}-\\u{10ffff}])\\p{L}";
const INSIDE = "(?![\\u{10000}-\\u{10ffff}])[\\p{L}\\p{M}\\p{Nd}]";
const WORD = new RegExp(`(?:${LETTER}\\.){2,}(?!${INSIDE})|(?:${INSIDE})+(?:['’ʼ](?:${INSIDE})+)*`, "gu");
const NOT_INSIDE = new RegExp(`(?!${INSIDE})[\\s\\S]`, "gu");
const ACCENTS = /[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]+/gu;
const POSSESSIVE = /['’ʼ][sS]$/u;
const GLIDE = /iy(?=[aeou])/g;
const GLIDE_AT_STAR = /iy(?=[aeou]|$)/g;

/**
 * @typedef {object} Word one word of a text
 * @property {string} term
 * @property {number} start in UTF-16 units
 * @property {number} end
 */

/**
 * The words of a text, in order; those that fold to nothing are left out.
 * @param {string} text
 * @returns {Word[]}
 */
export function words(text) {
  const found = [];
  for (const match of text.matchAll(WORD)) {
    const term = fold(match[0]);
    if (term) found.push({ term, start: match.index, end: match.index + match[0].length });
  }
  return found;
}

/**
 * The terms of a text, in order.
 * @param {string} text
 * @returns {string[]}
 */
export function terms(text) {
  return words(text).map((word) => word.term);
}

/**
 * A word as a term; empty if nothing is left.
 * @param {string} word
 * @returns {string}
 */
export function fold(word) {
  return letters(word.replace(POSSESSIVE, "")).replace(GLIDE, "i");
}

/**
 * The plain letters of a word, in one script.
 * @param {string} word
 * @returns {string}
 */
function letters(word) {
  const short = word.normalize("NFC").replaceAll("й", "y").replaceAll("Й", "y");
  // Character by character: the final sigma of a word is a sigma.
  const lower = Array.from(short.normalize("NFKD"), (character) => character.toLowerCase()).join("");
  const bare = lower.normalize("NFKD").replace(ACCENTS, "").replaceAll("ς", "σ");
  return Array.from(bare, (character) => SPELLING.get(character) ?? character)
    .join("")
    .replace(NOT_INSIDE, "");
}

/**
 * The terms that a word of a query stands for, its stars kept in place.
 * @param {string} text
 * @returns {string[]}
 */
export function queryTerms(text) {
  if (!text.includes("*")) return terms(text);
  const pieces = text.split("*").map(letters);
  const last = pieces.length - 1;
  const folded = pieces.map((piece, index) => piece.replace(index === last ? GLIDE : GLIDE_AT_STAR, "i"));
  return folded.some(Boolean) || /^\**$/.test(text) ? [folded.join("*")] : [];
}
