/** Which terms a wildcard or a distance stands for, in the order in which Lunr finds them; the twin of `expand.py`. */

export const STAR = "*";

/** A state: where each letter leads, and whether a word may end here. A plain object lists digits first, as Lunr's do. */
class Node {
  /** @type {Record<string, Node>} */
  edges = Object.create(null);
  isFinal = false;

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

/** @typedef {{ first: number, end: number, depth: number }} Span terms of a sorted list that share their first letters */

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
    const [prefix = "", suffix = ""] = [term.split(STAR).at(0), term.split(STAR).at(-1)];
    return words.filter((word) => word.startsWith(prefix) && word.endsWith(suffix));
  }
  const size = Math.floor((term.length - distance) / (distance + 1));
  if (size < 1 || term.includes(STAR)) return words;
  const pieces = Array.from({ length: distance + 1 }, (_, at) =>
    term.slice(at * (size + 1), at * (size + 1) + size),
  );
  return words.filter(
    (word) => Math.abs(word.length - term.length) <= distance && pieces.some((piece) => word.includes(piece)),
  );
}

/** The sorted terms of an index, walked as an automaton. */
export class Vocabulary {
  /** @param {string[]} terms */
  constructor(terms) {
    this.terms = terms;
  }

  /**
   * The terms that a clause's term stands for, in Lunr's order.
   * @param {string} term
   * @param {number} distance
   * @returns {string[]}
   */
  expand(term, distance) {
    const few = new Vocabulary(candidates(this.terms, term, distance).sort());
    return listed(few.#intersect(distance ? fromFuzzy(term, distance) : fromPattern(term)));
  }

  /**
   * The first place, from `first` on, of a term that does not come before `text`.
   * @param {string} text
   * @param {number} first
   * @param {number} end
   * @returns {number}
   */
  #before(text, first, end) {
    let low = first;
    let high = end;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.terms[middle] ?? "") < text) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /**
   * True if a term ends here.
   * @param {Span} span
   * @returns {boolean}
   */
  #ends(span) {
    return span.first < span.end && this.terms[span.first]?.length === span.depth;
  }

  /**
   * Each next letter, and the terms that go on with it.
   * @param {Span} span
   * @returns {[string, Span][]}
   */
  #children(span) {
    /** @type {[string, Span][]} */
    const found = [];
    let at = span.first + Number(this.#ends(span));
    while (at < span.end) {
      const prefix = (this.terms[at] ?? "").slice(0, span.depth + 1);
      const end = this.#before(`${prefix}\uffff`, at, span.end);
      found.push([prefix.charAt(span.depth), { first: at, end, depth: span.depth + 1 }]);
      at = end;
    }
    return found;
  }

  /**
   * The automaton of the terms that the pattern lets through.
   * @param {Node} pattern
   * @returns {Node}
   */
  #intersect(pattern) {
    const output = new Node();
    /** @type {[Node, Node, Span][]} */
    const stack = [[pattern, output, { first: 0, end: this.terms.length, depth: 0 }]];
    for (let frame = stack.pop(); frame; frame = stack.pop()) {
      const [asked, out, span] = frame;
      const children = this.#children(span);
      for (const [wanted, following] of Object.entries(asked.edges)) {
        for (const [letter, below] of children) {
          if (wanted !== letter && wanted !== STAR) continue;
          const node = out.follow(letter);
          node.isFinal ||= this.#ends(below) && following.isFinal;
          stack.push([following, node, below]);
        }
      }
    }
    return output;
  }
}

/**
 * The words of an automaton without loops, in the order in which Lunr lists them.
 * @param {Node} root
 * @returns {string[]}
 */
function listed(root) {
  const found = [];
  /** @type {[string, Node][]} */
  const stack = [["", root]];
  for (let frame = stack.pop(); frame; frame = stack.pop()) {
    const [prefix, node] = frame;
    if (node.isFinal) found.push(prefix);
    for (const [letter, following] of Object.entries(node.edges)) stack.push([prefix + letter, following]);
  }
  return found;
}
