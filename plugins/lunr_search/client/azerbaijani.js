/** The light stemmer for Azerbaijani, twin of `azerbaijani.py`, whose tables the build hands it. */

/** @typedef {{ vowels: string, soft: string, before: Record<string, string>, agree: Record<string, string>, endings: Record<string, string>, longest: number, least: number, short: string, whole: string, otherwise: Record<string, string>, name: string, open: string }} Tables */

/**
 * @param {Tables} tables
 * @returns {(word: string) => string} the root of a word in lower case
 */
export function azerbaijani(tables) {
  const { vowels, soft, agree, longest, least, otherwise } = tables;
  const [short, whole] = [new Set(tables.short.split(" ")), new Set(tables.whole.split(" "))];
  const [name, open] = [new RegExp(tables.name), new RegExp(tables.open)];
  const before = new Map(
    Object.entries(tables.endings).flatMap(([kind, endings]) =>
      endings.split(" ").map((ending) => /** @type {const} */ ([ending, kind])),
    ),
  );
  const apart = new RegExp(`(?<=[^']{3})'(?:${[...before.keys()].join("|")}){1,4}$`);
  const isVowel = (/** @type {string} */ letter) => letter !== "" && vowels.includes(letter);
  const vowelsOf = (/** @type {string} */ word) => Array.from(word).filter(isVowel);
  const isWhole = (/** @type {string} */ word) => whole.has(word) || short.has(word) || name.test(word);

  /** @param {string} root @param {string} ending */
  function fits(root, ending) {
    const kind = before.get(ending);
    if (kind === undefined || (root.length < least && !short.has(root))) return false;
    const last = vowelsOf(root).at(-1);
    if (!last || !agree[last]?.includes(vowelsOf(ending)[0] ?? " ")) return false;
    const end = root.charAt(root.length - 1);
    if (ending.startsWith("n") && end === "a" && !whole.has(root) && !open.test(root)) return false;
    return !kind || Boolean(tables.before[kind]?.includes(end));
  }

  /** @param {string} word */
  function rootsOf(word) {
    const roots = [];
    for (let size = Math.min(longest, word.length - 2); size > 0; size -= 1) {
      const root = word.slice(0, -size);
      if (fits(root, word.slice(-size))) roots.push(root);
    }
    return roots;
  }

  /** @param {string} word */
  function softened(word) {
    if (Object.hasOwn(otherwise, word)) return otherwise[word] ?? word;
    const [earlier, last] = [word.charAt(word.length - 2), word.charAt(word.length - 1)];
    if (vowelsOf(word).length > 1 && isVowel(earlier)) {
      if (last === "ğ") return `${word.slice(0, -1)}q`;
      if (last === "y" && soft.includes(earlier)) return `${word.slice(0, -1)}k`;
    }
    return word;
  }

  /** @param {string} root whether it is whole, or what a root in k becomes before a vowel */
  function isKnown(root) {
    return isWhole(root) || whole.has(softened(root)) || root.endsWith("liy") || root.endsWith("lüy");
  }

  return (given) => {
    let word = given.replace(apart, "");
    while (!isWhole(word)) {
      const roots = rootsOf(word);
      if (!roots.length) return softened(word);
      word = roots.find(isKnown) ?? roots[0] ?? word;
    }
    return word;
  };
}
