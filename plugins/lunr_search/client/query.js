/** Lunr's query language: a line of text into clauses, exactly as `query.py` does. */

import { queryTerms, terms } from "./analysis.js";

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
 */
/** @typedef {{ kind: "field" | "term" | "presence" | "boost" | "distance", text: string }} Lexeme */

/** Lunr's parser would refuse this text. */
class NotAQuery extends Error {}

/**
 * The clauses of a query, their terms analysed; text that is no query of Lunr's is searched for word by word.
 * @param {string} text
 * @param {string[]} fields
 * @returns {Clause[]}
 */
export function readQuery(text, fields) {
  try {
    return parse(text, fields).flatMap((clause) =>
      queryTerms(clause.term).map((term) => withTerm(clause, term)),
    );
  } catch (error) {
    if (!(error instanceof NotAQuery)) throw error;
    return terms(text).map((term) => withTerm(newClause(fields), term));
  }
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
      last = withTerm(next, word.toLowerCase());
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
