/** The lists of the panel that narrows the results: facets with their counts, and days. */

import { dayNumber } from "./days.js";
import { button, make } from "./elements.js";
import { laterMessagesIn } from "./messages.js";

/** @typedef {import("./engine.js").Asked} Asked */
/** @typedef {import("./narrow.js").Counted} Counted */

const SHOWN = 8;
const STEP = 50;
const LISTED = ["section", "place", "byline", "tag", "lang", "year"];

/** The one of the page, made when it is opened first. @type {Panel | undefined} */
let panel;

/**
 * Puts the lists into the panel's frame, and lists the values and their numbers.
 * @param {HTMLElement} frame
 * @param {string} lang the page's
 * @param {(change: (asked: Asked) => void) => void} onChange
 * @param {Record<string, Counted[]>} counts
 * @param {Asked} asked
 */
export function showPanel(frame, lang, onChange, counts, asked) {
  panel ??= new Panel(frame, lang, onChange);
  panel.show(counts, asked);
}

/** What the open panel shows. */
class Panel {
  /**
   * @param {HTMLElement} frame
   * @param {string} lang the page's
   * @param {(change: (asked: Asked) => void) => void} onChange
   */
  constructor(frame, lang, onChange) {
    this.says = laterMessagesIn(lang);
    this.names = new Intl.DisplayNames([lang || "en"], { type: "language", fallback: "none" });
    this.onChange = onChange;
    this.lists = make("div", "search-facets");
    this.days = ["from", "to"].map((name) => this.#day(name));
    this.noDay = make("p", "search-no-day", [this.says.noDay]);
    this.noDay.id = "search-no-day";
    // Told at once: a description alone is told when its field is gone to again.
    this.noDay.setAttribute("role", "alert");
    this.noDay.hidden = true;
    frame.append(
      make("div", "search-days", [...this.days.map(({ label }) => label), this.noDay]),
      this.lists,
    );
  }

  /** @param {string} name */
  #day(name) {
    const input = /** @type {HTMLInputElement} */ (make("input", ""));
    input.placeholder = "2004-05-31";
    input.size = 11;
    input.addEventListener("change", () => {
      if (this.#isDay(input)) this.#set(name, () => (input.value ? [input.value] : []));
    });
    const label = make("label", "search-field", [
      name === "from" ? this.says.from : this.says.to,
      " ",
      input,
    ]);
    return { name, input, label };
  }

  /** Whether a field says a day, part of one, or nothing; if not it is marked, and a sentence says how. @param {HTMLInputElement} input */
  #isDay(input) {
    const is = !input.value || !Number.isNaN(dayNumber(input.value, false));
    input.setCustomValidity(is ? "" : this.says.noDay);
    input.setAttribute("aria-invalid", String(!is));
    if (is) input.removeAttribute("aria-describedby");
    else input.setAttribute("aria-describedby", this.noDay.id);
    this.noDay.hidden = this.days.every((day) => day.input.validity.valid);
    return is;
  }

  /**
   * @param {string} name
   * @param {(chosen: string[]) => string[]} choose among what is chosen now: two may be ticked before the first is answered
   */
  #set(name, choose) {
    this.onChange((asked) => {
      const { [name]: chosen = [], ...others } = asked.narrowing;
      const values = choose(chosen);
      asked.narrowing = values.length ? { ...others, [name]: values } : others;
    });
  }

  /**
   * Lists the values and their numbers.
   * @param {Record<string, Counted[]>} counts
   * @param {Asked} asked
   */
  show(counts, { narrowing }) {
    for (const { name, input } of this.days) {
      const given = narrowing[name]?.[0] ?? "";
      // What is being typed is neither what was shown last nor taken yet.
      if (input !== document.activeElement || input.value === input.defaultValue) input.value = given;
      input.defaultValue = given;
      this.#isDay(input);
    }
    const focused = document.activeElement?.getAttribute("data-value");
    const groups = LISTED.flatMap((name) => {
      const chosen = narrowing[name] ?? [];
      const found = counts[name] ?? [];
      const gone = chosen.filter((value) => !found.some((one) => one.value === value));
      const all = [...gone.map((value) => ({ value, count: 0 })), ...found];
      return all.length > 1 || chosen.length ? [this.#group(name, all, chosen)] : [];
    });
    this.lists.replaceChildren(...groups);
    if (focused) this.#focusOn(focused);
  }

  /**
   * Goes to a value's box again; if it is no longer listed, to what shows all of its list, or to the list's first.
   * @param {string} focused
   */
  #focusOn(focused) {
    const find = (/** @type {(one: string) => boolean} */ isIt) =>
      [...this.lists.querySelectorAll("input")].find((box) => isIt(box.dataset.value ?? ""));
    const near = find((one) => one.split(":")[0] === focused.split(":")[0]);
    const all = /** @type {HTMLElement | null | undefined} */ (
      near?.closest("fieldset")?.querySelector("button")
    );
    (find((one) => one === focused) ?? all ?? near ?? this.days[0]?.input)?.focus();
  }

  /**
   * @param {string} value of a language
   * @returns {string} its name, if the browser or we know it
   */
  #language(value) {
    try {
      return this.names.of(value) ?? this.says.languages?.[value] ?? value;
    } catch {
      return value;
    }
  }

  /**
   * @param {string} name
   * @param {Counted[]} all
   * @param {string[]} chosen
   * @returns {HTMLElement}
   */
  #group(name, all, chosen) {
    const labelled = (/** @type {Counted} */ { value, count }) => {
      const box = /** @type {HTMLInputElement} */ (make("input", ""));
      box.type = "checkbox";
      box.checked = chosen.includes(value);
      box.dataset.value = `${name}:${value}`;
      box.addEventListener("change", () =>
        this.#set(name, (now) => [...now.filter((one) => one !== value), ...(box.checked ? [value] : [])]),
      );
      const text = name === "lang" ? this.#language(value) : value;
      return make("label", "", [box, " ", text, " ", make("span", "search-count", [String(count)])]);
    };
    const isFirst = (/** @type {Counted} */ { value }, /** @type {number} */ at) =>
      at < SHOWN || chosen.includes(value);
    const rest = all.filter((one, at) => !isFirst(one, at));
    const group = make("fieldset", "search-facet", [
      make("legend", "", [this.says.facets[name] ?? name]),
      ...all.filter(isFirst).map(labelled),
    ]);
    if (rest.length) {
      const more = button("search-all", this.says.all);
      more.addEventListener("click", async () => {
        more.remove();
        // So many at once that the page does not stand still.
        for (let at = 0; at < rest.length; at += STEP) {
          const labels = rest.slice(at, at + STEP).map(labelled);
          group.append(...labels);
          if (at === 0) labels[0]?.querySelector("input")?.focus();
          await new Promise((resolve) => window.setTimeout(resolve));
        }
      });
      group.append(more);
    }
    return group;
  }
}
