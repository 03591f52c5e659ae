/** What the fuzz does in one round of each kind. Each gives back what was answered, as a word to be counted; a fault is a sentence. */
import { randomUUID } from 'node:crypto';
import { isAbsolute, join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { calls, signals } from '../../../electron/contract/calls.ts';
import { DarkslideError, errorCodeSchema } from '../../../electron/contract/errors.ts';
import { callNames, signalNames } from '../../../electron/contract/names.ts';
import type { Sender } from '../../../electron/ipc/sender.ts';
import { parsePictureUrl } from '../../../electron/library/fetch-picture.ts';
import { readPastedText } from '../../../electron/library/pasted.ts';
import { isNoFile } from '../../../electron/library/path-text.ts';
import { loadModels } from '../../../electron/segmind/catalogue.ts';
import { createSegmindService } from '../../../electron/segmind/client.ts';
import { defaultTimings } from '../../../electron/segmind/context.ts';
import { draggedAddress } from '../../../renderer/features/gallery/drag-data.ts';
import { inProject } from '../../helpers/bench-house.ts';
import { pick, type Random } from '../../helpers/random.ts';
import { mutations } from '../mutate/mutations.ts';
import { PAGE_ORIGIN, SECRET, type HostileApp } from './app.ts';
import { fitting, hostileTexts, hostileValue, spoiled } from './values.ts';

export interface Round {
  /** What was done, for a report of a fault. */
  readonly what: string;
  /** What came of it, to be counted: "queue.cancel bad-input". */
  readonly answers: readonly string[];
  /** Null: none. */
  readonly fault: string | null;
}

/** Measures how long the caller's turn was held up by what it starts. */
export type Measured = <T>(work: () => Promise<T>) => Promise<T>;

export type Player = (random: Random, measured: Measured) => Promise<Round>;

const ours: Sender = { address: `${PAGE_ORIGIN}/index.html`, isMainFrame: true, isOurWindow: true };
const strangers: readonly Sender[] = [
  { ...ours, isMainFrame: false },
  // The window that the page belonged to is closed
  { ...ours, isOurWindow: false },
  { ...ours, address: null },
  { ...ours, address: 'https://evil.invalid/' },
  { ...ours, address: 'darkslide://app.evil.invalid/' },
  { ...ours, address: 'darkslide://user@app/' },
  { ...ours, address: 'data:text/html,x' },
  { ...ours, address: 'file:///etc/passwd' },
];

/** Every declared call and signal, fitting, spoiled, or nothing of the kind; from our page and from strangers. */
export function callPlayer(app: HostileApp): Player {
  return async (random, measured) => {
    const isSignal = random() < 0.05;
    const name = isSignal ? pick(signalNames, random) : pick(callNames, random);
    const schema = isSignal ? signals['results.drag-out'] : calls[pick([name as (typeof callNames)[number]], random)].input;
    const input = fitting(schema, random);
    const sent = random() < 0.25 ? input : spoiled(input, random);
    const whole = random() < 0.06 ? hostileValue(random) : isSignal ? { name, payload: sent } : { name, input: sent };
    // As it comes through from another process; what cannot be copied never arrives
    let message: unknown;
    try {
      message = structuredClone(whole);
    } catch {
      return { what: name, answers: ['not sendable'], fault: null };
    }
    const sender = random() < 0.15 ? pick(strangers, random) : ours;
    if (isSignal) {
      await measured(async () => {
        app.dispatch.signal(sender, message);
        return Promise.resolve();
      });
      return { what: name, answers: ['signal'], fault: null };
    }
    const before = app.unexpected.length;
    const answer = await measured(async () => await app.dispatch.call(sender, message));
    const code = answer.ok ? 'ok' : answer.error.code;
    const text = JSON.stringify(answer);
    const fault =
      sender !== ours && code !== 'not-allowed'
        ? 'a stranger was answered'
        : text.includes(app.folder) || text.includes(SECRET)
          ? 'the answer names a path or a secret'
          : !answer.ok && !errorCodeSchema.safeParse(code).success
            ? `an unknown code: ${code}`
            : code === 'internal'
              ? `failed inside: ${app.unexpected.slice(before).join(' | ')}`
              : null;
    return { what: `${name} ${code}`, answers: [code], fault };
  };
}

const pathParts = [
  'index.html',
  'assets',
  'index.js',
  '..',
  '.',
  '%2e%2e',
  '%2f',
  '%5c',
  '%00',
  'secret.json',
  '',
  '?',
  '#',
  'C:',
  '%ff',
];
const pictureParts = [
  'thumb',
  'view',
  'full',
  'photo',
  'result',
  '1',
  '2',
  '3',
  '99',
  '-1',
  '1e3',
  '..',
  '%2e',
  '?v=',
  '#',
  '@',
  ':',
];

/** Addresses of both schemes. */
export function addressPlayer(app: HostileApp): Player {
  return async (random, measured) => {
    const isPage = random() < 0.5;
    const parts = isPage ? pathParts : pictureParts;
    const path = Array.from({ length: 1 + Math.floor(random() * 5) }, () => pick(parts, random)).join(random() < 0.8 ? '/' : '');
    const known = `thumb/photo/${String(1 + Math.floor(random() * 4))}?v=1`;
    const address = isPage ? `darkslide://app/${path}` : `photo://${random() < 0.2 ? known : path}`;
    let request: Request;
    try {
      request = new Request(address, { method: pick(['GET', 'GET', 'GET', 'HEAD', 'POST'], random) });
    } catch {
      return { what: address, answers: ['no address'], fault: null };
    }
    const response = await measured(async () => await (isPage ? app.page(request) : app.pictures(request)));
    const body = Buffer.from(await response.arrayBuffer()).toString('latin1');
    const isOdd = ![200, 403, 404, 405].includes(response.status);
    const fault = body.includes(SECRET) || body.includes('root:') ? 'a file outside was given' : isOdd ? 'an odd status' : null;
    return { what: `${address} ${String(response.status)}`, answers: [`status ${String(response.status)}`], fault };
  };
}

/** Dropped and pasted strings, and addresses of web pages. */
export function textPlayer(app: HostileApp): Player {
  return async (random, measured) => {
    const some = (): string =>
      Array.from({ length: 1 + Math.floor(random() * 4) }, () => pick(hostileTexts, random)).join(
        pick(['\n', '\r\n', ' ', ''], random),
      );
    const text = random() < 0.1 ? some().repeat(2_000) : some();
    const dragged = await measured(async () => Promise.resolve(draggedAddress(`<img src="${text}">`, text)));
    if (dragged !== null && (!dragged.startsWith('https://') || /\s/.test(dragged) || !URL.canParse(dragged)))
      return { what: text, answers: [], fault: `dragged as ${dragged}` };
    const read = await measured(async () => Promise.resolve(readPastedText(text)));
    const bad = read.paths.find((path) => !isAbsolute(path) || isNoFile(path));
    if (bad !== undefined) return { what: text, answers: [], fault: `a path that is none: ${bad}` };
    const answers = read.urls.map((url) => {
      try {
        return parsePictureUrl(url).protocol === 'https:' ? 'address' : 'NOT HTTPS';
      } catch (error) {
        return error instanceof DarkslideError ? error.code : 'THROWN';
      }
    });
    // With a person who denies: nothing of it may come into the library
    const before = app.house.library.photos().length;
    const local = {
      name: 'library.paste-text',
      input: { text: [...read.paths, ...read.other].join('\n').slice(0, 5_000) || 'x' },
    };
    const pasted = await measured(async () => await app.dispatch.call(ours, local));
    const cameIn = app.house.library.photos().length > before ? 'a path was opened that nobody allowed' : null;
    const wrong = answers.find((answer) => answer === 'NOT HTTPS' || answer === 'THROWN') ?? null;
    return { what: text.slice(0, 200), answers: [...answers, pasted.ok ? 'pasted' : pasted.error.code], fault: cameIn ?? wrong };
  };
}

const quick = {
  ...defaultTimings,
  http: { connect: 2_000, upload: 1_000, answer: 300, idle: 150, body: 600 },
  ...{ pollFirst: 2, pollMost: 5, pollDeadline: 100, downloadTries: 2 },
};
const outcomes = new Set(['picture', 'refused', 'unsure', 'spoiled']);

/** Answers of a service that was taken over; it gives them by itself, see service.ts. */
export async function servicePlayer(url: URL): Promise<Player> {
  const models = await loadModels(inProject('resources', 'models'));
  const service = createSegmindService({ baseUrl: url, version: 'fuzz', timings: quick });
  return async (random, measured) => {
    const model = { ...pick(models, random), transport: random() < 0.5 ? ('v1' as const) : ('v2' as const) };
    const signal = AbortSignal.timeout(8_000);
    if (random() < 0.2) {
      const said = await measured(async () => await service.credits('SG_fuzz_0123456789', signal));
      return { what: 'credits', answers: [said.works ? 'credits' : said.problem.code], fault: null };
    }
    const pictures = Object.fromEntries(model.inputs.map(({ field }) => [field, new Uint8Array([0xff, 0xd8, 0xff, 0xe0])]));
    const request = { model, pictures, parameters: { prompt: 'evening', strength: 0.5 }, format: 'jpeg' as const };
    const hooks = { accepted: async () => Promise.resolve() };
    const outcome = await measured(async () => await service.run(request, 'SG_fuzz_0123456789', hooks, signal));
    const code = 'problem' in outcome ? outcome.problem.code : outcome.type;
    const isOdd = !outcomes.has(outcome.type) || JSON.stringify(outcome).includes('SG_fuzz_0123456789');
    return { what: `${model.slug} ${code}`, answers: [code], fault: isOdd ? 'an odd outcome, or the key in it' : null };
  };
}

/** Files of every format, damaged, through the processes that decode. */
export function filePlayer(app: HostileApp, seeds: readonly { readonly name: string; readonly bytes: Buffer }[]): Player {
  const kinds = Object.entries(mutations);
  return async (random, measured) => {
    const seed = pick(seeds, random);
    const [kind, mutate] = pick(kinds, random);
    const mutant = mutate(seed.bytes, random, pick(seeds, random).bytes);
    if (mutant === null) return { what: kind, answers: [], fault: null };
    const path = join(app.folder, `${randomUUID()}-${seed.name}`);
    await writeFile(path, mutant.bytes);
    const answers: string[] = [];
    let fault: string | null = null;
    const tasks: readonly (() => Promise<unknown>)[] = [
      async () => app.house.images.inspect(path),
      async () => app.house.images.rendition(path, 480),
    ];
    for (const task of tasks) {
      try {
        await measured(task);
        answers.push('decoded');
      } catch (error) {
        if (error instanceof DarkslideError) answers.push(error.code);
        if (!(error instanceof DarkslideError) || error.code === 'internal') fault = `failed inside: ${String(error)}`;
      }
    }
    return { what: `${seed.name}, ${kind} ${mutant.note}`, answers, fault };
  };
}
