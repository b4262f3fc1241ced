/** The index as a reader sees it: terms, words, places, what is shown, days and facets, each fetched when it is asked for. */

import { Damaged } from "./bytes.js";
import { Files } from "./files.js";
import { Kept } from "./kept.js";
import { BLOCK, checkManifest, layoutOf, Ranges, startsOf, storedTag } from "./manifest.js";
import { Shard } from "./postings.js";

/** @typedef {import("./postings.js").Postings} Postings */
/** @typedef {{ ref: string, title: string, place: string, date: string, standfirst: string, lang: string }} Row */

const STAR = "*";
const CHUNK = 2;
const LINES = 6;
/** So many bytes of shards, of places and of what was made of them are kept. */
const ROOM = 128_000_000;
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
    this.kept = new Kept(ROOM);
  }

  /**
   * One file, read once and kept.
   * @template Read
   * @param {string} name
   * @param {(data: Uint8Array) => Read} read
   * @param {Uint8Array<ArrayBuffer>} [sample] what it is packed behind
   * @returns {Promise<Read>}
   */
  load(name, read, sample) {
    const open = async () => read(await this.files.load(name, sample));
    return this.kept.get(name, open, () => 0);
  }

  /** @param {string} tag @returns {Promise<Shard>} */
  #shard(tag) {
    const name = `terms/${tag}`;
    const open = async () => new Shard(await this.files.load(name), this.layout);
    return this.kept.get(name, open, ({ size }) => size);
  }

  /**
   * The postings of those terms that the index has, in the same order.
   * @param {string[]} terms
   * @returns {Promise<Postings[]>}
   */
  async postings(terms) {
    /** @type {Map<number, Set<string>>} */
    const wanted = new Map();
    for (const term of terms) {
      const number = this.terms.find(term);
      if (number >= 0) wanted.set(number, (wanted.get(number) ?? new Set()).add(term));
    }
    /** @type {Map<string, Postings>} */
    const found = new Map();
    const read = async (/** @type {[number, Set<string>]} */ [number, own]) => {
      for (const one of (await this.shard(number)).read(own)) found.set(one.term, one);
    };
    await Promise.all([...wanted].map(read));
    return terms.flatMap((term) => found.get(term) ?? []);
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
        shards.flatMap(({ words }) => words),
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

  /** @param {number} number @returns {Promise<Shard>} a shard of terms by its number */
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
