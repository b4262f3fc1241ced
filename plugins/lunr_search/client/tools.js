/** What stands above the results: their order, and a panel that narrows them, whose lists are loaded when it is opened. */

import { make } from "./elements.js";

/** @typedef {import("./engine.js").Asked} Asked */

/**
 * The order, and the panel's frame.
 * @param {import("./messages.js").Messages} says
 * @param {(change: (asked: Asked) => void) => void} onChange
 * @param {() => void} onOpen
 */
export function toolsOf(says, onChange, onOpen) {
  const sort = /** @type {HTMLSelectElement} */ (make("select", ""));
  for (const [value, label] of Object.entries(says.sorts)) sort.append(new Option(label, value));
  sort.addEventListener("change", () =>
    onChange((asked) => {
      asked.sort = /** @type {import("./engine.js").Sort} */ (sort.value);
    }),
  );
  const panel = /** @type {HTMLDetailsElement} */ (
    make("details", "search-panel", [make("summary", "", [says.narrow])])
  );
  panel.addEventListener("toggle", () => panel.open && onOpen());
  return {
    sort,
    panel,
    element: make("div", "search-tools", [make("label", "search-field", [says.sort, " ", sort]), panel]),
  };
}
