/** What stands in quotation marks in a query. */

import { analyseQuery } from "./analysis.js";

/** Straight, curly and angle quotation marks; a sign and a field may stand before them. */
const PHRASE = /(?<!\\)([+-]?)([a-z]+:)?["“”„«]([^"“”„«»]*)["“”»]/g;

/**
 * The text without what stands in quotation marks, and the phrases; one word in marks is a plain word.
 * @param {string} text
 * @param {string[]} fields
 * @param {import("./analysis.js").LangOf} lang
 * @returns {import("./query.js").Taken}
 */
export function takePhrases(text, fields, lang) {
  /** @type {import("./query.js").Phrase[]} */
  const phrases = [];
  const rest = text.replace(PHRASE, (_, sign, name = "", quoted) => {
    const words = analyseQuery(quoted.replaceAll("*", " "), lang);
    if (words.length < 2) return (sign + name + quoted).replaceAll("\n", " ");
    const named = name.slice(0, -1);
    const isField = fields.includes(named);
    phrases.push({ words, fields: isField ? [named] : fields, isProhibited: sign === "-" });
    return !named || isField ? " " : ` ${named} `;
  });
  return { rest, phrases };
}
