/** The search's own thread: fetches the index, checks it, answers queries. */

import { readQuery } from "./query.js";
import { Ranker } from "./rank.js";

/** @typedef {{ title: string, place: string, date: string, standfirst: string, lang: string }} Row */
/** @typedef {Record<"index" | "stored", { file: string, sha256: string }>} Manifest */
/** @typedef {{ id: number, manifest: string, query: string, rows: number }} Question `rows`: how many results to describe */
/** @typedef {{ id: number, results: import("./rank.js").Result[], terms: string[], rows: Row[] }} Answer */

/** @type {Promise<{ ranker: Ranker, stored: () => Promise<Row[]> }> | undefined} */
let opened;

/**
 * One file that the manifest names, its content checked against its hash where the browser can.
 * @param {Manifest} manifest
 * @param {string} base
 * @param {"index" | "stored"} name
 * @returns {Promise<any>}
 */
async function load(manifest, base, name) {
  const response = await fetch(new URL(manifest[name].file, base));
  if (!response.ok) throw new Error(`${response.status} ${manifest[name].file}`);
  const bytes = await response.arrayBuffer();
  if (globalThis.crypto?.subtle) {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
    if (hex !== manifest[name].sha256) throw new Error(`${manifest[name].file} is damaged`);
  }
  return JSON.parse(new TextDecoder().decode(bytes));
}

/**
 * Fetches manifest and index; the stored fields only when they are asked for.
 * @param {string} address of the manifest
 */
async function open(address) {
  const response = await fetch(address, { cache: "no-cache" });
  if (!response.ok) throw new Error(`${response.status} ${address}`);
  const manifest = /** @type {Manifest} */ (await response.json());
  const ranker = new Ranker(await load(manifest, address, "index"));
  /** @type {Promise<Row[]> | undefined} */
  let rows;
  const stored = () => {
    rows ??= load(manifest, address, "stored").catch((error) => {
      rows = undefined;
      throw error;
    });
    return rows;
  };
  return { ranker, stored };
}

/**
 * @param {Question} question
 * @returns {Promise<Answer>}
 */
async function answer({ id, manifest, query, rows }) {
  opened ??= open(manifest).catch((error) => {
    opened = undefined;
    throw error;
  });
  const { ranker, stored } = await opened;
  const { results, terms } = ranker.search(readQuery(query, ranker.fields));
  const shown = results.slice(0, rows);
  const all = shown.length > 0 ? await stored() : [];
  return { id, results, terms, rows: shown.map(({ number }) => /** @type {Row} */ (all[number])) };
}

self.addEventListener("message", ({ data }) => {
  answer(data).then(
    (found) => self.postMessage(found),
    (error) => self.postMessage({ id: data.id, error: String(error) }),
  );
});
