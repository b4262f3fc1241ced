/** Which terms a wildcard or a distance stands for, in the order in which Lunr finds them; the twin of `expand.py`. */

export const STAR = "*";

/** A state: where each letter leads, and whether a word may end here. A plain object lists digits first, as Lunr's do. */
class Node {
  /** @type {Record<string, Node>} */
  edges = Object.create(null);
  isFinal = false;
  /** @type {Uint8Array | undefined} the states of the words with which this one was met */
  met = undefined;
  /** @type {[string, Node][] | undefined} its edges, when all are there */
  ways = undefined;

  /**
   * The state behind a letter, made if there is none.
   * @param {string} letter
   * @returns {Node}
   */
  follow(letter) {
    let node = this.edges[letter];
    if (!node) {
      node = new Node();
      this.edges[letter] = node;
    }
    return node;
  }
}

/**
 * The automaton of a term with stars: a star is any run of letters, none too.
 * @param {string} pattern
 * @returns {Node}
 */
function fromPattern(pattern) {
  const root = new Node();
  let node = root;
  for (let index = 0; index < pattern.length; index += 1) {
    const letter = pattern.charAt(index);
    if (letter === STAR) node.edges[STAR] = node;
    else {
      const following = new Node();
      node.edges[letter] = following;
      node = following;
    }
    node.isFinal = index === pattern.length - 1;
  }
  return root;
}

/**
 * The automaton of all words at most `distance` edits away; swapping two letters is one edit.
 * @param {string} term
 * @param {number} distance
 * @returns {Node}
 */
function fromFuzzy(term, distance) {
  const root = new Node();
  /** @type {[Node, number, string][]} */
  const stack = [[root, distance, term]];
  for (let frame = stack.pop(); frame; frame = stack.pop()) {
    const [node, left, rest] = frame;
    const isLast = rest.length === 1;
    if (rest) {
      const following = node.follow(rest.charAt(0));
      following.isFinal ||= isLast;
      stack.push([following, left, rest.slice(1)]);
    }
    if (left === 0) continue;
    const inserted = node.follow(STAR);
    inserted.isFinal ||= !rest;
    stack.push([inserted, left - 1, rest]);
    if (rest.length > 1) stack.push([node, left - 1, rest.slice(1)]);
    if (isLast) node.isFinal = true;
    if (rest) {
      const replaced = node.follow(STAR);
      replaced.isFinal ||= isLast;
      stack.push([replaced, left - 1, rest.slice(1)]);
    }
    if (rest.length > 1) stack.push([node.follow(rest.charAt(1)), left - 1, rest.charAt(0) + rest.slice(2)]);
  }
  return root;
}

/**
 * The words that a term may stand for, and perhaps others; which are left out does not change Lunr's order. An edit touches
 * two neighbouring letters at most: of one piece more than edits, a letter between each two, one is whole.
 * @param {string[]} words
 * @param {string} term
 * @param {number} distance
 * @returns {string[]}
 */
function candidates(words, term, distance) {
  if (distance === 0) {
    const pieces = term.split(STAR);
    const [prefix = "", suffix = ""] = [pieces.shift(), pieces.pop()];
    return words.filter(
      (word) =>
        word.startsWith(prefix) && word.endsWith(suffix) && pieces.every((piece) => word.includes(piece)),
    );
  }
  if (term.includes(STAR)) return words.slice();
  // An edit takes away one letter at most and puts in one.
  const own = lettersOf(term);
  const { sizes, letters } = shapesOf(words);
  const near = words.filter((_, at) => {
    if (Math.abs((sizes[at] ?? 0) - term.length) > distance) return false;
    const its = letters[at] ?? 0;
    return bitsIn(own & ~its) <= distance && bitsIn(its & ~own) <= distance;
  });
  const size = Math.floor((term.length - distance) / (distance + 1));
  if (size < 1) return near;
  const starts = Array.from({ length: distance + 1 }, (_, at) => at * (size + 1));
  const pieces = starts.map((start) => term.slice(start, start + size));
  return near.filter((word) =>
    // An edit moves what stands behind it by one letter at most.
    starts.some((start, at) => {
      const found = word.indexOf(pieces[at] ?? "", Math.max(start - distance, 0));
      return found >= 0 && found <= start + distance;
    }),
  );
}

/** @typedef {{ sizes: Uint32Array, letters: Uint32Array }} Shapes of each word how long it is, and which letters it has */
/** Of lists of words that are kept. @type {WeakMap<string[], Shapes>} */
const shapes = new WeakMap();

/** @param {string[]} words @returns {Shapes} */
function shapesOf(words) {
  let found = shapes.get(words);
  if (!found) {
    found = { sizes: new Uint32Array(words.length), letters: new Uint32Array(words.length) };
    for (const [at, word] of words.entries()) {
      found.sizes[at] = word.length;
      found.letters[at] = lettersOf(word);
    }
    shapes.set(words, found);
  }
  return found;
}

/** @param {string} word @returns {number} a bit for each of its letters; some share one */
function lettersOf(word) {
  let found = 0;
  for (let at = 0; at < word.length; at += 1) found |= 1 << (word.charCodeAt(at) & 31);
  return found;
}

/** @param {number} number @returns {number} */
function bitsIn(number) {
  let count = 0;
  for (let rest = number; rest; rest &= rest - 1) count += 1;
  return count;
}

/**
 * What is left of a walk, and what was met: `turns` says when, counted from 1; there is one way to each state.
 * @typedef {{ patterns: Node[], states: number[], isFinal: Uint8Array, turns: Uint32Array, met: number }} Walk
 */

/** Sorted words as an automaton: its states by number, 0 the first; a state is numbered before those behind it. */
class Tree {
  /** @param {string[]} words */
  constructor(words) {
    this.words = words;
    /** @type {number[]} the letter that leads to each state */
    this.letters = [0];
    /** @type {number[]} the first of the states behind each, 0 if there is none */
    this.inner = [0];
    /** @type {number[]} the next state behind the same one, 0 if there is none */
    this.next = [0];
    /** @type {number[]} the number of the word that ends in each state, -1 if none does */
    this.ends = [-1];
    let before = "";
    const path = [0];
    for (const [at, word] of words.entries()) {
      let depth = 0;
      while (depth < before.length && before.charCodeAt(depth) === word.charCodeAt(depth)) depth += 1;
      /** The state beside which the first new one stands; there is none if the one before is a beginning of this one. */
      let beside = depth < before.length ? (path[depth + 1] ?? 0) : 0;
      for (; depth < word.length; depth += 1) {
        const state = this.letters.push(word.charCodeAt(depth)) - 1;
        this.inner.push(0);
        this.next.push(0);
        this.ends.push(-1);
        if (beside) this.next[beside] = state;
        else this.inner[path[depth] ?? 0] = state;
        beside = 0;
        path[depth + 1] = state;
      }
      this.ends[path[depth] ?? 0] = at;
      before = word;
    }
  }

  /**
   * The words that an automaton lets through, in the order in which Lunr's walk through both finds them.
   * @param {Node} pattern
   * @returns {string[]}
   */
  through(pattern) {
    const { ends } = this;
    const walk = {
      patterns: [pattern],
      states: [0],
      isFinal: new Uint8Array(ends.length),
      turns: new Uint32Array(ends.length),
      met: 0,
    };
    for (let asked = walk.patterns.pop(); asked; asked = walk.patterns.pop()) {
      const state = walk.states.pop() ?? 0;
      asked.met ??= new Uint8Array(ends.length);
      if (asked.met[state]) continue;
      asked.met[state] = 1;
      asked.ways ??= Object.entries(asked.edges);
      for (const [letter, following] of asked.ways) this.#follow(state, letter, following, walk);
    }
    return this.#listed(walk);
  }

  /**
   * @param {number} state
   * @param {string} letter that leads on from it, or a star for any
   * @param {Node} following where it leads in the pattern
   * @param {Walk} walk
   */
  #follow(state, letter, following, walk) {
    const { ends, inner, next, letters } = this;
    const { turns } = walk;
    const code = letter === STAR ? 0 : letter.charCodeAt(0);
    for (let child = inner[state] ?? 0; child; child = next[child] ?? 0) {
      if (code && code !== letters[child]) continue;
      if (!turns[child]) {
        walk.met += 1;
        turns[child] = walk.met;
      }
      if (following.isFinal && (ends[child] ?? -1) >= 0) walk.isFinal[child] = 1;
      walk.patterns.push(following);
      walk.states.push(child);
    }
  }

  /**
   * The words of final states, as a walk lists them that goes back last the way that it was shown first.
   * @param {Walk} walk
   * @returns {string[]}
   */
  #listed({ turns, isFinal }) {
    const { ends, inner, next, letters, words } = this;
    // A plain object lists digits first, as Lunr's do.
    const rank = (/** @type {number} */ state) => {
      const letter = letters[state] ?? 0;
      return letter > 47 && letter < 58 ? letter : 58;
    };
    const compare = (/** @type {number} */ one, /** @type {number} */ other) =>
      rank(one) - rank(other) || (turns[one] ?? 0) - (turns[other] ?? 0);
    const found = [];
    const stack = [0];
    for (let state = stack.pop(); state !== undefined; state = stack.pop()) {
      if (isFinal[state]) found.push(words[ends[state] ?? -1] ?? "");
      const behind = [];
      for (let child = inner[state] ?? 0; child; child = next[child] ?? 0)
        if (turns[child]) behind.push(child);
      stack.push(...(behind.length > 1 ? behind.sort(compare) : behind));
    }
    return found;
  }
}

/**
 * The words that a clause's term stands for, in Lunr's order.
 * @param {string[]} words among which all are
 * @param {string} term
 * @param {number} distance
 * @returns {string[]}
 */
export function expand(words, term, distance) {
  const sorted = candidates(words, term, distance).sort();
  const few = new Tree(sorted.filter((word, at) => word !== sorted[at - 1]));
  return few.through(distance ? fromFuzzy(term, distance) : fromPattern(term));
}
