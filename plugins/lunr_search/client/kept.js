/** What is kept in memory of what was read: when there is no more room, that goes which was used longest ago. */

/** Things by name, each made once and made again after it had to go. */
export class Kept {
  /** @param {number} room in bytes, about */
  constructor(room) {
    this.room = room;
    this.used = 0;
    /** The one used longest ago first. @type {Map<string, { made: Promise<any>, size: number }>} */
    this.things = new Map();
  }

  /**
   * @template Thing
   * @param {string} name
   * @param {() => Promise<Thing>} make
   * @param {(thing: Thing) => number} weigh its size in bytes, about; what has none stays
   * @returns {Promise<Thing>}
   */
  get(name, make, weigh) {
    const known = this.things.get(name);
    const own = known ?? { made: make(), size: 0 };
    // As the one used last.
    this.things.delete(name);
    this.things.set(name, own);
    if (!known) {
      own.made.then(
        (thing) => this.#makeRoom(own, weigh(thing)),
        () => this.things.delete(name),
      );
    }
    return own.made;
  }

  /** Notes that something has grown. @param {string} name @param {number} size */
  grown(name, size) {
    const own = this.things.get(name);
    if (own) this.#makeRoom(own, size);
  }

  /**
   * @param {{ size: number }} newest what stays, however large
   * @param {number} size
   */
  #makeRoom(newest, size) {
    this.used += size - newest.size;
    newest.size = size;
    for (const [name, thing] of this.things) {
      if (this.used <= this.room) break;
      if (thing === newest || !thing.size) continue;
      this.things.delete(name);
      this.used -= thing.size;
    }
  }
}
