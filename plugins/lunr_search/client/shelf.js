/** The index as a reader sees it: terms, words, places, what is shown, days and facets, each fetched when it is asked for. */

import { Cursor, Damaged } from "./bytes.js";
import { expand, STAR } from "./expand.js";
import { Files } from "./files.js";
import { BLOCK, checkManifest, layoutOf, Ranges, startsOf, storedTag } from "./manifest.js";
import { readPostings } from "./postings.js";

/** @typedef {import("./postings.js").Postings} Postings */
/** @typedef {{ ref: string, title: string, place: string, date: string, standfirst: string, lang: string }} Row */
/** @typedef {{ values: string[], sizes: number[], numbers: number[], starts: Uint32Array }} Facet per document how many values, and which */

const CHUNK = 2;
const LINES = 6;
/** So many bytes of postings and places are kept unpacked, and so many a term takes beside its postings of so many. */
const ROOM = 128_000_000;
const TERM = 400;
const POSTING = 12;
const utf8 = new TextDecoder();

/** One site's index. */
export class Shelf {
  /**
   * @param {import("./manifest.js").Manifest} manifest
   * @param {string} base where its files are
   */
  constructor(manifest, base) {
    checkManifest(manifest);
    this.manifest = manifest;
    this.files = new Files(base);
    this.fields = Object.keys(manifest.fields);
    this.layout = layoutOf(manifest);
    this.starts = startsOf(manifest);
    this.sample = new TextEncoder().encode(manifest.sample);
    this.count = this.starts.at(-1) ?? 0;
    this.terms = new Ranges(manifest.terms, BLOCK);
    /** @type {Map<string, Promise<any>>} */
    this.read = new Map();
    /** The bytes of each large file that was read, the one used longest ago first. @type {Map<string, number>} */
    this.large = new Map();
    this.used = 0;
  }

  /**
   * One file, read once.
   * @template Read
   * @param {string} name
   * @param {(data: Uint8Array) => Read} read
   * @param {Uint8Array<ArrayBuffer>} [sample] what it is packed behind
   * @returns {Promise<Read>}
   */
  #load(name, read, sample) {
    let found = this.read.get(name);
    if (!found) {
      found = this.files.load(name, sample).then(read);
      this.read.set(name, found);
      found.catch(() => this.read.delete(name));
    }
    return found;
  }

  /**
   * One of the many large files; when there is no more room, those go that were used longest ago.
   * @template Read
   * @param {string} name
   * @param {(data: Uint8Array) => Read} read
   * @param {(found: Read) => number} weigh
   * @returns {Promise<Read>}
   */
  async #loadLarge(name, read, weigh) {
    const found = await this.#load(name, read);
    const known = this.large.get(name);
    const size = known ?? weigh(found);
    this.used += known === undefined ? size : 0;
    this.large.delete(name);
    for (const [other, its] of this.large) {
      if (this.used <= ROOM) break;
      this.large.delete(other);
      this.read.delete(other);
      this.used -= its;
    }
    this.large.set(name, size);
    return found;
  }

  /** @param {string} name @returns {Promise<Map<string, Postings>>} */
  #shard(name) {
    return this.#loadLarge(
      `terms/${name}`,
      (data) => readPostings(data, this.layout),
      (shard) => {
        let postings = 0;
        for (const { found } of shard.values()) postings += found;
        return shard.size * TERM + postings * POSTING;
      },
    );
  }

  /**
   * The postings of those terms that the index has, in the same order.
   * @param {string[]} terms
   * @returns {Promise<Postings[]>}
   */
  async postings(terms) {
    const names = terms.map((term) => this.terms.names[this.terms.find(term)] ?? "");
    /** @type {Map<string, Map<string, Postings>>} */
    const shards = new Map();
    const load = async (/** @type {string} */ name) => shards.set(name, await this.#shard(name));
    await Promise.all([...new Set(names)].filter(Boolean).map(load));
    return terms.flatMap((term, at) => shards.get(names[at] ?? "")?.get(term) ?? []);
  }

  /**
   * The terms that a clause's term stands for, in Lunr's order.
   * @param {string} term
   * @param {number} distance
   * @returns {Promise<string[]>}
   */
  async expand(term, distance) {
    if (distance === 0 && !term.includes(STAR)) return [term];
    return expand(await this.#words(term, distance), term, distance);
  }

  /**
   * Words among which are all that a term stands for.
   * @param {string} term
   * @param {number} distance
   * @returns {Promise<string[]>}
   */
  async #words(term, distance) {
    if (distance === 0) {
      const [prefix = "", suffix = ""] = [term.split(STAR).at(0), term.split(STAR).at(-1)];
      // Nothing stands behind the star: their postings are needed anyway, and lie together.
      if (prefix && term.indexOf(STAR) === term.length - 1) {
        const shards = await Promise.all(this.terms.within(prefix).map((name) => this.#shard(name)));
        return shards.flatMap((shard) => [...shard.keys()]);
      }
      return prefix.length >= suffix.length ? this.#beginning(prefix) : this.#ending(suffix);
    }
    const half = term.length >> 1;
    // One edit touches two neighbours at most: what stands before or what stands after them is whole.
    if (distance === 1 && half > 0 && !term.includes(STAR)) {
      const [beginning, ending] = await Promise.all([
        this.#beginning(term.slice(0, half)),
        this.#ending(term.slice(half + 1)),
      ]);
      return beginning.concat(ending);
    }
    return this.#beginning("");
  }

  /** @param {string} prefix @returns {Promise<string[]>} */
  #beginning(prefix) {
    return this.#within("forward", prefix);
  }

  /** @param {string} suffix @returns {Promise<string[]>} */
  async #ending(suffix) {
    const words = await this.#within(suffix ? "backward" : "forward", reversed(suffix));
    return suffix ? words.map(reversed) : words;
  }

  /** @param {"forward" | "backward"} kind @param {string} prefix @returns {Promise<string[]>} */
  async #within(kind, prefix) {
    const ranges = await this.#ranges(kind);
    const load = (/** @type {string} */ tag) =>
      this.#load(`${kind}/${tag}`, (data) => new Cursor(data).forms().words);
    /** @type {string[]} */
    const none = [];
    const words = none.concat(...(await Promise.all(ranges.within(prefix).map(load))));
    return prefix ? words.filter((word) => word.startsWith(prefix)) : words;
  }

  /** @param {string} kind @returns {Promise<Ranges>} where the shards of a kind are that only some questions need */
  #ranges(kind) {
    return this.#load(this.#list(kind), (data) => new Ranges(JSON.parse(utf8.decode(data))));
  }

  /** @param {string} name */
  #list(name) {
    const tag = this.manifest.lists[name];
    if (!tag) throw new Damaged(`the manifest lacks ${name}`);
    return `lists/${tag}`;
  }

  /**
   * The places of the terms of a shard, as bytes, and the shard.
   * @param {string} term one of them
   * @returns {Promise<{ data: Uint8Array, shard: Map<string, Postings> }>}
   */
  async places(term) {
    const number = this.terms.find(term);
    const line = await this.#load(this.#list("positions"), (data) => utf8.decode(data));
    const size = line.length / this.terms.names.length;
    const tag = line.slice(number * size, (number + 1) * size);
    const [data, shard] = await Promise.all([
      this.#loadLarge(
        `positions/${tag}`,
        (found) => found,
        (found) => found.length,
      ),
      this.#shard(this.terms.names[number] ?? ""),
    ]);
    return { data, shard };
  }

  /**
   * What is shown of a document.
   * @param {number} number
   * @returns {Promise<Row>}
   */
  async row(number) {
    const segment = this.segment(number);
    const tag = storedTag(this.manifest, segment);
    const local = number - (this.starts[segment] ?? 0);
    const name = `stored/${tag}/${Math.floor(local / CHUNK)}`;
    const lines = await this.#load(name, (data) => utf8.decode(data).split("\n"), this.sample);
    const [ref = "", title = "", place = "", standfirst = "", lang = "", told] = lines.slice(
      (local % CHUNK) * LINES,
    );
    // The date is empty if the address tells it, and a line if there is none.
    const date = told || (/\d{4}\/\d\d\/\d\d/.exec(ref)?.[0] ?? "").replaceAll("/", "-");
    return { ref, title, place, date: date === "-" ? "" : date, standfirst, lang };
  }

  /** @param {number} number a document's @returns {number} its segment's */
  segment(number) {
    let low = 0;
    let high = this.starts.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.starts[middle] ?? 0) <= number) low = middle;
      else high = middle;
    }
    return low;
  }

  /** @returns {Promise<string[]>} the address of each document */
  refs() {
    return this.#load(this.#list("refs"), (data) => new Cursor(data).words(0).words);
  }

  /** @returns {Promise<{ days: Uint32Array, ranks: number[] }>} the day of each document, counted from the year 1, 0 if none is known; and how many of its day come before it */
  days() {
    return this.#load(this.#list("days"), (data) => {
      const cursor = new Cursor(data);
      let day = 0;
      const days = Uint32Array.from(
        cursor.numbers(this.count),
        (gap) => (day += gap & 1 ? -(gap + 1) / 2 : gap / 2),
      );
      return { days, ranks: cursor.numbers(this.count) };
    });
  }

  /** @param {string} name @returns {Promise<Facet>} */
  facet(name) {
    return this.#load(this.#list(name), (data) => {
      const cursor = new Cursor(data);
      const values = cursor.numbers(cursor.number()).map((size) => cursor.text(size));
      const sizes = cursor.numbers(this.count);
      let sum = 0;
      const starts = Uint32Array.from(sizes, (size) => {
        sum += size;
        return sum - size;
      });
      return { values, sizes, numbers: cursor.numbers(sum), starts };
    });
  }
}

/** @param {string} text @returns {string} */
function reversed(text) {
  return Array.from(text).reverse().join("");
}
