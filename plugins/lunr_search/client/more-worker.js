/** What the worker loads when a question needs it. */

export { counted, daysOf, narrowed, testsOf } from "./narrow.js";
export { passageOf } from "./passages.js";
export { documentsWith } from "./phrases.js";
export { insteadOf } from "./suggest.js";
export { addTogether } from "./together.js";
export { expandWide } from "./wide.js";
