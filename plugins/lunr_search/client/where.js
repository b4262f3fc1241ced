/** Where in a result's page the words of a question stand: shown when somebody asks. */

import { make, marks } from "./elements.js";
import { laterMessagesIn } from "./messages.js";

/**
 * Puts the passage in place of the button that asked for it.
 * @param {HTMLElement} where the button
 * @param {string} address the page's
 * @param {(text: string) => Promise<import("./engine.js").Marked>} ask
 * @param {string} lang the search page's
 */
export async function showWhere(where, address, ask, lang) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${response.status} ${address}`);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const text = page.querySelector("main .body, main article, main")?.textContent ?? "";
  const found = await ask(text.replace(/\s+/g, " "));
  const pieces = found.length ? ["… ", ...marks(found), " …"] : [laterMessagesIn(lang).nowhere];
  const passage = make("p", "search-passage", pieces);
  // Who pressed the button stands on what came of it, and a screen reader reads it out.
  passage.tabIndex = -1;
  const isHere = where === document.activeElement;
  where.replaceWith(passage);
  if (isHere) passage.focus();
}
