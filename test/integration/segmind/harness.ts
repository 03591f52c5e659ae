/** What the tests of the service share: its parts built as the app builds them, with times short enough to wait for. */
import { modelSchema } from '../../../electron/contract/model.ts';
import type { Model } from '../../../electron/contract/model.ts';
import { createSegmindService } from '../../../electron/segmind/client.ts';
import type { Timings } from '../../../electron/segmind/context.ts';
import type { RunOutcome, SegmindService } from '../../../electron/segmind/service.ts';
import faceswapperData from '../../../resources/models/sd2.1-faceswapper.json';
import turboData from '../../../resources/models/stable-diffusion-3-turbo-img2img.json';
import type { FaultServer } from '../../helpers/fault-server.ts';

export const KEY = 'SG_0123456789abcdef';
export const turbo: Model = modelSchema.parse(turboData);
/** The main model by the asking way: the same body, the other transport. */
export const turboV2: Model = { ...turbo, transport: 'v2' };
export const faceswapper: Model = modelSchema.parse(faceswapperData);

/** Long enough to be told from a picture, and starting like one. */
export const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(4000, 7), Buffer.from([0xff, 0xd9])]);
export const png = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.alloc(4000, 7)]);

/** Milliseconds. */
export const quick: Timings = {
  http: { connect: 2_000, upload: 1_000, answer: 1_000, idle: 400, body: 1_200 },
  pollFirst: 5,
  pollMost: 20,
  pollGrowth: 1.5,
  pollDeadline: 400,
  pollMissing: 3,
  downloadTries: 3,
};

/** For what takes its time on a busy computer and is not about time, milliseconds. */
export const patient: Timings = {
  ...quick,
  http: { connect: 20_000, upload: 20_000, answer: 20_000, idle: 20_000, body: 20_000 },
};

export function serviceAt(baseUrl: URL, timings: Timings = quick): SegmindService {
  return createSegmindService({ baseUrl, version: '9.9.9', timings });
}

/** Runs one photo and gives back how it ended, with the numbers that were handed to the ledger. */
export async function develop(
  server: Pick<FaultServer, 'url'>,
  options: { model?: Model; picture?: Uint8Array; signal?: AbortSignal; timings?: Timings; key?: string } = {},
): Promise<{ outcome: RunOutcome; accepted: string[] }> {
  const accepted: string[] = [];
  const outcome = await serviceAt(server.url, options.timings).run(
    {
      model: options.model ?? turbo,
      pictures: { image: options.picture ?? jpeg },
      parameters: { prompt: 'evening light', strength: 0.5 },
      format: 'jpeg',
    },
    options.key ?? KEY,
    {
      accepted: async (requestId) => {
        await Promise.resolve();
        accepted.push(requestId);
      },
    },
    options.signal ?? new AbortController().signal,
  );
  return { outcome, accepted };
}

/** "unsure no-answer", "refused wait offline", "picture": what counts for the ledger. */
export function short(outcome: RunOutcome): string {
  switch (outcome.type) {
    case 'picture':
      return 'picture';
    case 'refused':
      return `refused ${outcome.consequence} ${outcome.problem.code}`;
    case 'unsure':
    case 'spoiled':
      return `${outcome.type} ${outcome.problem.code}`;
  }
}
