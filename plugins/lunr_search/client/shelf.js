/** The index as a reader sees it: terms, words, places, what is shown, days and facets, each fetched when it is asked for. */

import { Cursor, Damaged } from "./bytes.js";
import { Files } from "./files.js";
import { BLOCK, checkManifest, layoutOf, Ranges, startsOf, storedTag } from "./manifest.js";
import { readPostings } from "./postings.js";

/** @typedef {import("./postings.js").Postings} Postings */
/** @typedef {{ ref: string, title: string, place: string, date: string, standfirst: string, lang: string }} Row */

const STAR = "*";
const CHUNK = 2;
const LINES = 6;
/** So many bytes of postings and places are kept unpacked, and so many a term takes beside its postings of so many. */
const ROOM = 128_000_000;
const TERM = 400;
const POSTING = 12;
const utf8 = new TextDecoder();

/** What only some questions need: wide words, phrases, narrowing, passages, suggestions. */
export const loadMore = () => import("./more-worker.js");

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
  load(name, read, sample) {
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
  async loadLarge(name, read, weigh) {
    const found = await this.load(name, read);
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
    return this.loadLarge(
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
    /** @type {Postings[]} */
    const found = [];
    for (const [at, term] of terms.entries()) {
      const postings = shards.get(names[at] ?? "")?.get(term);
      if (postings) found.push(postings);
    }
    return found;
  }

  /**
   * The terms that a clause's term stands for, in Lunr's order.
   * @param {string} term
   * @param {number} distance
   * @returns {Promise<string[]>}
   */
  async expand(term, distance) {
    const star = distance ? 0 : term.indexOf(STAR);
    if (star < 0) return [term];
    // Nothing stands behind the star: the postings of all such terms are needed anyway, and lie together.
    if (star > 0 && star === term.length - 1) {
      const prefix = term.slice(0, star);
      const shards = await Promise.all(this.terms.within(prefix).map((name) => this.#shard(name)));
      return beginning(
        shards.flatMap((shard) => [...shard.keys()]),
        prefix,
      );
    }
    const { expandWide } = await loadMore();
    return expandWide(this, term, distance);
  }

  /**
   * A file that only some questions need.
   * @template Read
   * @param {string} name
   * @param {(data: Uint8Array) => Read} read
   * @returns {Promise<Read>}
   */
  list(name, read) {
    const tag = this.manifest.lists[name];
    if (!tag) throw new Damaged(`the manifest lacks ${name}`);
    return this.load(`lists/${tag}`, read);
  }

  /** @param {number} number @returns {Promise<Map<string, Postings>>} a shard of terms by its number */
  shard(number) {
    return this.#shard(this.terms.names[number] ?? "");
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
    const lines = await this.load(name, (data) => utf8.decode(data).split("\n"), this.sample);
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
    return this.list("refs", (data) => new Cursor(data).words(0).words);
  }
}

/**
 * The words that begin with some letters, in the order in which Lunr lists them: what goes on behind a word after it, the
 * last letter first, of signs and letters the ones before digits.
 * @param {string[]} words
 * @param {string} prefix
 * @returns {string[]}
 */
export function beginning(words, prefix) {
  return words
    .filter((word) => word.startsWith(prefix))
    .sort((one, other) => {
      let at = prefix.length;
      while (at < one.length && one[at] === other[at]) at += 1;
      return order(other.charCodeAt(at)) - order(one.charCodeAt(at));
    });
}

/** @param {number} code of a letter @returns {number} digits first; behind the end of a word nothing comes before it */
function order(code) {
  if (Number.isNaN(code)) return 1e6;
  return code > 47 && code < 58 ? code - 58 : code;
}
