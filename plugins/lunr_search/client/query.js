/** Lunr's query language: a line of text into clauses, exactly as `query.py` does. */

import { analyseQuery, isCommon } from "./analysis.js";

/** More letters apart than these, and every word is near every other. */
const FARTHEST = 3;
const MOST_DIGITS = 15;
const SEPARATOR = /[\s-]/;

/**
 * @typedef {object} Clause one condition; stars in the term are wildcards, an edit distance of 0 means that letters must agree
 * @property {string} term
 * @property {string[]} fields
 * @property {number} boost
 * @property {"optional" | "required" | "prohibited"} presence
 * @property {number} wildcard Lunr's own number: 1 for a leading star, 2 for a trailing one, 3 for both
 * @property {number} editDistance
 * @property {boolean} [isForm] whether it is for another form of a word than its key
 */
/** @typedef {import("./analysis.js").LangOf} LangOf */
/** @typedef {{ kind: "field" | "term" | "presence" | "boost" | "distance", text: string }} Lexeme */

/** Lunr's parser would refuse this text. */
class NotAQuery extends Error {}

/** @typedef {{ words: string[][], fields: string[], isProhibited: boolean }} Phrase words one after another in a field */
/** @typedef {{ rest: string, phrases: Phrase[] }} Taken the text without its phrases, and these */
/** @typedef {{ clauses: Clause[], phrases: Phrase[] }} Query the words of a phrase are clauses too, unless it is prohibited */

/**
 * The clauses of a query and its phrases, their words analysed; text that is no query of Lunr's is searched for word by word.
 * @param {string} text
 * @param {string[]} fields
 * @param {LangOf} lang
 * @param {Taken} [taken] what stands in quotation marks, if anything does
 * @returns {Query}
 */
export function readQuery(text, fields, lang, { rest, phrases } = { rest: text, phrases: [] }) {
  const must = phrases.filter((phrase) => !phrase.isProhibited);
  return {
    clauses: [
      ...readClauses(rest, fields, lang),
      ...must.flatMap((phrase) => {
        const clause = newClause(phrase.fields);
        return phrase.words.flatMap((forms) => withForms(clause, forms));
      }),
    ].filter((clause, at, all) => all.findIndex((other) => isSame(clause, other)) === at),
    phrases,
  };
}

/**
 * @param {string} text
 * @param {string[]} fields
 * @param {LangOf} lang
 * @returns {Clause[]}
 */
function readClauses(text, fields, lang) {
  try {
    const parsed = parse(text, fields);
    const telling = parsed.filter((clause) => !isBare(clause, fields) || !isCommon(clause.term, lang));
    return (telling.length ? telling : parsed).flatMap((clause) =>
      analyseQuery(clause.term, lang).flatMap((forms) => withForms(clause, forms)),
    );
  } catch (error) {
    if (!(error instanceof NotAQuery)) throw error;
    return analyseQuery(text.replaceAll("*", " "), lang).flatMap((forms) =>
      withForms(newClause(fields), forms),
    );
  }
}

/**
 * Whether two clauses ask for the same: a word said twice is asked for once.
 * @param {Clause} one
 * @param {Clause} other
 * @returns {boolean}
 */
function isSame(one, other) {
  return (
    one.term === other.term &&
    one.boost === other.boost &&
    one.presence === other.presence &&
    one.editDistance === other.editDistance &&
    one.fields.join() === other.fields.join()
  );
}

/**
 * Whether a clause is nothing but a word.
 * @param {Clause} clause
 * @param {string[]} fields
 * @returns {boolean}
 */
function isBare({ fields: named, boost, presence, editDistance, term }, fields) {
  return (
    named === fields && boost === 1 && presence === "optional" && editDistance === 0 && !term.includes("*")
  );
}

/**
 * The clause for a word's key, and optional ones for its other forms, which only raise the score.
 * @param {Clause} clause
 * @param {string[]} forms
 * @returns {Clause[]}
 */
function withForms(clause, forms) {
  const used = clause.presence === "prohibited" ? forms.slice(0, 1) : forms;
  return used.map((form, at) =>
    withTerm(at === 0 ? clause : { ...clause, presence: "optional", editDistance: 0, isForm: true }, form),
  );
}

/**
 * @param {string[]} fields
 * @returns {Clause}
 */
function newClause(fields) {
  return { term: "", fields, boost: 1, presence: "optional", wildcard: 0, editDistance: 0 };
}

/**
 * @param {Clause} clause
 * @param {string} term
 * @returns {Clause}
 */
function withTerm(clause, term) {
  return { ...clause, term, wildcard: Number(term.startsWith("*")) + 2 * Number(term.endsWith("*")) };
}

/**
 * The clauses as written, their terms not analysed yet. Throws NotAQuery as Lunr's parser would.
 * @param {string} text
 * @param {string[]} fields
 * @returns {Clause[]}
 */
export function parse(text, fields) {
  /** @type {Clause[]} */
  const clauses = [];
  /** @type {Clause | undefined} */
  let last;
  let next = newClause(fields);
  /** What must come next: a term after a field, a field or term after a presence. */
  let wants = "";
  for (const { kind, text: word } of lex(text)) {
    if (wants && !wants.includes(kind)) throw new NotAQuery(kind);
    wants = "";
    if (kind === "boost" || kind === "distance") {
      if (!last) throw new NotAQuery(kind);
      setNumber(last, kind, word);
      continue;
    }
    last = undefined;
    if (kind === "presence") {
      next.presence = word === "+" ? "required" : "prohibited";
      wants = "field term";
    } else if (kind === "field") {
      if (!fields.includes(word)) throw new NotAQuery(word);
      next.fields = [word];
      wants = "term";
    } else {
      last = withTerm(next, word);
      clauses.push(last);
      next = newClause(fields);
    }
  }
  if (wants) throw new NotAQuery("a term is missing at the end");
  return clauses;
}

/**
 * @param {Clause} clause
 * @param {"boost" | "distance"} kind
 * @param {string} digits
 */
function setNumber(clause, kind, digits) {
  if (digits.length < 1 || digits.length > MOST_DIGITS) throw new NotAQuery(digits);
  if (kind === "boost") clause.boost = Number(digits);
  else clause.editDistance = Math.min(Number(digits), FARTHEST);
}

/**
 * A query cut into lexemes, as Lunr cuts it: a backslash keeps the next character from meaning anything.
 * @param {string} text
 * @returns {Lexeme[]}
 */
export function lex(text) {
  /** @type {Lexeme[]} */
  const found = [];
  let word = "";
  // True once anything, a backslash too, stands before this place in the word.
  let begun = false;
  const endTerm = () => {
    if (begun) found.push({ kind: "term", text: word });
  };
  for (let at = 0; at < text.length; ) {
    const character = text.charAt(at);
    if (character === "\\") {
      word += text.charAt(at + 1);
      begun = true;
      at += 2;
      continue;
    }
    at += 1;
    if (character === "~" || character === "^") {
      endTerm();
      const number = /^[0-9]*/.exec(text.slice(at))?.[0] ?? "";
      found.push({ kind: character === "~" ? "distance" : "boost", text: number });
      at += number.length;
    } else if (character === ":") found.push({ kind: "field", text: word });
    else if ((character === "+" || character === "-") && !begun)
      found.push({ kind: "presence", text: character });
    else if (SEPARATOR.test(character)) endTerm();
    else {
      word += character;
      begun = true;
      continue;
    }
    word = "";
    begun = false;
  }
  endTerm();
  return found;
}
