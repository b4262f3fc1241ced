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
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const text = page.querySelector("main .body, main article, main")?.textContent ?? "";
  const found = await ask(text.replace(/\s+/g, " "));
  const pieces = found.length ? ["… ", ...marks(found), " …"] : [laterMessagesIn(lang).nowhere];
  where.replaceWith(make("p", "search-passage", pieces));
}
