/** The index as a reader sees it: terms, words, places, what is shown, days and facets, each fetched when it is asked for. */

import { Damaged } from "./bytes.js";
import { Files, loadMore } from "./files.js";
import { Kept } from "./kept.js";
import { after, BLOCK, checkManifest, layoutOf, Ranges, startsOf, TAG_LETTERS } from "./manifest.js";
import { Shard } from "./postings.js";

/** @typedef {import("./postings.js").Place} Place */
/** @typedef {{ ref: string, title: string, place: string, date: string, standfirst: string, lang: string }} Row */

const STAR = "*";
const CHUNK = 2;
const LINES = 6;
/** So many bytes of shards, of places and of what was made of them are kept. */
const ROOM = 128_000_000;
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
    const onGrown = (/** @type {number} */ size) => this.kept.grown(name, size);
    const open = async () => new Shard(await this.files.load(name), this.layout, onGrown);
    return this.kept.get(name, open, ({ size }) => size);
  }

  /**
   * Where those terms stand that the index has, in the same order.
   * @param {string[]} terms
   * @returns {Promise<Place[]>}
   */
  async places(terms) {
    const numbers = terms.map((term) => this.terms.find(term));
    /** @type {Map<number, Shard>} */
    const shards = new Map();
    const open = async (/** @type {number} */ number) => {
      if (number >= 0) shards.set(number, await this.shard(number));
    };
    await Promise.all([...new Set(numbers)].map(open));
    /** @type {Place[]} */
    const found = [];
    for (const [nth, term] of terms.entries()) {
      const shard = shards.get(numbers[nth] ?? -1);
      const at = shard?.words.indexOf(term) ?? -1;
      if (shard && at >= 0) found.push({ shard, at, term });
    }
    return found;
  }

  /**
   * What a clause's term stands for, in Lunr's order.
   * @param {string} term
   * @param {number} distance
   * @returns {Promise<Place[]>}
   */
  async find(term, distance) {
    const star = distance ? 0 : term.indexOf(STAR);
    if (star < 0) return this.places([term]);
    // Nothing stands behind the star: the postings of all such terms are needed anyway, and lie together.
    if (star > 0 && star === term.length - 1) {
      const prefix = term.slice(0, star);
      const shards = await Promise.all(this.terms.within(prefix).map((name) => this.#shard(name)));
      return beginning(shards, prefix);
    }
    const { expandWide } = await loadMore();
    return this.places(await expandWide(this, term, distance));
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
    const segment = after(this.starts, number) - 1;
    const tag = this.manifest.stored.slice(segment * TAG_LETTERS, (segment + 1) * TAG_LETTERS);
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
}

/**
 * The terms that begin with some letters, in the order in which Lunr lists them.
 * @param {Pick<Shard, "words">[]} shards
 * @param {string} prefix
 * @returns {Place[]}
 */
export function beginning(shards, prefix) {
  const places = /** @type {Shard[]} */ (shards).flatMap((shard) =>
    shard.words.map((term, at) => ({ shard, at, term })).filter(({ term }) => term.startsWith(prefix)),
  );
  /** @type {Place[]} */
  const found = [];
  list(places, 0, places.length, prefix.length, found);
  return found;
}

/**
 * A term comes before what goes on behind it, and that by its next letter, the last first, digits behind all others.
 * @param {Place[]} places those that go on with one letter stand together
 * @param {number} from
 * @param {number} end
 * @param {number} shared how many letters they share, at least
 * @param {Place[]} into
 */
function list(places, from, end, shared, into) {
  let [first, depth] = [from, shared];
  const letterAt = (/** @type {number} */ at) => places[at]?.term.charCodeAt(depth) ?? 0;
  while (first < end) {
    const letter = letterAt(first);
    if (Number.isNaN(letter)) {
      into.push(/** @type {Place} */ (places[first]));
      first += 1;
    } else if (letterAt(end - 1) === letter) depth += 1;
    else break;
  }
  /** @type {[rank: number, from: number, end: number][]} */
  const groups = [];
  while (first < end) {
    const [start, letter] = [first, letterAt(first)];
    while (first < end && letterAt(first) === letter) first += 1;
    groups.push([letter > 47 && letter < 58 ? letter - 58 : letter, start, first]);
  }
  for (const [, start, next] of groups.sort(([one], [other]) => other - one)) {
    list(places, start, next, depth + 1, into);
  }
}
