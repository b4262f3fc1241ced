/** What the page loads when it is needed: the panel's lists, passages, and the languages of the interface that are not the site's first. */

export { messagesIn } from "./messages.js";
export { offer } from "./offer.js";
export { showPanel } from "./panel.js";
export { showWhere } from "./where.js";
