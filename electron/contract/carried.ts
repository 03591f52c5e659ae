/** What of an original's own words a result carries on: groups that a person can switch, one by one. */
import { z } from 'zod';

export const carriedSchema = z.object({
  /** When it was taken, scanned and changed. */
  dates: z.boolean(),
  /** Camera, lens, their serial numbers, and how they were set. */
  camera: z.boolean(),
  /** Author, credit, copyright, contact. */
  author: z.boolean(),
  /** GPS, and places by name. */
  place: z.boolean(),
  /** Title, caption, keywords, rating. */
  words: z.boolean(),
  /** The prompt, in plain sight: IPTC's field for it, and our own. */
  prompt: z.boolean(),
});
export type Carried = z.infer<typeof carriedSchema>;

/** Groups of the original; the prompt is not its own. */
export type CarriedGroup = Exclude<keyof Carried, 'prompt'>;

/** A result says what its original says, until a person decides otherwise. */
export const CARRY_ALL: Carried = { dates: true, camera: true, author: true, place: true, words: true, prompt: true };

export const carriedGroups = ['dates', 'camera', 'author', 'place', 'words'] as const satisfies readonly CarriedGroup[];

/** "place, prompt" or "all" as groups; null: there is no such group. */
export function readGroups(text: string): (keyof Carried)[] | null {
  const known = Object.keys(CARRY_ALL) as (keyof Carried)[]; // Object.keys forgets the key type
  if (text.trim() === 'all') return known;
  const groups = text.split(',').map((word) => known.find((name) => name === word.trim()) ?? null);
  return groups.includes(null) ? null : groups.filter((group) => group !== null);
}
