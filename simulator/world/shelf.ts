// Things that are kept in memory for a while and may be lost at any time: contents of uploads, what was fetched. The oldest
// go first when they weigh too much together.
export class Shelf<T> {
  private readonly things = new Map<string, T>();
  private readonly limit: number;
  private readonly weigh: (thing: T) => number;
  private weight = 0;

  /** @param limit the sum of the weights that may lie on it */
  constructor(limit: number, weigh: (thing: T) => number) {
    this.limit = limit;
    this.weigh = weigh;
  }

  get(key: string): T | undefined {
    return this.things.get(key);
  }

  put(key: string, thing: T): void {
    this.drop(key);
    this.things.set(key, thing);
    this.weight += this.weigh(thing);
    for (const oldest of this.things.keys()) {
      if (this.weight <= this.limit) return;
      this.drop(oldest);
    }
  }

  private drop(key: string): void {
    const thing = this.things.get(key);
    if (thing === undefined) return;
    this.things.delete(key);
    this.weight -= this.weigh(thing);
  }
}
