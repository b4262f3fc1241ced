/**
 * Asks our engine and lunr.js the same questions over the same built site, and prints one JSON line of what differs.
 * node witness.mjs CLIENT SEARCH_FOLDER DOCUMENTS QUERIES LANGUAGES [--large]: documents and queries as the `search` command writes
 * and reads them, LANGUAGES their stemmers and alphabets. The answers of that command come on standard input, a line each.
 * With --large it says how far it is, and Lunr's sets grow instead of being copied for each term that a star stands for: the same
 * sets, in minutes instead of hours. The tests compare with a Lunr that nobody has touched.
 */

import { createReadStream, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [client, folder, documents, queries, languages, isLarge] = process.argv.slice(2);
// lunr lies in the tests' node_modules, where this process was started.
const lunr = createRequire(`${process.cwd()}/`)("lunr");
if (isLarge) {
  lunr.Set.prototype.union = function (other) {
    if (other === lunr.Set.complete) return other;
    for (const element in other.elements ?? {}) {
      if (!this.elements[element]) this.length += 1;
      this.elements[element] = true;
    }
    return this;
  };
}
globalThis.fetch = async (url) => {
  try {
    return new Response(readFileSync(new URL(url)));
  } catch {
    return new Response("", { status: 404 });
  }
};
const { Shelf } = await import(pathToFileURL(`${client}/shelf.js`));
const { Engine } = await import(pathToFileURL(`${client}/engine.js`));
const { all, refsOf } = await import(pathToFileURL(`${client}/others.js`));
const { postingsAt } = await import(pathToFileURL(`${client}/whole.js`));
const { readQuery } = await import(pathToFileURL(`${client}/query.js`));
const { takePhrases } = await import(pathToFileURL(`${client}/quoted.js`));
const { alphabets, teach } = await import(pathToFileURL(`${client}/analysis.js`));
const known = JSON.parse(readFileSync(languages, "utf-8"));
for (const [lang, maker] of Object.entries(known.makers)) teach(lang, (0, eval)(maker));
Object.assign(alphabets, known.alphabets);
const answers = createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })[Symbol.asyncIterator]();
const base = pathToFileURL(`${folder}/`).href;
const shelf = new Shelf(JSON.parse(readFileSync(`${folder}/manifest.json`, "utf-8")), base);
const engine = new Engine(shelf);

const builder = new lunr.Builder();
builder.tokenizer = (terms) => terms.map((term) => new lunr.Token(term, {}));
builder.ref("ref");
let head;
for await (const line of createInterface({ input: createReadStream(documents), crlfDelay: Number.POSITIVE_INFINITY })) {
  const row = JSON.parse(line);
  if (!head) {
    head = row;
    for (const [name, boost] of Object.entries(row.fields)) builder.field(name, { boost });
  } else builder.add({ ref: row.ref, ...row.fields });
}
const oracle = builder.build();

const presences = { optional: 1, required: 2, prohibited: 3 };
const asked = readFileSync(queries, "utf-8").replace(/\n$/, "").split("\n");
const different = [];
const thrown = [];
let results = 0;
const took = { lunr: 0, ours: 0 };
for (const [at, text] of asked.entries()) {
  // Each language in turn, as support/witness.py asks them.
  const lang = shelf.manifest.stemmed[at % shelf.manifest.stemmed.length] ?? "";
  const python = JSON.parse((await answers.next()).value);
  const { langOf } = await engine.find(text, lang);
  const { clauses } = readQuery(text, shelf.fields, langOf, takePhrases(text, shelf.fields, langOf));
  const began = performance.now();
  const theirs = askLunr(clauses);
  const between = performance.now();
  const { hits, terms } = await engine.find(text, lang);
  const ours = await all(engine, { query: text, lang });
  took.lunr += between - began;
  took.ours += performance.now() - between;
  const top = hits.best(10).map(({ score }) => score);
  const faults = [];
  if (theirs && JSON.stringify(ours) !== JSON.stringify(theirs.map(({ ref, score }) => ({ ref, score })))) faults.push("lunr.js");
  if (JSON.stringify(ours) !== JSON.stringify(python.results)) faults.push("python");
  if (JSON.stringify(clauses.map(({ term, presence, boost, editDistance, wildcard, fields }) => ({ term, fields, boost, presence, wildcard, editDistance }))) !== JSON.stringify(python.clauses)) faults.push("clauses");
  if (JSON.stringify(top) !== JSON.stringify(ours.slice(0, 10).map(({ score }) => score))) faults.push("first ten");
  if (theirs) {
    // Lunr names, for each result, the terms and fields that matched.
    const named = new Set(theirs.flatMap(({ matchData }) => Object.keys(matchData.metadata)));
    for (const term of named) if (!terms.has(term)) faults.push(`term ${term}`);
    const matched = new Map(theirs.slice(0, 20).map(({ ref, matchData }) => [ref, matchData.metadata]));
    if (!(await matchesAgree(clauses, matched))) faults.push("matched terms and fields");
    results += theirs.length;
  } else thrown.push(text);
  const seconds = Object.entries(took).map(([name, ms]) => `${name} ${Math.round(ms / 1000)} s`);
  if (isLarge && at % 50 === 49) console.error(`${at + 1} compared, ${different.length} different; ${seconds.join(", ")}`);
  if (faults.length) different.push([text, faults.slice(0, 4), ours.slice(0, 2), theirs?.slice(0, 2).map(({ ref, score }) => [ref, score])]);
}
console.log(JSON.stringify({ queries: asked.length, results, differences: different.length, different: different.slice(0, 5), ...(thrown.length ? { thrown } : {}) }));

/**
 * What lunr.js answers; nothing where it fails of itself. Two nodes of its set of terms are one to it if their edges read alike
 * written one behind another (`1` to node 234, or `1` to node 2 and `3` to node 4): with many numbers a star finds terms that are none.
 */
function askLunr(clauses) {
  try {
    return oracle.query((query) => {
      for (const { editDistance, isForm, presence, ...rest } of clauses) {
        const distance = editDistance ? { editDistance } : {};
        query.clause({ ...rest, ...distance, presence: presences[presence], usePipeline: false });
      }
    });
  } catch (error) {
    if (error instanceof TypeError && /'_index'/.test(error.message)) return undefined;
    throw error;
  }
}

/** Which terms matched in which fields of the first results, by us and by Lunr. */
async function matchesAgree(clauses, matched) {
  const refs = await refsOf(shelf);
  const ours = new Map([...matched.keys()].map((ref) => [ref, Object.create(null)]));
  for (const clause of clauses.filter(({ presence }) => presence !== "prohibited")) {
    for (const { shard: own, at } of await shelf.find(clause.term, clause.editDistance)) {
      const term = postingsAt(own, at);
      for (const name of clause.fields) {
        for (const document of term.fields[shelf.fields.indexOf(name)]?.documents ?? []) {
          const row = ours.get(refs[document]);
          if (row) (row[term.term] ??= Object.create(null))[name] = {};
        }
      }
    }
  }
  const plain = (found) => Object.entries(found).map(([term, fields]) => `${term}:${Object.keys(fields).sort()}`).sort().join();
  return [...matched].every(([ref, found]) => plain(found) === plain(ours.get(ref)));
}
