/** What stands above the results: their order, and a panel that narrows them, whose lists are loaded when it is opened. */

import { make } from "./elements.js";

/** @typedef {import("./engine.js").Asked} Asked */

/** The order, and the panel's frame. */
export class Tools {
  /**
   * @param {import("./messages.js").Messages} says
   * @param {(change: (asked: Asked) => void) => void} onChange
   * @param {() => void} onOpen
   */
  constructor(says, onChange, onOpen) {
    const sort = /** @type {HTMLSelectElement} */ (make("select", ""));
    for (const [value, label] of Object.entries(says.sorts)) sort.append(new Option(label, value));
    sort.addEventListener("change", () =>
      onChange((asked) => {
        asked.sort = /** @type {import("./engine.js").Sort} */ (sort.value);
      }),
    );
    this.sort = sort;
    this.panel = /** @type {HTMLDetailsElement} */ (
      make("details", "search-panel", [make("summary", "", [says.narrow])])
    );
    this.panel.addEventListener("toggle", () => this.panel.open && onOpen());
    this.element = make("div", "search-tools", [
      make("label", "search-field", [says.sort, " ", sort]),
      this.panel,
    ]);
  }

  /**
   * Shows what the address says; opens the panel if it narrows.
   * @param {Asked} asked
   */
  restore({ narrowing, sort }) {
    this.sort.value = sort;
    if (Object.keys(narrowing).length) this.panel.open = true;
  }
}
