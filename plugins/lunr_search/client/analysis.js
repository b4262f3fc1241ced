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
 * @property {string[]} forms the key first
 * @property {number} start in UTF-16 units
 * @property {number} end
 */

/**
 * The words of a text in its language, in order: for each its forms, the key first; never empty.
 * @param {string} text
 * @param {string} lang
 * @returns {string[][]}
 */
export function analyse(text, lang) {
  return words(text, lang).map((word) => word.forms);
}

/**
 * The words that one term of a query stands for, as `analyse` gives them; stars stay in their places.
 * @param {string} text
 * @param {string} lang
 * @returns {string[][]}
 */
export function analyseQuery(text, lang) {
  if (!text.includes("*")) return analyse(text, lang);
  const pieces = text.split("*").map(letters);
  const last = pieces.length - 1;
  const folded = pieces.map((piece, index) => piece.replace(index === last ? GLIDE : GLIDE_AT_STAR, "i"));
  return folded.some(Boolean) || /^\**$/.test(text) ? [[folded.join("*")]] : [];
}

/**
 * Gets ready for a language: what `analyse` and `words` then need is there.
 * @param {string} _lang
 * @returns {Promise<void>}
 */
export async function prepare(_lang) {}

/**
 * The words of a text, in order, with their places; those that fold to nothing are left out.
 * @param {string} text
 * @param {string} lang
 * @returns {Word[]}
 */
export function words(text, lang) {
  const found = [];
  for (const match of text.matchAll(WORD)) {
    const forms = formsOf(match[0], lang);
    if (forms.length > 0) found.push({ forms, start: match.index, end: match.index + match[0].length });
  }
  return found;
}

/**
 * The forms under which a word is found; none if nothing of it is left.
 * @param {string} word
 * @param {string} _lang
 * @returns {string[]}
 */
function formsOf(word, _lang) {
  const term = fold(word);
  return term ? [term] : [];
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
