/** "Did you mean": a link to another question, where this one finds nothing. */

import { writeAddress } from "./address.js";
import { make } from "./elements.js";
import { laterMessagesIn } from "./messages.js";

/**
 * @param {HTMLElement} status says that nothing was found: what is offered stands in the same paragraph, so that a screen reader says both
 * @param {import("./engine.js").Asked} other
 * @param {string} lang the search page's
 * @param {HTMLInputElement} input
 * @param {() => void} onTaken called when the other question stands in the box
 */
export function offer(status, other, lang, input, onTaken) {
  const link = /** @type {HTMLAnchorElement} */ (make("a", "", [other.query]));
  link.dir = "auto";
  link.href = `?${writeAddress(other)}`;
  link.addEventListener("click", (event) => {
    // In another tab or window, or to keep it: as with any link.
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    event.preventDefault();
    input.value = other.query;
    onTaken();
    input.focus();
  });
  status.append(" ", make("span", "search-instead", [laterMessagesIn(lang).instead, " ", link]));
}
