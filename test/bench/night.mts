/**
 * A night in 20 minutes: eight hours of a wedding's second camera, 3,000 frames, with the drive unplugged twice, the service silent once, the
 * credits gone once and a limit of the hour. A word sets how many times as fast (24), `--keep FOLDER` leaves the data folder and the photos
 * there, `--seed N` plays the same night again; BENCH_FRAMES sets how many frames. Fails where a frame is missed or paid for twice.
 */
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { House } from '../../electron/house.ts';
import { randomFrom } from '../../electron/simulator/random.ts';
import { freshFolder } from '../helpers/app.ts';
import { startEchoService, type EchoService } from '../helpers/echo-service.ts';
import { readSpelling, spelling } from '../helpers/labelled-pictures.ts';
import { ruleFor } from '../helpers/watch-ground.ts';
import { turbo } from '../helpers/workshop.ts';
import { writeFrame } from './night/camera.mts';
import { createCounts, say } from './night/counts.mts';
import { keepRule, openNightHouse } from './night/house.mts';
import { incidents, NIGHT_MS, planFrames, type Frame, type Incident } from './night/plan.mts';

const FRAMES = Number(process.env['BENCH_FRAMES'] ?? 3_000);
/** What goes out in an hour of the night at most: fewer than the ceremony and the groups after it make. */
const FRAMES_AN_HOUR = FRAMES / 5;
const HOUR = 3_600_000;
/** Real time between two looks at whether something is due, milliseconds: the app's own timers run on the real clock. */
const LOOK_MS = 500;
/** The night has to be over so long after its last frame, ms of the night. */
const PATIENCE_MS = 4 * HOUR;

interface Words {
  readonly scale: number;
  readonly keep: string | null;
  readonly seed: number;
}

function readWords(words: readonly string[]): Words {
  const after = (name: string): string | null => (words.includes(name) ? (words[words.indexOf(name) + 1] ?? null) : null);
  const keep = after('--keep');
  const scale = words.find((word) => /^\d+$/.test(word) && word !== after('--seed'));
  return { scale: Number(scale ?? 24), keep: keep === null ? null : resolve(keep), seed: Number(after('--seed') ?? 14) };
}

/** Two in the afternoon of yesterday, ms since 1970: the app may be opened over it in the morning after. */
function yesterdayAtTwo(): number {
  const date = new Date();
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() - 1, 14).getTime();
}

interface Night {
  readonly house: House;
  readonly service: EchoService;
  /** The folder that the rule watches, and where it is while the drive is away. */
  readonly root: string;
  readonly elsewhere: string;
  /** Milliseconds since the night began, on its clock. */
  readonly time: () => number;
  readonly until: (at: number) => Promise<void>;
}

/** One thing that goes wrong, or that somebody does about it. */
async function happens({ house, service, root, elsewhere }: Night, what: Incident): Promise<void> {
  switch (what) {
    case 'unplug':
      await rename(root, elsewhere);
      return;
    case 'plug':
      await rename(elsewhere, root);
      return;
    case 'silence':
    case 'answers':
      service.silent = what === 'silence';
      return;
    case 'go-on':
      house.develop.resume();
      return;
    case 'no-credits':
      service.answer = { status: 402, body: JSON.stringify({ error: 'Insufficient credits' }) };
      return;
    case 'top-up':
      service.answer = null;
      await house.develop.refreshBalance();
  }
}

/** Plays frames and incidents at their times. `written`: the last byte of this frame is there. */
async function play(night: Night, frames: readonly Frame[], begins: number, written: (frame: Frame) => void): Promise<void> {
  const left = [...incidents];
  let folder = night.root;
  let writing: Promise<void>[] = [];
  const incidentsBefore = async (at: number): Promise<void> => {
    for (let next = left[0]; next !== undefined && next.at <= at; next = left[0]) {
      left.shift();
      await night.until(next.at);
      // A file is whole when its drive goes
      await Promise.all(writing);
      writing = [];
      await happens(night, next.what);
      if (next.what === 'unplug') folder = night.elsewhere;
      if (next.what === 'plug') folder = night.root;
    }
  };
  for (const frame of frames) {
    await incidentsBefore(frame.written);
    await night.until(frame.written);
    writing.push(
      writeFrame(folder, frame, begins).then(() => {
        written(frame);
      }),
    );
  }
  await incidentsBefore(Infinity);
  await Promise.all(writing);
}

/** A person looks at what got no answer: what the service did not charge goes out again. Returns how many did. */
async function decideDoubts({ house, service }: Night, labelOf: (job: number) => string): Promise<number> {
  const charged = new Set(await Promise.all(service.uploads.map(readSpelling)));
  const unsure = house.develop.jobs().filter(({ state }) => state === 'unsure');
  for (const { id } of unsure) house.develop.decide(id, charged.has(spelling(labelOf(id))) ? 'charged' : 'again');
  return unsure.length;
}

async function drained({ house, time }: Night): Promise<boolean> {
  while (time() < NIGHT_MS + PATIENCE_MS) {
    await house.watch.idle();
    const { waiting, running } = house.develop.summary();
    if (waiting + running === 0) return true;
    await new Promise((resume) => setTimeout(resume, LOOK_MS));
  }
  return false;
}

/** Prints the figures; fails where a frame is missed or paid for twice. */
export async function bench(words: readonly string[] = []): Promise<number> {
  const { scale, keep, seed } = readWords(words);
  const folder = keep ?? (await freshFolder('darkslide-night-'));
  const root = join(folder, 'Second camera');
  await mkdir(root, { recursive: true });
  const frames = planFrames(FRAMES, randomFrom(seed));
  const begins = yesterdayAtTwo();
  say('frames', String(frames.length), `${String(scale)} times as fast, seed ${String(seed)}`);

  const service = await startEchoService(() => undefined, turbo.priceUsd);
  const began = performance.now();
  const time = (): number => (performance.now() - began) * scale;
  const counts = createCounts({ frames, begins, scale });
  const log: string[] = [];
  const house = await openNightHouse({
    ...{ home: join(folder, 'home'), endpoint: service.url, scale },
    now: () => Math.round(begins + time()),
    handedOver: counts.handedOver,
    log: (message, error) => log.push(`${message}: ${String(error)}`),
  });
  const night: Night = {
    ...{ house, service, root, time },
    elsewhere: join(folder, 'unplugged'),
    until: async (at) => {
      const left = (at - time()) / scale;
      if (left > 0) await new Promise((resume) => setTimeout(resume, left));
    },
  };
  const looking = setInterval(() => {
    house.develop.wake();
  }, LOOK_MS);
  try {
    const hourUsd = Math.round(FRAMES_AN_HOUR * turbo.priceUsd * 100) / 100;
    const caps = { dayUsd: null, hourUsd, totalUsd: null };
    const rule = { ...ruleFor(root, { name: 'Second camera', caps, createdAt: begins }) };
    await house.watch.put(rule, 'leave');
    await house.watch.idle();
    if (keep !== null) keepRule(join(folder, 'home'), rule);
    await play(night, frames, begins, counts.written);
    const isEvening = await drained(night);
    const again = await decideDoubts(night, counts.labelOf);
    const isMorning = await drained(night);
    if (!isEvening || !isMorning) say('NOT OVER', JSON.stringify(house.develop.summary()));
    const results = (await readdir(join(root, 'Darkslide'))).filter((name) => /^[^.].*\.jpe?g$/i.test(name)).length;
    const isSound = await counts.tell({ uploads: service.uploads, again, results });
    counts.tellStory(house.watch.story(rule.id, 10_000).reverse());
    for (const line of new Set(log)) say('  log', '', line);
    return isSound && isEvening && isMorning ? 0 : 1;
  } finally {
    clearInterval(looking);
    await house.close(10_000);
    await service.close();
    if (keep === null) await rm(folder, { recursive: true, force: true });
  }
}
