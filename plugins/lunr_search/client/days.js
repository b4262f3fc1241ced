/** Days as numbers, and as the panel's fields and the page's address write them. */

export const MS_A_DAY = 86_400_000;
/** 1 January 1970, counted from the year 1. */
export const EPOCH = 719_163;

/**
 * A day, or the first or last of a shortened one, counted from the year 1.
 * @param {string} text an ISO date, or its year, or year and month
 * @param {boolean} isEnd
 * @returns {number} not a number if it is no date, as the 30th of February
 */
export function dayNumber(text, isEnd) {
  const parts = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?$/.exec(text);
  if (!parts) return Number.NaN;
  const [year, month, day] = parts.slice(1).map((part) => (part ? Number(part) : 0));
  const date = new Date(0);
  if (isEnd && !month) date.setUTCFullYear(year ?? 0, 12, 0);
  else if (isEnd && !day) date.setUTCFullYear(year ?? 0, month ?? 1, 0);
  else date.setUTCFullYear(year ?? 0, (month || 1) - 1, day || 1);
  // A month or a day that is not there is one of a later month.
  return date.toISOString().startsWith(text) ? date.getTime() / MS_A_DAY + EPOCH : Number.NaN;
}
