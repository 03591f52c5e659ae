/** Lets at most so many pieces of work run at a time; the others wait in order. */

export class Workshop {
  readonly #places: number;
  #busy = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(places: number) {
    this.#places = places;
  }

  /** Runs the work when a place is free, and passes its result or its error on. */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#busy >= this.#places) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#busy += 1;
    try {
      return await work();
    } finally {
      // A place is handed over without being freed, so nobody slips in between.
      const next = this.#waiting.shift();
      if (next === undefined) this.#busy -= 1;
      else next();
    }
  }
}
