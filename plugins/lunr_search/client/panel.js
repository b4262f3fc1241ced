/** The lists of the panel that narrows the results: facets with their counts, and days. */

import { button, make } from "./elements.js";
import { laterMessagesIn } from "./messages.js";

/** @typedef {import("./engine.js").Asked} Asked */
/** @typedef {import("./narrow.js").Counted} Counted */

const SHOWN = 8;
const STEP = 50;
const LISTED = ["section", "place", "byline", "tag", "lang", "year"];

/** What the open panel shows. */
export class Panel {
  /**
   * @param {string} lang the page's
   * @param {(change: (asked: Asked) => void) => void} onChange
   */
  constructor(lang, onChange) {
    this.says = laterMessagesIn(lang);
    this.names = new Intl.DisplayNames([lang || "en"], { type: "language", fallback: "code" });
    this.onChange = onChange;
    this.lists = make("div", "search-facets");
    this.days = ["from", "to"].map((name) => this.#day(name));
    this.elements = [make("div", "search-days", [...this.days.map(({ label }) => label)]), this.lists];
  }

  /** @param {string} name */
  #day(name) {
    const input = /** @type {HTMLInputElement} */ (make("input", ""));
    input.placeholder = "2004-05-31";
    input.size = 11;
    input.pattern = "\\d{4}(-\\d\\d){0,2}";
    input.addEventListener("change", () => {
      if (input.checkValidity()) this.#set(name, input.value ? [input.value] : []);
    });
    const label = make("label", "search-field", [
      name === "from" ? this.says.from : this.says.to,
      " ",
      input,
    ]);
    return { name, input, label };
  }

  /**
   * @param {string} name
   * @param {string[]} values
   */
  #set(name, values) {
    this.onChange((asked) => {
      const { [name]: _, ...others } = asked.narrowing;
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
      if (input !== document.activeElement) input.value = narrowing[name]?.[0] ?? "";
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
    if (focused) {
      const again = [...this.lists.querySelectorAll("input")].find((box) => box.dataset.value === focused);
      again?.focus();
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
        this.#set(name, box.checked ? [...chosen, value] : chosen.filter((one) => one !== value)),
      );
      const text = name === "lang" ? (this.names.of(value) ?? value) : value;
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
