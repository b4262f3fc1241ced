/**
 * How long a query takes once its shards are here: node search_times.mjs CLIENT SEARCH_FOLDER QUERIES, one JSON line.
 * Each query is asked twice; the second time counts. Ten results are described, as the page asks for them.
 */

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [client, folder, queries] = process.argv.slice(2);
globalThis.fetch = async (url) => new Response(readFileSync(new URL(url)));
const { Shelf } = await import(pathToFileURL(`${client}/shelf.js`));
const { Engine } = await import(pathToFileURL(`${client}/engine.js`));
const manifest = JSON.parse(readFileSync(`${folder}/manifest.json`, "utf-8"));
const engine = new Engine(new Shelf(manifest, pathToFileURL(`${folder}/`).href));
const times = [];
for (const query of readFileSync(queries, "utf-8").split("\n")) {
  if (!query.trim() || query.includes("~") || query.includes("*")) continue;
  const asked = { query, lang: "en", narrowing: {}, sort: "relevance" };
  await engine.answer(asked, 10);
  const started = performance.now();
  await engine.answer(asked, 10);
  times.push(performance.now() - started);
}
times.sort((one, other) => one - other);
const at = (share) => Number((times[Math.floor(times.length * share)] ?? 0).toFixed(2));
console.log(JSON.stringify({ subject: "search_times", size: engine.shelf.count, queries: times.length, p50_ms: at(0.5), p99_ms: at(0.99) }));
