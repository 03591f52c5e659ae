/**
 * A picture of its own that a fresh process looks at, prepares and finishes before anybody's: the decoder's code is compiled while it runs for the
 * first times, and the first photo of a watched folder would wait half a second for it, with all that come behind it.
 */
import sharp from 'sharp';
import type { ModelLimits } from '../../contract/model.ts';
import { finish } from '../finish.ts';
import { prepareRead } from '../prepare.ts';
import type { FileStamp, ResultMark } from '../tasks.ts';
import { verifyRead } from '../verify.ts';

/** From then on a picture takes about as long as any later one. */
const ROUNDS = 10;
/** A slow computer stops earlier: the first photo is due in less than two seconds. Milliseconds. */
const MOST_MS = 800;
/** Pixels. Large enough that it is shrunk while it is read, as photos are. */
const SIDES = { width: 600, height: 400 } as const;
const LONG_SIDE = 480;

const limits: ModelLimits = { minSide: 64, minPixels: 4_096, maxPixels: 2 ** 24, maxRequestBytes: 2 ** 24, maxAspect: 2.5 };
const stamp: FileStamp = { size: 0, modified: 0, changed: 0, inode: 0 };
const mark: ResultMark = {
  ...{ recipe: '', model: '', prompt: '', strength: null, originalHash: null, simulated: true },
  work: null,
};

/** Goes through all that a photo of a watched folder goes through. Nothing of it is kept. */
export async function rehearse(): Promise<void> {
  const noise = { type: 'gaussian', mean: 128, sigma: 30 } as const;
  const bytes = await sharp({ create: { ...SIDES, channels: 3, background: '#808080', noise } })
    .withExif({ IFD0: { Model: 'Darkslide' } })
    .jpeg()
    .toBuffer();
  const until = performance.now() + MOST_MS;
  for (let round = 0; round < ROUNDS && performance.now() < until; round += 1) {
    await verifyRead({ bytes, stamp }, '');
    const prepared = await prepareRead({ bytes, stamp }, '', { longSide: LONG_SIDE, limits });
    await finish(prepared.bytes, 'jpeg', mark);
  }
}
