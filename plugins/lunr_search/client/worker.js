/** The search's own thread: opens the index, answers the page's questions, and opens it again if the site has changed. */

import { Engine } from "./engine.js";
import { loadMore } from "./files.js";
import { Shelf } from "./shelf.js";

/** @typedef {import("./manifest.js").Manifest} Manifest */
/**
 * @typedef {object} Question
 * @property {number} id
 * @property {"answer" | "counts" | "passage" | "all"} kind
 * @property {string} manifest its address
 * @property {import("./engine.js").Asked} asked
 * @property {number} rows
 * @property {string} pageLang
 * @property {string} text
 * @property {string} textLang
 */

/** The build writes it here, which saves a request. @type {Manifest | null} */
const built = /* the manifest */ null;

/** @type {Promise<Engine> | undefined} */
let opened;
let running = 0;

/**
 * @param {string} address of the manifest
 * @param {Manifest | null} known
 * @returns {Promise<Engine>}
 */
async function open(address, known) {
  let manifest = known;
  if (!manifest) {
    const response = await fetch(address, { cache: "no-cache" });
    if (!response.ok) throw new Error(`${response.status} ${address}`);
    manifest = /** @type {Manifest} */ (await response.json());
  }
  const shelf = new Shelf(manifest, new URL(".", address).href);
  let files = 0;
  shelf.files.onProgress = () => {
    files += 1;
    self.postMessage({ id: running, files });
  };
  return new Engine(shelf);
}

/**
 * @param {Engine} engine
 * @param {Question} question
 * @returns {Promise<unknown>}
 */
async function ask(engine, { kind, asked, rows, pageLang, text, textLang }) {
  if (kind === "answer") return engine.answer(asked, rows, pageLang);
  return (await loadMore())[kind](engine, asked, text, textLang);
}

/** @param {Question} question */
async function answer(question) {
  running = question.id;
  opened ??= open(question.manifest, built);
  try {
    return await ask(await opened, question);
  } catch (error) {
    // The site may have been published anew since this page was opened: its manifest says so.
    const before = await opened.then(({ shelf }) => JSON.stringify(shelf.manifest)).catch(() => "");
    const again = open(question.manifest, null);
    const engine = await again.catch(() => undefined);
    if (!engine || JSON.stringify(engine.shelf.manifest) === before) throw error;
    opened = again;
    return ask(engine, question);
  }
}

self.addEventListener("message", ({ data }) => {
  answer(data).then(
    (found) => self.postMessage({ id: data.id, found }),
    (error) => self.postMessage({ id: data.id, error: String(error) }),
  );
});
