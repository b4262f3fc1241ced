/** Makes elements, results among them. */

/** @typedef {import("./engine.js").Marked} Marked */

/**
 * An element with a class and children.
 * @param {string} tag
 * @param {string} name
 * @param {(Node | string)[]} children
 * @returns {HTMLElement}
 */
export function make(tag, name, children = []) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  element.append(...children);
  return element;
}

/**
 * @param {string} name
 * @param {string} label
 * @returns {HTMLButtonElement}
 */
export function button(name, label) {
  const element = /** @type {HTMLButtonElement} */ (make("button", name, [label]));
  element.type = "button";
  return element;
}

/**
 * A text with the words marked that were looked for.
 * @param {Marked} pieces
 * @returns {(Node | string)[]}
 */
export function marks(pieces) {
  return pieces.map(([text, isMarked]) => (isMarked ? make("mark", "", [text]) : text));
}

/**
 * A date in the page's language, or as it stands if it is no whole day.
 * @param {string} date
 * @param {string} lang
 * @returns {HTMLElement}
 */
function dated(date, lang) {
  const element = make("time", "");
  const isDay = /^\d{4}-\d\d-\d\d$/.test(date);
  const format = new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang || "en-GB", {
    dateStyle: "long",
    timeZone: "UTC",
  });
  element.textContent = isDay ? format.format(new Date(date)) : date;
  if (/^\d{4}(-\d\d){0,2}$/.test(date)) element.setAttribute("datetime", date);
  return element;
}

/**
 * One result: a row of the grid that the search box controls.
 * @param {import("./engine.js").Shown} shown
 * @param {string} root the site's
 * @param {number} at
 * @param {string} lang the page's
 * @returns {HTMLElement}
 */
export function resultRow(shown, root, at, lang) {
  const link = /** @type {HTMLAnchorElement} */ (make("a", "", marks(shown.title)));
  link.href = new URL(shown.ref.replace(/^\/+/, ""), root).href;
  const place = shown.place.length ? [make("span", "dateline", marks(shown.place)), " "] : [];
  const cell = make("div", "search-cell", [
    make("h2", "search-title", [link]),
    make("p", "search-facts", [...place, dated(shown.date, lang)]),
  ]);
  cell.setAttribute("role", "gridcell");
  if (shown.standfirst.length) cell.append(make("p", "standfirst", marks(shown.standfirst)));
  const row = make("div", "search-result", [cell]);
  row.setAttribute("role", "row");
  row.id = `search-result-${at}`;
  row.dataset.result = shown.ref;
  row.lang = shown.lang;
  return row;
}
