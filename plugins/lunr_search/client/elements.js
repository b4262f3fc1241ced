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
 * An element whose text has its own language and direction.
 * @param {string} tag
 * @param {string} name
 * @param {(Node | string)[]} children
 * @param {string} lang
 */
export function worded(tag, name, children, lang) {
  const element = make(tag, name, children);
  element.lang = lang;
  element.dir = "auto";
  return element;
}

/**
 * @param {string} date
 * @param {string} printed
 * @returns {HTMLElement}
 */
function dated(date, printed) {
  const element = make("time", "", [printed]);
  if (/^\d{4}(-\d\d){0,2}$/.test(date)) element.setAttribute("datetime", date);
  return element;
}

/**
 * One result: a row of the grid that the search box controls.
 * @param {import("./engine.js").Shown} shown
 * @param {string} root the site's
 * @param {number} at
 * @returns {HTMLElement}
 */
export function resultRow({ ref, title, place, date, printed, standfirst, lang }, root, at) {
  const link = /** @type {HTMLAnchorElement} */ (make("a", "", marks(title)));
  link.href = new URL(ref.replace(/^\/+/, ""), root).href;
  const cell = make("div", "search-cell", [
    worded("h2", "search-title", [link], lang),
    make("p", "search-facts", [
      ...(place.length ? [worded("span", "dateline", marks(place), lang), " "] : []),
      dated(date, printed),
    ]),
  ]);
  cell.setAttribute("role", "gridcell");
  if (standfirst.length) cell.append(worded("p", "standfirst", marks(standfirst), lang));
  const row = make("div", "search-result", [cell]);
  row.setAttribute("role", "row");
  row.id = `search-result-${at}`;
  row.dataset.result = ref;
  return row;
}
