/** What the worker loads when a question needs it. */

export { withMonth } from "./dates.js";
export { readElsewhere } from "./elsewhere.js";
export { readFew } from "./few.js";
export { all, counts, narrowedBy, passage, sorted } from "./others.js";
export { withPhrase } from "./phrases.js";
export { takePhrases } from "./quoted.js";
export { insteadOf } from "./suggest.js";
export { isTagOf } from "./tags.js";
export { addTogether } from "./together.js";
export { expandWide } from "./wide.js";
