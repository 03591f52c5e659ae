/**
 * Answers carried over to originals of 8 to 24 megapixels: twelve edits whose truth at full size is known, clean, soft and drifting, beside plain
 * enlargement. `-- fullsize --page` writes crops for the eye, `--time` measures 24 and 100 megapixels, `--photos N` takes the first N, a word only the
 * edits with it in their name.
 */
import { planesOf, type Extent, type Planes } from '../../electron/images/fullsize/planes/planes.ts';
import { resize } from '../../electron/images/fullsize/planes/resample.ts';
import { createApplier } from '../../electron/images/fullsize/apply/applier.ts';
import { carry, type Carried } from '../../electron/images/fullsize/fit/carry.ts';
import { clean, drifting, driftField, moved, soft, toBytes } from './fullsize/answers.ts';
import { edits, newObject, type NamedEdit } from './fullsize/edits.ts';
import { driftTruth, psnrOf, registrationError, ssimOf } from './fullsize/measure.ts';
import { findPhotos, type Photo } from './fullsize/photos.ts';
import { createPage, type Page } from './fullsize/page.ts';
import { measureTimes } from './fullsize/times.ts';

interface Case {
  readonly photo: string;
  readonly edit: string;
  readonly answer: string;
  readonly goal: number | null;
  readonly enlarged: number;
  readonly carried: number;
  readonly enlargedSsim: number;
  readonly carriedSsim: number;
}

interface Answer {
  readonly name: string;
  readonly planes: Planes;
  readonly goal: number | null;
  /** What registration is off by; null: nothing was moved. */
  readonly apart: ((found: Carried['mapping']) => number) | null;
}

const SEED = 7;

/** Answers to one edit of one photo at one factor. */
async function answersOf({ name, edit, goals }: NamedEdit, frame: Planes, factor: 3 | 5): Promise<Answer[]> {
  const edited = edit(frame);
  if (factor === 5) return [{ name: 'clean 1:5', planes: clean(edited), goal: goals.five, apart: null }];
  if (name === 'moved grade') {
    return (await moved(edited)).map(({ name: how, answer, mapping }) => ({
      name: how,
      planes: answer,
      goal: null,
      apart: (found) => registrationError(found, mapping, frame),
    }));
  }
  const truth = driftTruth(driftField(frame), frame);
  return [
    { name: 'clean 1:3', planes: clean(edited), goal: goals.three, apart: null },
    { name: 'soft', planes: await soft(edited, SEED), goal: goals.soft, apart: null },
    {
      name: 'drift',
      planes: await drifting(edited, SEED),
      goal: goals.soft,
      apart: (found) => registrationError(found, truth, frame),
    },
  ];
}

const shrunk = ({ width, height }: Extent, factor: number): Extent => ({
  width: Math.round(width / factor),
  height: Math.round(height / factor),
});

async function judgePhoto(photo: Photo, chosen: readonly NamedEdit[], page: Page | null): Promise<Case[]> {
  const cases: Case[] = [];
  const original = planesOf(photo.data, photo, 255);
  const frames = { 3: clean(resize(original, shrunk(photo, 3))), 5: clean(resize(original, shrunk(photo, 5))) };
  for (const named of chosen) {
    const truth = toBytes(named.edit(original));
    for (const factor of [3, 5] as const) {
      if (factor === 5 && named.goals.five === null) continue;
      for (const answer of await answersOf(named, frames[factor], factor)) {
        const found = carry(frames[factor], answer.planes);
        const made = Uint8Array.from(photo.data);
        createApplier(found.carrier, photo, { amount: 1, keep: null }, !found.isCarried)(made, 0, photo.height);
        const enlarged = toBytes(resize(answer.planes, photo));
        const one: Case = {
          ...{ photo: photo.name, edit: named.name, answer: answer.name, goal: answer.goal },
          ...{ enlarged: psnrOf(enlarged, truth), carried: psnrOf(made, truth) },
          enlargedSsim: ssimOf(enlarged, truth, photo.width, photo.height),
          carriedSsim: ssimOf(made, truth, photo.width, photo.height),
        };
        cases.push(one);
        console.log(lineOf(one, found, answer, named.name === 'replaced object' ? trustAt(found) : ''));
        await page?.add(photo, `${named.name}, ${answer.name}`, { truth, enlarged, made });
      }
    }
  }
  return cases;
}

/** Trust inside the replaced object and away from it. */
function trustAt({ carrier: { trust } }: Carried): string {
  const sums = { inside: 0, insideCount: 0, outside: 0, outsideCount: 0 };
  for (let y = 0; y < trust.height; y += 1) {
    for (let x = 0; x < trust.width; x += 1) {
      const place = newObject((x + 0.5) / trust.width, (y + 0.5) / trust.height);
      const value = trust.data[y * trust.width + x] ?? 0;
      if (place < 0.9) {
        sums.inside += value;
        sums.insideCount += 1;
      } else if (place > 1.25) {
        sums.outside += value;
        sums.outsideCount += 1;
      }
    }
  }
  const [inside, outside] = [sums.inside / sums.insideCount, sums.outside / sums.outsideCount];
  const verdict = inside <= 0.1 && outside >= 0.9 ? 'ok' : 'MISSED';
  return `  trust inside ${inside.toFixed(2)} (goal ≤ 0.1), outside ${outside.toFixed(2)} (goal ≥ 0.9) ${verdict}`;
}

function lineOf(one: Case, found: Carried, answer: Answer, more: string): string {
  const verdict = isMissed(one) ? 'MISSED' : 'ok';
  const goal = one.goal === null ? 'not below enlargement' : `goal ${String(one.goal)}`;
  const off = answer.apart === null ? '' : `  off by ${answer.apart(found.mapping).toFixed(3)} px (goal ≤ 0.1)`;
  const figures = `${one.enlarged.toFixed(1)} → ${one.carried.toFixed(1)} dB  SSIM ${one.enlargedSsim.toFixed(3)} → ${one.carriedSsim.toFixed(3)}`;
  const name = `${one.photo.slice(0, 18).padEnd(19)}${one.edit.padEnd(17)}${one.answer.padEnd(10)}`;
  return `${name}${figures}  (${goal}) ${verdict}  σ ${found.softness.toFixed(2)}, ${found.lying}${found.isCarried ? '' : ', enlarged'}, ${String(Math.round(found.trusted * 100))} % true${off}${more}`;
}

/** A tenth of a decibel is no difference to enlargement. */
const SAME = 0.1;

function isMissed({ goal, carried, enlarged }: Case): boolean {
  return (goal !== null && carried < goal) || carried < enlarged - SAME;
}

function sumUp(cases: readonly Case[]): void {
  console.log('\nmeans over the photos, dB at full size: enlarged → carried (photos that miss the goal)');
  const names = new Set(cases.map(({ edit, answer }) => `${edit}\n${answer}`));
  for (const name of names) {
    const own = cases.filter(({ edit, answer }) => `${edit}\n${answer}` === name);
    const [first] = own;
    if (first === undefined) continue;
    const mean = (value: (one: Case) => number): string =>
      (own.reduce((sum, one) => sum + value(one), 0) / own.length).toFixed(1);
    const missed = own.filter(isMissed).length;
    const goal = first.goal === null ? '' : `goal ${String(first.goal)}`;
    console.log(
      `${first.edit.padEnd(17)}${first.answer.padEnd(10)}${mean(({ enlarged }) => enlarged)} → ${mean(({ carried }) => carried)}  ${goal.padEnd(9)}${missed === 0 ? 'all' : `${String(missed)} of ${String(own.length)} below`}`,
    );
  }
}

/** Prints each figure beside its goal; 1 where one is missed. */
export async function bench(words: readonly string[] = []): Promise<number> {
  const say = (text: string): void => {
    console.log(text);
  };
  if (words.includes('--time')) return await measureTimes(say);
  const most = Number(words[words.indexOf('--photos') + 1]);
  const named = words.filter((word, at) => !word.startsWith('--') && words[at - 1] !== '--photos');
  const chosen = edits.filter(({ name }) => named.length === 0 || named.some((word) => name.includes(word)));
  const sources = await findPhotos(say);
  const page = words.includes('--page') ? createPage() : null;
  const cases: Case[] = [];
  for (const source of sources.slice(0, words.includes('--photos') ? most : sources.length)) {
    const photo = await source.read();
    say(
      `\n${photo.name}: ${String(photo.width)} × ${String(photo.height)}, ${((photo.width * photo.height) / 1e6).toFixed(1)} megapixels`,
    );
    cases.push(...(await judgePhoto(photo, chosen, page)));
  }
  sumUp(cases);
  const missed = cases.filter(isMissed).length;
  say(`\n${String(cases.length)} cases, ${String(missed)} below their goal`);
  if (page !== null) say(`Crops: ${await page.write()}`);
  return missed === 0 ? 0 : 1;
}
