/** A shard of given terms, for tests: it tells of them what a `Shard` tells of those that it reads. */

/** @typedef {{ documents: ArrayLike<number>, counts: ArrayLike<number>, lengths: ArrayLike<number> }} Rows */
/** @typedef {{ term: string, rank: number, fields: (Rows | undefined)[] }} Term */

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
    this.sizes = Uint32Array.from(
      terms.flatMap(({ fields }) => fields.map((rows) => rows?.documents.length ?? 0)),
    );
    this.starts = terms.map(({ fields }) =>
      Math.min(
        ...fields.map((rows, field) => (rows?.documents[0] ?? Number.POSITIVE_INFINITY) * this.width + field),
      ),
    );
    // Of no field do the documents tell the lengths.
    this.layout = { main: -1 };
    this.isPart = [];
    this.streams = [];
  }

  /**
   * @param {number} at
   * @param {undefined} _base
   * @param {import("../../plugins/lunr_search/client/postings.js").Laid} into
   * @param {number} nth
   */
  next(at, _base, { column, starts }, nth) {
    for (const [field, given] of (this.terms[at]?.fields ?? []).entries()) {
      for (const name of /** @type {const} */ (["documents", "counts", "lengths"])) {
        if (given) column[name].set(given[name], starts[nth * this.width + field]);
      }
    }
    return { at };
  }
}
