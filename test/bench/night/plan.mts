/** What the second camera of a wedding does in eight hours, and what goes wrong meanwhile: the same for the same seed. Pure. */
import { spelling } from '../../helpers/labelled-pictures.ts';
import type { Random } from '../../helpers/random.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Milliseconds since the night began. */
export const NIGHT_MS = 8 * HOUR;

export interface Frame {
  /** When the shutter went, ms since the night began. Whole seconds: EXIF says no more. */
  readonly taken: number;
  /** When its file begins to be written, ms since the night began. */
  readonly written: number;
  readonly name: string;
  readonly label: string;
  /** pieces: under its name, piece by piece, as tethering does. renamed: under another name first, as a sync does. */
  readonly way: 'pieces' | 'renamed';
}

interface Part {
  readonly title: string;
  readonly from: number;
  readonly to: number;
  /** Of all frames. */
  readonly share: number;
}

const at = (hour: number, minute: number): number => (hour - 14) * HOUR + minute * MINUTE;

/** Clock times of the evening; the camera rests in between. */
const parts: readonly Part[] = [
  { title: 'getting ready', from: at(14, 5), to: at(15, 0), share: 0.09 },
  { title: 'guests arrive', from: at(15, 15), to: at(15, 35), share: 0.05 },
  { title: 'ceremony', from: at(15, 50), to: at(16, 30), share: 0.2 },
  { title: 'groups', from: at(16, 45), to: at(17, 20), share: 0.14 },
  { title: 'portraits', from: at(17, 40), to: at(18, 30), share: 0.12 },
  { title: 'dinner', from: at(18, 55), to: at(20, 0), share: 0.1 },
  { title: 'speeches', from: at(20, 15), to: at(20, 40), share: 0.08 },
  { title: 'dance', from: at(20, 55), to: at(21, 58), share: 0.22 },
];

export type Incident = 'unplug' | 'plug' | 'silence' | 'answers' | 'go-on' | 'no-credits' | 'top-up';

/** What goes wrong, and when somebody sees to it. */
export const incidents: readonly { readonly at: number; readonly what: Incident }[] = [
  { at: at(14, 30), what: 'unplug' },
  { at: at(14, 48), what: 'plug' },
  { at: at(17, 50), what: 'silence' },
  { at: at(18, 12), what: 'answers' },
  { at: at(18, 20), what: 'go-on' },
  { at: at(19, 10), what: 'no-credits' },
  { at: at(19, 40), what: 'top-up' },
  { at: at(21, 10), what: 'unplug' },
  { at: at(21, 22), what: 'plug' },
];

/** From when to when the drive is away, ms since the night began. */
export const away: readonly (readonly [number, number])[] = [
  [at(14, 30), at(14, 48)],
  [at(21, 10), at(21, 22)],
];

/** Labels that all look different. */
function* labels(): Generator<string> {
  const seen = new Set<string>();
  for (let index = 1; ; index += 1) {
    const label = `frame ${String(index)}`;
    const spelled = spelling(label);
    if (seen.has(spelled)) continue;
    seen.add(spelled);
    yield label;
  }
}

/** Frames in the order in which they are written. */
export function planFrames(count: number, random: Random): Frame[] {
  const shutters: { readonly taken: number; readonly written: number }[] = [];
  for (const { from, to, share } of parts) {
    const wanted = Math.round(count * share);
    for (let made = 0; made < wanted;) {
      // A burst: a few frames a second; a sync brings it as a whole and in any order, tethering each at once
      const start = from + random() * (to - from);
      const isSynced = random() < 0.3;
      const length = Math.min(wanted - made, 3 + Math.floor(random() * 14));
      for (let index = 0; index < length; index += 1) {
        const taken = start + index * (300 + random() * 400);
        const written = isSynced ? start + length * 700 + 5_000 + random() * 3_000 : taken + 1_500 + random() * 1_000;
        shutters.push({ taken: Math.floor(taken / 1000) * 1000, written });
      }
      made += length;
    }
  }
  shutters.sort((a, b) => a.taken - b.taken);
  const label = labels();
  return shutters
    .map(({ taken, written }, index): Frame => {
      const name = `B2_${String(index + 1).padStart(4, '0')}.JPG`;
      return { taken, written, name, label: label.next().value as string, way: random() < 0.5 ? 'pieces' : 'renamed' }; // it never ends
    })
    .sort((a, b) => a.written - b.written);
}
