/** A shard of given terms, for tests: it tells of them what a `Shard` tells of those that it reads. */

/** @typedef {{ documents: ArrayLike<number>, counts: ArrayLike<number>, lengths: ArrayLike<number> }} Rows */
/** @typedef {{ term: string, rank: number, found: number, fields: (Rows | undefined)[] }} Term */

/**
 * Where each of some terms stands, in their order.
 * @param {Term[]} terms
 * @returns {import("../../plugins/lunr_search/client/postings.js").Place[]}
 */
export function listed(terms) {
  const shard = /** @type {any} */ (new Listed(terms));
  return terms.map(({ term }, at) => ({ shard, at, term }));
}

class Listed {
  /** @param {Term[]} terms */
  constructor(terms) {
    this.terms = terms;
    this.words = terms.map(({ term }) => term);
    this.ranks = terms.map(({ rank }) => rank);
    this.width = terms[0]?.fields.length ?? 0;
    this.sizes = terms.flatMap(({ fields }) => fields.map((rows) => rows?.documents.length ?? 0));
    this.starts = terms.map(({ fields }) =>
      Math.min(
        ...fields.map((rows, field) => (rows?.documents[0] ?? Number.POSITIVE_INFINITY) * this.width + field),
      ),
    );
    // Of no field do the documents tell the lengths.
    this.layout = { main: -1 };
  }

  /**
   * @param {number} at
   * @param {any[]} into
   * @param {number} nth
   */
  read(at, into, nth) {
    const { fields = [], found } = this.terms[at] ?? {};
    const columns = fields.map((given, field) => {
      const own = given && into[field];
      if (!own) return undefined;
      for (const name of /** @type {const} */ (["documents", "counts", "lengths"])) {
        own[name].set(given[name], own.starts[nth]);
      }
      return own;
    });
    return { columns, pieces: [{ count: found }] };
  }
}
