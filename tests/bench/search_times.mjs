/**
 * How long a query takes once its shards are here: node search_times.mjs CLIENT SEARCH_FOLDER QUERIES, a JSON line for each kind.
 * Each query is asked, then another, then the query again: the second time counts, and `first_` is the time before, with the
 * shards read from disk and unpacked, `anew_` the time after, when of what is kept in memory only the shards are left, as
 * others that asked for words in them leave them, and not what their terms came to. Ten results are described, as the page asks
 * for them. `cpu_` is the process's own time, on all its threads, which other work on the machine does not lengthen.
 */

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [client, folder, queries] = process.argv.slice(2);
globalThis.fetch = async (url) => new Response(readFileSync(new URL(url)));
const { Shelf } = await import(pathToFileURL(`${client}/shelf.js`));
const { Engine } = await import(pathToFileURL(`${client}/engine.js`));
const manifest = JSON.parse(readFileSync(`${folder}/manifest.json`, "utf-8"));
const engine = new Engine(new Shelf(manifest, pathToFileURL(`${folder}/`).href));

/** Non-fuzzy ones first; what a star in front needs is nearly the whole index, and the page waits for Enter. */
const kinds = {
  words: (query) => !/[~*]/.test(query),
  "words and stars behind or inside": (query) => !/~|(^|[\s:+-])\*/.test(query),
  "stars in front": (query) => /(^|[\s:+-])\*/.test(query) && !query.includes("~"),
  fuzzy: (query) => query.includes("~"),
};

async function ask(query) {
  const before = process.cpuUsage();
  const started = performance.now();
  await engine.answer({ query, lang: "en", narrowing: {}, sort: "relevance" }, 10);
  const { user, system } = process.cpuUsage(before);
  return { ms: performance.now() - started, cpu_ms: (user + system) / 1000 };
}

/** Leaves of what is kept the files alone: their names have a slash. */
function forget(kept) {
  for (const [name, { size }] of [...kept.things].filter(([one]) => !/^[a-z]+\//.test(one))) {
    kept.things.delete(name);
    kept.used -= size;
  }
}

const rows = [];
for (const query of readFileSync(queries, "utf-8").split("\n").filter((line) => line.trim())) {
  const first = await ask(query);
  await ask("tisen");
  const again = await ask(query);
  await ask("tisen");
  forget(engine.shelf.kept);
  rows.push({ query, first_ms: first.ms, anew_cpu_ms: (await ask(query)).cpu_ms, ...again });
}
for (const [kind, isOf] of Object.entries(kinds)) {
  const some = rows.filter(({ query }) => isOf(query));
  const row = { subject: "search_times", size: engine.shelf.count, kind, queries: some.length };
  for (const name of ["ms", "cpu_ms", "anew_cpu_ms", "first_ms"]) {
    const times = some.map((one) => one[name]).sort((one, other) => one - other);
    const at = (share) => Number((times[Math.floor(times.length * share)] ?? 0).toFixed(2));
    Object.assign(row, { [`p50_${name}`]: at(0.5), [`p99_${name}`]: at(0.99) });
  }
  console.log(JSON.stringify(row));
}
