/** What the worker loads when a question needs it. */

export { all, counts, narrowedBy, passage, sorted } from "./others.js";
export { withPhrase } from "./phrases.js";
export { insteadOf } from "./suggest.js";
export { addTogether } from "./together.js";
export { expandWide } from "./wide.js";
