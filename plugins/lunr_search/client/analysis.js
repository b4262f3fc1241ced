/** Turns text into terms, exactly as `analysis.py` does; FORMAT.md is the law of both. */

import { amongOf, Snowball } from "./snowball.js";

/** Changes whenever the same text may give other terms. */
export const ANALYSIS_VERSION = 3;

/** Letters that Unicode does not take apart, each before its Latin spelling; of Cyrillic, those that are not in the row below. */
const PAIRS =
  "əa ıi ßss æae œoe øo đd ðd þth łl ħh ŋn ʼ ʻ ʾ ʿ ʹ ŧt ĸk ɣg" +
  " әa ғg ҝg өo үu һh ҹc јy қq ңn ұu іi єe ґg ђd љlj њnj ћc џdj ѕdz ҡq ҙz ҫs ҳh";
const SPELLING = new Map(
  PAIRS.split(" ").map(
    ([letter, ...latin]) => /** @type {[string | undefined, string]} */ ([letter, latin.join("")]),
  ),
);
/** From а to я; ъ and ь are nothing. */
const ROW = "a b v g d e j z i y k l m n o p r s t u f x ts c s s  i  e yu ya".split(" ");

const LETTER = "(?![\\u{10000}-\\u{10ffff}])\\p{L}";
const INSIDE = "(?![\\u{10000}-\\u{10ffff}])[\\p{L}\\p{M}\\p{Nd}]";
const NUMBER =
  "(?:[0-9]{1,3}(?:,[0-9]{3})+(?:\\.[0-9]+)?|[0-9]{1,3}(?:\\.[0-9]{3})+(?:,[0-9]+)?" +
  "|[0-9]{1,3}(?:[\\u00a0\\u202f][0-9]{3})+(?:[.,][0-9]+)?|[0-9]+[.,][0-9]+)";
/** One word of a text. */
export const WORD = new RegExp(
  `(?<!${INSIDE})(?<![0-9][.,])${NUMBER}(?![.,]?${INSIDE})|(?:${LETTER}\\.){2,}(?!${INSIDE})|(?:${INSIDE})+(?:['’ʼ](?:${INSIDE})+)*`,
  "gu",
);
const ONE_NUMBER = new RegExp(`^${NUMBER}$`);
const GROUPS = /[.,\u00a0\u202f](?=[0-9]{3}(?![0-9]))/g;
const NOT_INSIDE = new RegExp(`(?!${INSIDE})[\\s\\S]`, "gu");
const ACCENTS = /[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]+/gu;
const APOSTROPHE = /['’ʼ]/g;
/** What has no accents, and is one letter after another in lower case too. */
const PLAIN = /^[\dA-Za-z]*$/;
const STEMMED = new RegExp(`^(?:${LETTER}|[\\u0300-\\u036f'])+$`, "u");
const DECLINED = /^(..+[оеё]в)(?:а|у|ым|е|ой|ою|ы|ых|ыми)?$/u;
const SURNAME = /^(?:(..+[oe]v)a|(..+sk)(?:y|yy|iy|iyy|ii|i|aya|aia|oy|oi))$/u;
/** Between a word as it was folded and the same as it was written. */
export const EXACT = "=";
/** An English possessive, and what is hung on a number: 1999'da. */
const HUNG_ON = /['’ʼ][sS]$|(?<=\d)['’ʼ]\D.*/;
const GLIDE = /iy(?=[aeou])/g;
const GLIDE_AT_STAR = /iy(?=[aeou]|$)/g;

/** @typedef {(word: string) => string} Stem the stem of a word in lower case */
/** @typedef {(snowball: typeof Snowball, among: typeof amongOf) => Stem} Maker */

/** @typedef {string | ((word: string) => string)} LangOf the language of a text, or in which each of its words is read */
/** @typedef {[make: Maker, common: string]} Known what the build knows of a language: its stemmer, its commonest words */

/** The build writes the site's first language here, which saves a request. @type {Record<string, Known>} */
const firstStemmer = /* the first language */ {};
/** And here the names of the files of the others. @type {Record<string, string>} */
const otherStemmers = /* the other languages */ {};
/** The letters of each of the site's stemmed languages, in the order in which they are tried; the build writes them here. @type {Record<string, string>} */
export const alphabets = /* the alphabets */ {};
/** @type {Map<string, Stem>} */
const stemmers = new Map();
/** @type {Map<string, Set<string>>} */
const common = new Map();

/**
 * @typedef {object} Word one word of a text
 * @property {string[]} forms the key first
 * @property {number} start in UTF-16 units
 * @property {number} end
 */

/**
 * Takes a language into use.
 * @param {string} lang
 * @param {Known} known
 */
export function teach(lang, [make, words]) {
  stemmers.set(lang, make(Snowball, amongOf));
  common.set(lang, new Set(words.split(" ")));
}

/**
 * Whether a word is one of its language's commonest, which a question with others does not mean.
 * @param {string} word
 * @param {LangOf} lang
 * @returns {boolean}
 */
export function isCommon(word, lang) {
  const own = each(lang)(word);
  return common.get(own)?.has(lowered(word, own)) ?? false;
}

/**
 * The language in which a word of a query is read: the query's own if it has all letters of the word, else the site's first one that has.
 * @param {string} word
 * @param {string} used the query's own, empty if the site has none of its stems
 * @returns {string}
 */
export function languageOf(word, used) {
  const fits = (/** @type {string} */ lang) =>
    new RegExp(`^[${alphabets[lang]}'’ʼ.0-9]+$`).test(word.toLowerCase());
  return (alphabets[used] && [used, ...Object.keys(alphabets)].find(fits)) || used;
}

/** @param {LangOf} lang @returns {(word: string) => string} */
function each(lang) {
  return typeof lang === "string" ? () => baseLanguage(lang) : lang;
}

/**
 * Gets ready for a language: what `words` and `analyseQuery` then need is there.
 * @param {string} lang
 * @returns {Promise<void>}
 */
export async function prepare(lang) {
  const base = baseLanguage(lang);
  if (stemmers.has(base)) return;
  const [known, file] = [firstStemmer[base], otherStemmers[base]];
  if (known) teach(base, known);
  else if (file) teach(base, (await import(new URL(file, import.meta.url).href)).default);
}

/** @param {string} lang @returns {string} the language of a tag without region and script */
export function baseLanguage(lang) {
  return (lang.split("-")[0] ?? "").toLowerCase();
}

/**
 * The words that one term of a query stands for, with all forms that a document may have, the key first; stars stay in their places.
 * @param {string} text
 * @param {LangOf} lang
 * @returns {string[][]}
 */
export function analyseQuery(text, lang) {
  if (!text.includes("*")) return words(text, lang, true).map((word) => word.forms);
  const pieces = text.split("*").map(letters);
  const last = pieces.length - 1;
  const plain = pieces.map((piece, index) => piece.replace(index === last ? GLIDE : GLIDE_AT_STAR, "i"));
  return plain.some(Boolean) || /^\**$/.test(text) ? [[plain.join("*")]] : [];
}

/**
 * The words of a text, in order, with their places; those that fold to nothing are left out.
 * @param {string} text
 * @param {LangOf} lang
 * @param {boolean} [isAsked]
 * @returns {Word[]}
 */
export function words(text, lang, isAsked = false) {
  const found = [];
  const langOf = each(lang);
  for (const match of text.matchAll(WORD)) {
    const forms = formsOf(match[0], langOf(match[0]), isAsked);
    if (forms.length > 0)
      found.push({
        forms,
        start: match.index,
        end: match.index + match[0].length,
      });
  }
  return found;
}

/**
 * The forms under which a word is found, the key first; none if nothing of it is left.
 * @param {string} word
 * @param {string} lang
 * @param {boolean} isAsked a document keeps the exact form of what has a capital letter, a query asks for it of that and of letters that fold
 * @returns {string[]}
 */
function formsOf(word, lang, isAsked) {
  if (ONE_NUMBER.test(word)) return [word.replace(GROUPS, "").replace(",", ".")];
  const bare = word.replace(HUNG_ON, "");
  const lower = lowered(bare, lang);
  const plain = folded(lower);
  if (!plain) return [];
  const root = rootOf(lower, lang);
  let key = folded(root) || plain;
  // Snowball's English writes ferri for ferry and ferries.
  if (lang === "en" && root.endsWith("i") && lower !== root && lower !== `${root}s`)
    key = `${key.slice(0, -1)}y`;
  const declined = DECLINED.exec(lower)?.[1];
  const name = declined ? folded(declined) : surname(key) || surname(plain);
  const isPlain = lower === composed(bare);
  if (isPlain && !isAsked) return [...new Set([name || key, key])];
  if (isPlain && lower === plain) return [...new Set([name || key, key, plain])];
  const stem = declined ?? root;
  // In letters of its own a stem tells its script; one in plain letters says no more than the key.
  const shown = lower.startsWith(stem) && folded(stem) !== stem ? stem : lower;
  return [...new Set([name || key, key, plain]), exactForm(shown)];
}

/**
 * The stem of a word in lower case; the word itself if it is none that a stemmer takes.
 * @param {string} lower
 * @param {string} lang
 * @returns {string}
 */
function rootOf(lower, lang) {
  const stem = STEMMED.test(lower) ? stemmers.get(lang) : undefined;
  return stem?.(lower) || lower;
}

/**
 * The key of a surname in -ova, -eva or -sky; nothing if it does not look like one.
 * @param {string} key
 * @returns {string}
 */
function surname(key) {
  const found = SURNAME.exec(key);
  return found?.[1] ?? found?.[2] ?? "";
}

/** @param {string} word @returns {string} the term of a word as it is written */
function exactForm(word) {
  const plain = folded(word);
  return plain + EXACT + (word === plain ? "" : word);
}

/** @param {string} word @returns {string} composed, its apostrophes plain */
function composed(word) {
  return word.replace(APOSTROPHE, "'").normalize("NFC");
}

/**
 * A word in lower case, as its language has it.
 * @param {string} word
 * @param {string} lang
 * @returns {string}
 */
function lowered(word, lang) {
  let text = composed(word);
  if (PLAIN.test(text) && lang !== "az" && lang !== "tr") return text.toLowerCase();
  if (lang === "az" || lang === "tr") text = text.replaceAll("I", "ı").replaceAll("İ", "i");
  // Character by character: the final sigma of a word is a sigma. İ becomes an i and a dot.
  return Array.from(text, (character) => character.toLowerCase())
    .join("")
    .replaceAll("i\u0307", "i");
}

/**
 * The plain letters of a word in lower case, in one script and one spelling.
 * @param {string} word
 * @returns {string}
 */
function folded(word) {
  return letters(word).replace(GLIDE, "i");
}

/**
 * The plain letters of a word, in one script.
 * @param {string} word
 * @returns {string}
 */
function letters(word) {
  if (PLAIN.test(word)) return word.toLowerCase();
  const short = word.normalize("NFC").replaceAll("й", "y").replaceAll("Й", "y");
  // Character by character: the final sigma of a word is a sigma.
  const lower = Array.from(short.normalize("NFKD"), (character) => character.toLowerCase()).join("");
  const bare = lower.normalize("NFKD").replace(ACCENTS, "").replaceAll("ς", "σ");
  return Array.from(
    bare,
    (character) => SPELLING.get(character) ?? ROW[character.charCodeAt(0) - 1072] ?? character,
  )
    .join("")
    .replace(NOT_INSIDE, "");
}
