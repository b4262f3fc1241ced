/** The search page: a form, an address, a list of results; the searching itself is the worker's. */

import { readAddress, writeAddress } from "./address.js";
import { Line } from "./asking.js";
import { button, make, resultRow } from "./elements.js";
import { Tools } from "./tools.js";

/** @typedef {import("./messages.js").Messages} Messages */
/** @typedef {import("./panel.js").Panel} Panel */

const PAGE = 10;
const PAUSE_MS = 150;
const SLOW_MS = 400;
const SHORTCUT = "stringer-search-shortcut";
/** What needs much of the index waits for the Enter key: a star in front, two edits, a word of one letter and a star. */
const HEAVY = /(?:^|[\s:+-])(?:\*|\S\*|\S*~[2-9])/;

/** What the browser keeps for the reader; nothing where it may keep nothing, as with all cookies blocked. @type {Record<string, string>} */
let kept = {};
try {
  kept = localStorage;
} catch {}

const app = /** @type {HTMLElement} */ (document.querySelector("#search-app"));
const form = /** @type {HTMLFormElement} */ (document.querySelector("#search-form"));
const input = /** @type {HTMLInputElement} */ (document.querySelector("#search-input"));
const pageLang = document.documentElement.lang;
/** The panel's lists, passages, and the messages of other languages than the site's first. */
const loadMore = () => import("./more-page.js");
/** The build writes the messages of the site's first language here. @type {Record<string, Messages>} */
const built = /* the messages */ {};
const says = built[pageLang.split("-")[0] ?? ""] ?? (await loadMore()).messagesIn(pageLang);
const manifest = new URL(app.dataset.index ?? "manifest.json", location.href).href;
// The site's root: the manifest lies one folder below it.
const root = new URL("../", manifest).href;
/** A browser asks for a page's icon before this script asks for anything: until the first question is answered, this script stands for it, which is here. */
const icon = /** @type {HTMLLinkElement} */ (document.querySelector("link[rel~=icon]") ?? {});
const iconAddress = icon.href;
// A picture of another host may be all that the page's policy lets in.
if (iconAddress?.startsWith(root)) icon.href = import.meta.url;

const status = make("p", "search-status");
status.setAttribute("role", "status");
const instead = make("p", "search-instead");
const list = make("div", "search-results");
list.id = "search-results";
list.setAttribute("role", "grid");
list.setAttribute("aria-label", says.results);
const more = button("search-more", says.more);
more.hidden = true;
const retry = button("search-retry", says.retry);
retry.hidden = true;

let asked = readAddress(location.search, pageLang);
let shown = PAGE;
let latest = 0;
let active = -1;
/** Whether the newest entry of the history is what is being typed. */
let isTyped = false;

const line = new Line(manifest, (files) => {
  if (status.dataset.busy) status.textContent = `${says.busy} ${files}`;
});
const tools = new Tools(says, change, count);
/** @type {Promise<Panel> | undefined} */
let panel;

/** Searches for what is asked, and shows it; a slower answer to an older question is dropped. */
async function refresh() {
  latest += 1;
  const turn = latest;
  retry.hidden = true;
  const isAsked = asked.query.trim() || Object.keys(asked.narrowing).length;
  tools.element.hidden = !isAsked;
  if (!isAsked) {
    clear();
    status.textContent = says.hint;
    return;
  }
  const busy = window.setTimeout(() => {
    status.dataset.busy = "yes";
    status.textContent = says.busy;
  }, SLOW_MS);
  try {
    let standing = 0;
    if (!list.childElementCount) {
      // The first result stands there before the others are asked for, each of which may cost a request.
      const first = await line.ask("answer", asked, { rows: 1, pageLang });
      if (turn !== latest) return;
      show(first);
      standing = first.rows.length;
      more.hidden = true;
      await painted();
    }
    const answer = await line.ask("answer", asked, { rows: shown, pageLang });
    // Before the panel's numbers are asked for: what is found is no longer being searched.
    window.clearTimeout(busy);
    if (turn !== latest) return;
    show(answer, standing);
    if (tools.panel.open) await count();
  } catch (error) {
    if (turn !== latest) return;
    console.error(error);
    clear();
    tools.element.hidden = true;
    status.textContent = says.failed;
    retry.hidden = false;
  } finally {
    window.clearTimeout(busy);
    if (turn === latest) delete status.dataset.busy;
  }
}

/** What was shown stands on the screen; a page that nobody sees is not painted. */
function painted() {
  return new Promise((resolve) => {
    const next = () => window.setTimeout(resolve, 0);
    if (document.hidden) next();
    else requestAnimationFrame(next);
  });
}

function clear() {
  list.replaceChildren();
  instead.replaceChildren();
  more.hidden = true;
  mark(-1);
}

/**
 * @param {import("./engine.js").Answer} answer
 * @param {number} [standing] how many rows of this answer stand there already: somebody may be pressing one
 */
function show({ found, rows, instead: other }, standing = 0) {
  delete status.dataset.busy;
  const elements = rows.slice(standing).map((row, at) => {
    const element = resultRow(row, root, standing + at);
    element.firstElementChild?.append(passageButton(element, row.lang));
    return element;
  });
  if (standing) list.append(...elements);
  else {
    list.replaceChildren(...elements);
    mark(-1);
  }
  more.hidden = rows.length >= found;
  status.textContent = found ? says.found(found) : says.none;
  instead.replaceChildren(...(other ? [`${says.instead} `, insteadLink(other)] : []));
}

/** @param {string} other @returns {HTMLElement} */
function insteadLink(other) {
  const link = /** @type {HTMLAnchorElement} */ (make("a", "", [other]));
  link.href = `?${writeAddress({ ...asked, query: other })}`;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    input.value = other;
    submit();
    input.focus();
  });
  return link;
}

/**
 * Shows, when it is asked for, where in the text the words stand.
 * @param {HTMLElement} row
 * @param {string} lang
 * @returns {HTMLElement}
 */
function passageButton(row, lang) {
  const where = button("search-where", says.where);
  where.addEventListener("click", async () => {
    try {
      const { showWhere } = await loadMore();
      const ask = (/** @type {string} */ text) => line.ask("passage", asked, { text, textLang: lang });
      await showWhere(where, row.querySelector("a")?.href ?? "", ask, pageLang);
    } catch (error) {
      console.error(error);
      where.textContent = `${says.failed} ${says.retry}`;
    }
  });
  return where;
}

/** @returns {Promise<Panel>} the lists of the panel, put into its frame */
function openPanel() {
  panel ??= loadMore().then(({ Panel: Lists }) => {
    const lists = new Lists(pageLang, change);
    tools.panel.append(...lists.elements);
    return lists;
  });
  panel.catch(() => (panel = undefined));
  return panel;
}

/** Asks for the numbers of the panel. */
async function count() {
  const turn = latest;
  const [counts, lists] = await Promise.all([line.ask("counts", asked), openPanel()]);
  if (turn === latest) lists.show(counts, asked);
}

/**
 * Takes a change of the panel.
 * @param {(asked: import("./engine.js").Asked) => void} alter
 */
function change(alter) {
  asked = { ...asked, query: input.value };
  alter(asked);
  asked.lang = asked.narrowing.lang?.[0] ?? pageLang;
  shown = PAGE;
  remember(true);
  isTyped = false;
  refresh();
}

/**
 * Writes the state into the address. What is typed has one entry of the history, from the first letter until it is sent.
 * @param {boolean} isNew whether it is a new entry
 */
function remember(isNew) {
  const address = new URL(location.href);
  address.search = writeAddress(asked);
  if (address.href === location.href) return;
  if (isNew) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
}

/** Reads the state from the address and answers it. */
async function restore() {
  asked = readAddress(location.search, pageLang);
  input.value = asked.query;
  tools.restore(asked);
  isTyped = false;
  shown = PAGE;
  await refresh();
}

/** Answers what stands in the box, as a new entry of the history. */
function submit() {
  window.clearTimeout(timer);
  asked = { ...asked, query: input.value };
  shown = PAGE;
  remember(!isTyped);
  isTyped = false;
  refresh();
}

/**
 * Moves to a result without leaving the box.
 * @param {number} at -1: to none
 */
function mark(at) {
  list.children[active]?.removeAttribute("aria-selected");
  active = at;
  const row = list.children[active];
  input.setAttribute("aria-expanded", String(list.childElementCount > 0));
  if (!row) {
    input.removeAttribute("aria-activedescendant");
    return;
  }
  row.setAttribute("aria-selected", "true");
  row.scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", row.id);
}

/** @returns {HTMLElement} the switch of the `/` key */
function shortcutSwitch() {
  const box = /** @type {HTMLInputElement} */ (make("input", ""));
  box.type = "checkbox";
  box.checked = kept[SHORTCUT] !== "off";
  box.addEventListener("change", () => (kept[SHORTCUT] = box.checked ? "on" : "off"));
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
  if (HEAVY.test(input.value)) return;
  timer = window.setTimeout(() => {
    asked = { ...asked, query: input.value };
    shown = PAGE;
    remember(!isTyped);
    isTyped = true;
    refresh();
  }, PAUSE_MS);
});
input.addEventListener("keydown", (event) => {
  const last = list.childElementCount - 1;
  if (event.key === "ArrowDown" && last >= 0) mark(active >= last ? 0 : active + 1);
  else if (event.key === "ArrowUp" && last >= 0) mark(active <= 0 ? last : active - 1);
  else if (event.key === "Escape" && active >= 0) mark(-1);
  else if (event.key === "Enter" && active >= 0) list.children[active]?.querySelector("a")?.click();
  else return;
  event.preventDefault();
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
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
  stringerSearch: (query) => line.ask("all", { ...asked, query }),
});

input.setAttribute("role", "combobox");
input.setAttribute("aria-autocomplete", "list");
input.setAttribute("aria-haspopup", "grid");
input.setAttribute("aria-controls", list.id);
app.replaceChildren(status, retry, instead, tools.element, list, more, shortcutSwitch());
await restore();
icon.href = iconAddress;
