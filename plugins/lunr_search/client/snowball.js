/** What the stemmers stand on that the build writes from Snowball's (`stem_js.py`): a word, a cursor in it, and a slice of it. */

/** @typedef {Map<string, [result: number, method?: () => boolean]>} Among endings or beginnings, and what each means */

export class Snowball {
  // The word, its cursor, its end, where a backward walk ends, and the slice.
  t = "";
  c = 0;
  l = 0;
  m = 0;
  b = 0;
  k = 0;

  /** @param {string} word */
  start(word) {
    this.t = word;
    this.c = this.m = this.b = 0;
    this.l = this.k = word.length;
  }

  /** Moves the cursor if something fits. @param {boolean} fits @param {number} by @returns {boolean} */
  #step(fits, by) {
    if (fits) this.c += by;
    return fits;
  }

  /** In a group of letters, forwards. @param {string} group @returns {boolean} */
  i(group) {
    return this.#step(this.c < this.l && group.includes(this.t.charAt(this.c)), 1);
  }

  /** Outside of it. @param {string} group @returns {boolean} */
  o(group) {
    return this.#step(this.c < this.l && !group.includes(this.t.charAt(this.c)), 1);
  }

  /** In a group, backwards. @param {string} group @returns {boolean} */
  I(group) {
    return this.#step(this.c > this.m && group.includes(this.t.charAt(this.c - 1)), -1);
  }

  /** @param {string} group @returns {boolean} */
  O(group) {
    return this.#step(this.c > this.m && !group.includes(this.t.charAt(this.c - 1)), -1);
  }

  /** Moves on while in a group; whether a letter outside of it comes. @param {string} group @returns {boolean} */
  g(group) {
    while (this.i(group));
    return this.c < this.l;
  }

  /** @param {string} group @returns {boolean} */
  h(group) {
    while (this.o(group));
    return this.c < this.l;
  }

  /** @param {string} group @returns {boolean} */
  G(group) {
    while (this.I(group));
    return this.c > this.m;
  }

  /** @param {string} group @returns {boolean} */
  H(group) {
    while (this.O(group));
    return this.c > this.m;
  }

  /** These letters, forwards. @param {string} text @returns {boolean} */
  e(text) {
    const end = this.c + text.length;
    return this.#step(end <= this.l && this.t.slice(this.c, end) === text, text.length);
  }

  /** @param {string} text @returns {boolean} */
  E(text) {
    const start = this.c - text.length;
    return this.#step(start >= this.m && this.t.slice(start, this.c) === text, -text.length);
  }

  /** The longest of many beginnings that fits. @param {Among} among @returns {number} 0: none */
  f(among) {
    return this.#longest(among, 1);
  }

  /** The longest of many endings. @param {Among} among @returns {number} */
  F(among) {
    return this.#longest(among, -1);
  }

  /** @param {Among} among @param {1 | -1} step */
  #longest(among, step) {
    const from = this.c;
    for (let size = step > 0 ? this.l - from : from - this.m; size >= 0; size -= 1) {
      const to = from + step * size;
      const found = among.get(step > 0 ? this.t.slice(from, to) : this.t.slice(to, from));
      if (!found) continue;
      this.c = to;
      const [result, method] = found;
      if (!method) return result;
      const fits = method();
      this.c = to;
      if (fits) return result;
    }
    return 0;
  }

  /** Puts letters in place of some. @param {number} from @param {number} to @param {string} text @returns {number} how much longer it is */
  r(from, to, text) {
    const longer = text.length - (to - from);
    this.t = this.t.slice(0, from) + text + this.t.slice(to);
    this.l += longer;
    if (this.c >= to) this.c += longer;
    else if (this.c > from) this.c = from;
    return longer;
  }

  /** In place of the slice. @param {string} text */
  s(text) {
    this.r(this.b, this.k, text);
    this.k = this.b + text.length;
  }

  /** @param {number} from @param {number} to @param {string} text */
  n(from, to, text) {
    const longer = this.r(from, to, text);
    if (from <= this.b) this.b += longer;
    if (from <= this.k) this.k += longer;
  }

  /** The slice. @returns {string} */
  S() {
    return this.t.slice(this.b, this.k);
  }
}

/**
 * Reads a list as the build writes it (`front_coded` in `stem_js.py`): `result:beginning_0text1text|beginning_…`.
 * @param {string} line
 * @param {Record<number, () => boolean>} [methods] by place in the list
 * @returns {Among}
 */
export function amongOf(line, methods = {}) {
  /** @type {Among} */
  const found = new Map();
  let result = 0;
  for (const group of line.split("|")) {
    const [, said, whole = "", texts = ""] = /^(?:(-?\d+):)?(?:(.*?)_)?(.*)$/.exec(group) ?? [];
    result = said === undefined ? result + 1 : Number(said);
    let text = "";
    for (const [, shared, rest = ""] of texts.matchAll(/(\d)(\D*)/g)) {
      text = text.slice(0, Number(shared)) + rest;
      found.set(whole + text, [result, methods[found.size]]);
    }
  }
  return found;
}
