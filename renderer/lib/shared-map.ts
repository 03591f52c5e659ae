/**
 * A map by id that is never changed: a change gives a new map, which shares with the old one all that stayed. With ten thousand
 * entries, copying all of them for the one that changed, or looking through them for it, would cost a good part of a frame.
 */

/** Ids that stand together in one part: a change copies one part and the list of parts. */
const PART = 128;

type Part<K, V> = ReadonlyMap<K, V>;

/** What became of one entry; undefined: it was not there, or is no more. */
export interface EntryChange<V> {
  readonly before: V | undefined;
  readonly after: V | undefined;
}

/** Read like any map; in the order of parts, not of adding. */
export class SharedMap<K extends number, V> implements ReadonlyMap<K, V> {
  readonly size: number;
  readonly #parts: ReadonlyMap<number, Part<K, V>>;

  private constructor(parts: ReadonlyMap<number, Part<K, V>>) {
    this.#parts = parts;
    this.size = [...parts.values()].reduce((sum, part) => sum + part.size, 0);
  }

  /** A map of these entries; of two with one id the later. */
  static of<K extends number, V>(entries: Iterable<readonly [K, V]>): SharedMap<K, V> {
    return new SharedMap<K, V>(new Map()).with(entries, []);
  }

  /** The map after some entries came or changed, and then some went. */
  with(entries: Iterable<readonly [K, V]>, gone: Iterable<K>): SharedMap<K, V> {
    const parts = new Map(this.#parts);
    const own = new Map<number, Map<K, V>>();
    const partFor = (key: K): Map<K, V> => {
      const place = Math.floor(key / PART);
      const part = own.get(place) ?? new Map(parts.get(place));
      own.set(place, part);
      return part;
    };
    for (const [key, value] of entries) partFor(key).set(key, value);
    for (const key of gone) partFor(key).delete(key);
    for (const [place, part] of own) {
      if (part.size === 0) parts.delete(place);
      else parts.set(place, part);
    }
    return new SharedMap(parts);
  }

  /** What differs from an earlier state of the map; quick where they share most. */
  changesSince(before: SharedMap<K, V>): EntryChange<V>[] {
    const changes: EntryChange<V>[] = [];
    for (const place of new Set([...before.#parts.keys(), ...this.#parts.keys()])) {
      const old: Part<K, V> = before.#parts.get(place) ?? new Map();
      const now: Part<K, V> = this.#parts.get(place) ?? new Map();
      if (old === now) continue;
      for (const [key, value] of now) if (old.get(key) !== value) changes.push({ before: old.get(key), after: value });
      for (const [key, value] of old) if (!now.has(key)) changes.push({ before: value, after: undefined });
    }
    return changes;
  }

  get(key: K): V | undefined {
    return this.#parts.get(Math.floor(key / PART))?.get(key);
  }

  has(key: K): boolean {
    return this.#parts.get(Math.floor(key / PART))?.has(key) ?? false;
  }

  forEach(told: (value: V, key: K, map: ReadonlyMap<K, V>) => void): void {
    for (const [key, value] of this) told(value, key, this);
  }

  *entries(): MapIterator<[K, V]> {
    for (const part of this.#parts.values()) yield* part;
  }

  *keys(): MapIterator<K> {
    for (const part of this.#parts.values()) yield* part.keys();
  }

  *values(): MapIterator<V> {
    for (const part of this.#parts.values()) yield* part.values();
  }

  [Symbol.iterator](): MapIterator<[K, V]> {
    return this.entries();
  }
}
