/** Where in a result's page the words of a question stand: shown when somebody asks. */

import { marks, worded } from "./elements.js";
import { laterMessagesIn } from "./messages.js";

/** The text of a page, without what stands around it where the page says so. */
const BODIES = ["main .body", "main article", "main"];

/**
 * Puts the passage in place of the button that asked for it.
 * @param {HTMLElement} where the button
 * @param {import("./asking.js").Ask} ask
 * @param {import("./engine.js").Asked} asked
 * @param {string} lang the search page's
 */
export async function showWhere(where, ask, asked, lang) {
  const title = /** @type {HTMLElement} */ (where.parentElement?.querySelector(".search-title"));
  const address = title.querySelector("a")?.href ?? "";
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${response.status} ${address}`);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const body = BODIES.map((one) => page.querySelector(one)).find(Boolean)?.textContent ?? "";
  const more = { text: body.replace(/\s+/g, " "), textLang: title.lang };
  const found = await ask("passage", asked, more);
  const passage = found.length
    ? worded("p", "search-passage", ["… ", ...marks(found), " …"], title.lang)
    : worded("p", "search-passage", [laterMessagesIn(lang).nowhere], lang);
  // Who pressed the button stands on what came of it, and a screen reader reads it out.
  passage.tabIndex = -1;
  const isHere = where === document.activeElement;
  where.replaceWith(passage);
  if (isHere) passage.focus();
}
