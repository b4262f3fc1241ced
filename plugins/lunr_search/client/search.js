/** The search page: a form, an address, a list of results; the searching itself is the worker's. */

import { readAddress, writeAddress } from "./address.js";
import { lineTo } from "./asking.js";
import { button, make, resultRow } from "./elements.js";
import { toolsOf } from "./tools.js";

/** @typedef {import("./messages.js").Messages} Messages */

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
/** What the rows of the list answer. @type {import("./engine.js").Asked | undefined} */
let answered;
/** Until it runs, nobody is told that something is being searched. @type {ReturnType<typeof setTimeout> | undefined} */
let busy;
/** Until it runs, what is typed is not searched. @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
/** Whether the newest entry of the history is what is being typed. */
let isTyped = false;

const ask = lineTo(manifest, (files) => {
  if (status.textContent?.startsWith(says.busy)) status.textContent = `${says.busy} ${files}`;
});
const tools = toolsOf(says, change, count);

/** Searches for what is asked, and shows it; a slower answer to an older question is dropped. */
async function refresh() {
  latest += 1;
  const turn = latest;
  if (!asked.query.trim() && !Object.keys(asked.narrowing).length) {
    clear();
    say(says.hint);
    return;
  }
  // One for all turns: that of an older one would run behind the answer to a newer.
  clearTimeout(busy);
  busy = setTimeout(() => {
    status.textContent = says.busy;
  }, SLOW_MS);
  try {
    if (!list.children.length) {
      // The first result stands there before the others are asked for, each of which may cost a request.
      const first = await ask("answer", asked, { rows: 1, pageLang });
      if (turn !== latest) return;
      show(first);
      more.hidden = true;
      await painted();
    }
    const answer = await ask("answer", asked, { rows: shown, pageLang });
    const other = answer.instead ? await loadMore() : undefined;
    if (turn !== latest) return;
    show(answer);
    other?.offer(status, { ...asked, query: answer.instead }, pageLang, input, change);
    if (tools.panel.open) await count();
  } catch (error) {
    fail(error, turn);
  }
}

/**
 * @param {string} text
 * @param {boolean} [isFailed]
 */
function say(text, isFailed = false) {
  clearTimeout(busy);
  status.textContent = text;
  // Who stands on what goes would stand nowhere.
  if (!isFailed && retry === document.activeElement) input.focus();
  retry.hidden = !isFailed;
}

/**
 * Says that something did not come, and offers to ask for it again; rows that answer the question stay.
 * @param {unknown} error
 * @param {number} turn
 */
function fail(error, turn) {
  if (turn !== latest) return;
  console.error(error);
  if (answered !== asked) clear();
  say(says.failed, true);
}

/** What was shown stands on the screen; a page that nobody sees is not painted. */
function painted() {
  return new Promise((resolve) => {
    const next = () => setTimeout(resolve);
    if (document.hidden) next();
    else requestAnimationFrame(next);
  });
}

function clear() {
  list.replaceChildren();
  more.hidden = true;
  tools.element.hidden = true;
  mark(-1);
}

/** @param {import("./engine.js").Answer} answer */
function show({ found, rows }) {
  // Rows that stand there already stay: somebody may be pressing one, or reading what it opened.
  const standing = answered === asked ? list.children.length : 0;
  const elements = rows.slice(standing).map((row, at) => {
    const element = resultRow(row, root, standing + at);
    element.firstElementChild?.append(passageButton());
    return element;
  });
  if (standing) list.append(...elements);
  else {
    list.replaceChildren(...elements);
    mark(-1);
  }
  answered = asked;
  tools.element.hidden = false;
  more.hidden = rows.length >= found;
  say(found ? says.found(found) : says.none);
}

/** Whether a key is held that makes another thing of a key or a click. @param {KeyboardEvent | MouseEvent} event */
function isHeld(event) {
  return event.ctrlKey || event.metaKey || event.altKey;
}

/** @returns {HTMLElement} what shows, when it is asked for, where in the text the words stand */
function passageButton() {
  const where = button("search-where", says.where);
  where.addEventListener("click", async () => {
    try {
      await (await loadMore()).showWhere(where, ask, asked, pageLang);
    } catch (error) {
      console.error(error);
      where.textContent = `${says.failed} ${says.retry}`;
    }
  });
  return where;
}

/** Asks for the numbers of the panel. */
async function count() {
  const turn = latest;
  try {
    const [counts, { showPanel }] = await Promise.all([ask("counts", asked), loadMore()]);
    if (turn === latest) showPanel(tools.panel, pageLang, change, counts, asked);
  } catch (error) {
    fail(error, turn);
  }
}

/**
 * Takes what stands in the box, and a change of the panel, and answers it: what is sent or chosen as a new entry of the history.
 * @param {((asked: import("./engine.js").Asked) => void)} [alter]
 * @param {boolean} [isTyping] it has one entry from the first letter until it is sent
 */
function change(alter, isTyping = false) {
  clearTimeout(timer);
  asked = { ...asked, query: input.value };
  alter?.(asked);
  asked.lang = asked.narrowing.lang?.[0] ?? pageLang;
  shown = PAGE;
  const address = new URL(location.href);
  address.search = writeAddress(asked);
  if (address.href !== location.href) {
    history[alter || !isTyped ? "pushState" : "replaceState"](null, "", address);
  }
  isTyped = isTyping;
  refresh();
}

/** Reads the state from the address and answers it. */
async function restore() {
  clearTimeout(timer);
  asked = readAddress(location.search, pageLang);
  input.value = asked.query;
  tools.sort.value = asked.sort;
  if (Object.keys(asked.narrowing).length) tools.panel.open = true;
  isTyped = false;
  shown = PAGE;
  await refresh();
}

/**
 * Moves to a result without leaving the box.
 * @param {number} at -1: to none
 */
function mark(at) {
  list.children[active]?.removeAttribute("aria-selected");
  active = at;
  const row = list.children[active];
  input.setAttribute("aria-expanded", String(list.children.length > 0));
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
    if (event.key !== "/" || isHeld(event) || !box.checked) return;
    const target = /** @type {Element} */ (event.target);
    if (target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
  return make("label", "search-shortcut", [box, " ", says.shortcut]);
}

input.addEventListener("input", () => {
  // What Enter would open answers what stood there before.
  mark(-1);
  clearTimeout(timer);
  if (!HEAVY.test(input.value)) timer = setTimeout(change, PAUSE_MS, undefined, true);
});
input.addEventListener("keydown", (event) => {
  const last = list.children.length - 1;
  if (event.isComposing || event.shiftKey || isHeld(event)) return;
  if (event.key === "ArrowDown" && last >= 0) mark(active >= last ? 0 : active + 1);
  else if (event.key === "ArrowUp" && last >= 0) mark(active <= 0 ? last : active - 1);
  else if (event.key === "Escape" && active >= 0) mark(-1);
  else if (event.key === "Enter" && active >= 0) list.children[active]?.querySelector("a")?.click();
  else return;
  event.preventDefault();
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  change();
});
more.addEventListener("click", async () => {
  const before = list.children.length;
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
  stringerSearch: (query) => ask("all", { ...asked, query }),
});

input.dir = "auto";
input.setAttribute("role", "combobox");
input.setAttribute("aria-autocomplete", "list");
input.setAttribute("aria-haspopup", "grid");
input.setAttribute("aria-controls", list.id);
app.replaceChildren(status, retry, tools.element, list, more, shortcutSwitch());
await restore();
icon.href = iconAddress;
