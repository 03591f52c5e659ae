/** The simulated account: a balance that falls with every charge, money held back for running requests, and a rate limit. */

/** Whole micro-dollars, so that many small charges add up exactly. */
const micro = (usd: number): number => Math.round(usd * 1_000_000);

export class Account {
  #balance: number;
  #held = 0;
  readonly #perMinute: number | null;
  readonly #minuteMs: number;
  #windowStart = 0;
  #inWindow = 0;

  /** `perMinute` null: no rate limit. `minuteMs`: how long a minute is where time is scaled. */
  constructor(startBalanceUsd: number, perMinute: number | null, minuteMs = 60_000) {
    this.#balance = micro(startBalanceUsd);
    this.#perMinute = perMinute;
    this.#minuteMs = minuteMs;
  }

  /** US dollars. */
  get balance(): number {
    return this.#balance / 1_000_000;
  }

  /** Holds the price of a request back; false where what is not held yet does not cover it. */
  hold(usd: number): boolean {
    if (this.#balance - this.#held < micro(usd)) return false;
    this.#held += micro(usd);
    return true;
  }

  /** Gives a hold back without a charge. */
  release(usd: number): void {
    this.#held -= micro(usd);
  }

  /** Takes the price from the balance. A hold on it is given back first by the caller. */
  charge(usd: number): void {
    this.#balance -= micro(usd);
  }

  /** Returns a charge for work that failed after all. */
  refund(usd: number): void {
    this.#balance += micro(usd);
  }

  /** Counts a request at a moment (ms); answers null, or when the minute ends where it is one too many. */
  admit(now: number): number | null {
    if (this.#perMinute === null) return null;
    if (now - this.#windowStart >= this.#minuteMs) {
      this.#windowStart = now;
      this.#inWindow = 0;
    }
    if (this.#inWindow >= this.#perMinute) return this.#windowStart + this.#minuteMs;
    this.#inWindow += 1;
    return null;
  }
}
