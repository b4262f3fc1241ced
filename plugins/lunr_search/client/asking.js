/** The page's end of the line to the worker. */

/** @typedef {import("./worker.js").Question} Question */

/**
 * @callback Ask asks the worker
 * @param {Question["kind"]} kind
 * @param {import("./engine.js").Asked} asked
 * @param {{ rows?: number, pageLang?: string, text?: string, textLang?: string }} [more]
 * @returns {Promise<any>}
 */

/**
 * Starts the worker, and hands each answer to who asked.
 * @param {string} manifest its address
 * @param {(files: number) => void} onProgress
 * @returns {Ask}
 */
export function lineTo(manifest, onProgress) {
  /** @type {Map<number, { resolve: (found: any) => void, reject: (error: Error) => void }>} */
  const waiting = new Map();
  let questions = 0;
  const start = () => {
    const started = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
    started.addEventListener("message", ({ data }) => {
      if (data.files) {
        onProgress(data.files);
        return;
      }
      const asker = waiting.get(data.id);
      waiting.delete(data.id);
      if (data.error) asker?.reject(new Error(data.error));
      else asker?.resolve(data.found);
    });
    started.addEventListener("error", () => {
      worker = undefined;
      for (const asker of waiting.values()) asker.reject(new Error("the worker did not start"));
      waiting.clear();
    });
    return started;
  };
  /** Not there after it has failed, until the next question. @type {Worker | undefined} */
  let worker = start();
  return (kind, asked, more = {}) =>
    new Promise((resolve, reject) => {
      questions += 1;
      waiting.set(questions, { resolve, reject });
      worker ??= start();
      worker.postMessage({ id: questions, kind, manifest, asked, ...more });
    });
}
