/** The page's end of the line to the worker. */

/** @typedef {import("./worker.js").Question} Question */

/** Asks the worker, and hands each answer to who asked. */
export class Line {
  /**
   * @param {string} manifest its address
   * @param {(files: number) => void} onProgress
   */
  constructor(manifest, onProgress) {
    this.manifest = manifest;
    /** @type {Map<number, { resolve: (found: any) => void, reject: (error: Error) => void }>} */
    this.waiting = new Map();
    this.questions = 0;
    this.onProgress = onProgress;
    /** @type {Worker | undefined} not there after it has failed, until the next question */
    this.worker = this.#start();
  }

  /** @returns {Worker} */
  #start() {
    const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
    worker.addEventListener("message", ({ data }) => {
      if (data.files) {
        this.onProgress(data.files);
        return;
      }
      const asker = this.waiting.get(data.id);
      this.waiting.delete(data.id);
      if (data.error) asker?.reject(new Error(data.error));
      else asker?.resolve(data.found);
    });
    worker.addEventListener("error", () => {
      this.worker = undefined;
      for (const asker of this.waiting.values()) asker.reject(new Error("the search's worker did not start"));
      this.waiting.clear();
    });
    return worker;
  }

  /**
   * @param {Question["kind"]} kind
   * @param {import("./engine.js").Asked} asked
   * @param {{ rows?: number, pageLang?: string, text?: string, textLang?: string }} [more]
   * @returns {Promise<any>}
   */
  ask(kind, asked, more = {}) {
    this.questions += 1;
    const id = this.questions;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.worker ??= this.#start();
      this.worker.postMessage({ id, kind, manifest: this.manifest, asked, ...more });
    });
  }
}
