/** The search page: a form, an address, a list of results; the searching itself is the worker's. */

import { words } from "./analysis.js";
import { messagesIn } from "./messages.js";

/** @typedef {import("./worker.js").Answer} Answer */
/** @typedef {import("./worker.js").Row} Row */

const PAGE = 10;
const PAUSE_MS = 150;
const SHORTCUT = "stringer-search-shortcut";
const ALL = 0;

const app = /** @type {HTMLElement} */ (document.querySelector("#search-app"));
const form = /** @type {HTMLFormElement} */ (document.querySelector("#search-form"));
const input = /** @type {HTMLInputElement} */ (document.querySelector("#search-input"));
const says = messagesIn(document.documentElement.lang);
const manifest = new URL(app.dataset.index ?? "manifest.json", location.href).href;
// The site's root: the manifest lies one folder below it.
const root = new URL("../", manifest);

const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
/** @type {Map<number, { resolve: (answer: Answer) => void, reject: (error: Error) => void }>} */
const waiting = new Map();
let questions = 0;

worker.addEventListener("message", ({ data }) => {
  const asker = waiting.get(data.id);
  waiting.delete(data.id);
  if (data.error) asker?.reject(new Error(data.error));
  else asker?.resolve(data);
});
worker.addEventListener("error", () => {
  for (const asker of waiting.values()) asker.reject(new Error("the search's worker did not start"));
  waiting.clear();
});

/**
 * Asks the worker.
 * @param {string} query
 * @param {number} rows how many results to describe
 * @returns {Promise<Answer>}
 */
function ask(query, rows) {
  questions += 1;
  const id = questions;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    worker.postMessage({ id, manifest, query, rows });
  });
}

/**
 * An element with a class and children.
 * @param {string} tag
 * @param {string} name
 * @param {(Node | string)[]} children
 * @returns {HTMLElement}
 */
function make(tag, name, children = []) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  element.append(...children);
  return element;
}

/**
 * A text with the words marked that were looked for.
 * @param {string} text
 * @param {Set<string>} terms
 * @returns {(Node | string)[]}
 */
function marked(text, terms) {
  const pieces = [];
  let at = 0;
  for (const { term, start, end } of words(text)) {
    if (!terms.has(term)) continue;
    pieces.push(text.slice(at, start), make("mark", "", [text.slice(start, end)]));
    at = end;
  }
  return [...pieces, text.slice(at)];
}

/**
 * A date in the page's language, or as it stands if it is no whole day.
 * @param {string} date
 * @returns {HTMLElement}
 */
function dated(date) {
  const element = make("time", "");
  const isDay = /^\d{4}-\d\d-\d\d$/.test(date);
  const format = new Intl.DateTimeFormat(document.documentElement.lang || "en", {
    dateStyle: "long",
    timeZone: "UTC",
  });
  element.textContent = isDay ? format.format(new Date(date)) : date;
  if (/^\d{4}(-\d\d){0,2}$/.test(date)) element.setAttribute("datetime", date);
  return element;
}

/**
 * One result.
 * @param {string} ref
 * @param {Row} row
 * @param {Set<string>} terms
 * @returns {HTMLElement}
 */
function described(ref, row, terms) {
  const link = /** @type {HTMLAnchorElement} */ (make("a", "", marked(row.title, terms)));
  link.href = new URL(ref.replace(/^\/+/, ""), root).href;
  const place = row.place ? [make("span", "dateline", marked(row.place, terms)), " "] : [];
  const item = make("li", "search-result", [
    make("h2", "search-title", [link]),
    make("p", "search-facts", [...place, dated(row.date)]),
  ]);
  if (row.standfirst) item.append(make("p", "standfirst", marked(row.standfirst, terms)));
  item.dataset.result = ref;
  item.lang = row.lang;
  return item;
}

const status = make("p", "search-status");
status.setAttribute("role", "status");
const list = make("ol", "search-results");
const more = /** @type {HTMLButtonElement} */ (make("button", "search-more", [says.more]));
more.type = "button";
more.hidden = true;
const retry = /** @type {HTMLButtonElement} */ (make("button", "search-retry", [says.retry]));
retry.type = "button";
retry.hidden = true;

let shown = PAGE;
let latest = 0;

/** Searches for what the box says, and shows it; a slower answer to an older question is dropped. */
async function refresh() {
  latest += 1;
  const turn = latest;
  const query = input.value;
  retry.hidden = true;
  if (!query.trim()) {
    list.replaceChildren();
    more.hidden = true;
    status.textContent = says.hint;
    return;
  }
  if (!list.childElementCount) status.textContent = says.busy;
  try {
    const answer = await ask(query, shown);
    if (turn === latest) show(answer);
  } catch (error) {
    if (turn !== latest) return;
    console.error(error);
    list.replaceChildren();
    more.hidden = true;
    status.textContent = says.failed;
    retry.hidden = false;
  }
}

/** @param {Answer} answer */
function show({ results, terms, rows }) {
  const looked = new Set(terms);
  list.replaceChildren(...rows.map((row, at) => described(results[at]?.ref ?? "", row, looked)));
  more.hidden = rows.length >= results.length;
  status.textContent = results.length ? says.found(results.length) : says.none;
}

/**
 * Writes the query into the address: a new entry of the history when it was sent, the same one while it is typed.
 * @param {boolean} isSent
 */
function remember(isSent) {
  const address = new URL(location.href);
  if (input.value.trim()) address.searchParams.set("q", input.value);
  else address.searchParams.delete("q");
  if (address.href === location.href) return;
  if (isSent) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
}

/** Reads the query from the address and answers it. */
function restore() {
  input.value = new URL(location.href).searchParams.get("q") ?? "";
  shown = PAGE;
  refresh();
}

/** @returns {HTMLElement} the switch of the `/` key */
function shortcutSwitch() {
  const box = /** @type {HTMLInputElement} */ (make("input", ""));
  box.type = "checkbox";
  box.checked = localStorage.getItem(SHORTCUT) !== "off";
  box.addEventListener("change", () => localStorage.setItem(SHORTCUT, box.checked ? "on" : "off"));
  document.addEventListener("keydown", (event) => {
    const target = event.target instanceof Element ? event.target : document.body;
    const isTyping =
      target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") !== null;
    if (event.key !== "/" || isTyping || !box.checked || event.ctrlKey || event.metaKey || event.altKey)
      return;
    event.preventDefault();
    input.focus();
    input.select();
  });
  return make("label", "search-shortcut", [box, " ", says.shortcut]);
}

let timer = 0;
input.addEventListener("input", () => {
  window.clearTimeout(timer);
  timer = window.setTimeout(() => {
    shown = PAGE;
    remember(false);
    refresh();
  }, PAUSE_MS);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  window.clearTimeout(timer);
  shown = PAGE;
  remember(true);
  refresh();
});
more.addEventListener("click", async () => {
  const before = list.childElementCount;
  shown += PAGE;
  await refresh();
  list.children[before]?.querySelector("a")?.focus();
});
retry.addEventListener("click", refresh);
window.addEventListener("popstate", restore);

Object.assign(window, {
  /**
   * All results of a query, best first.
   * @param {string} query
   * @returns {Promise<{ ref: string, score: number }[]>}
   */
  stringerSearch: async (query) => (await ask(query, ALL)).results.map(({ ref, score }) => ({ ref, score })),
});

app.replaceChildren(status, list, more, retry, shortcutSwitch());
restore();
