/** Dates in languages whose months some browsers do not know. */

import { baseLanguage } from "./analysis.js";

/** @type {Record<string, string>} */
const MONTHS = {
  az: "yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr noyabr dekabr",
};

/**
 * A day with the name of its month; as it stands if we know none either.
 * @param {string} date
 * @param {string} lang
 * @returns {string}
 */
export function withMonth(date, lang) {
  const [year, month, day] = date.split("-");
  const name = MONTHS[baseLanguage(lang)]?.split(" ")[Number(month) - 1];
  return name ? `${Number(day)} ${name} ${year}` : date;
}
