/** Tests whether the system reports changes in a folder: a small hidden file comes and goes, and somebody should notice. */
import { randomBytes } from 'node:crypto';
import { open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PROBE_PREFIX } from '../../../library/roots/names.ts';
import { isSilence } from '../../../library/roots/walk.ts';

/** A left-over of a process that was killed is older than this; a younger one may be another process at work. Milliseconds. */
const LEFT_OVER_MS = 60_000;

export interface ProbeOptions {
  readonly root: string;
  readonly probeMs: number;
  readonly ask: <Value>(work: () => Promise<Value>) => Promise<Value>;
  /** Monotonic milliseconds. */
  readonly elapsed: () => number;
  /** Milliseconds since 1970, to tell left-overs. */
  readonly now: () => number;
  /** Nobody wants to know any more: the probe is taken away at once. */
  readonly givenUp: AbortSignal;
}

export type Probed =
  /** It was noticed after so many milliseconds. */
  | { readonly outcome: 'noticed'; readonly ms: number }
  | { readonly outcome: 'silent' }
  /** The folder cannot be written. */
  | { readonly outcome: 'untested' };

/**
 * Writes a probe and waits for it.
 * @param listen - is called with the file's name before it is there; the function it gets is to be called when that name is reported, and what
 *   it returns ends the listening
 */
export async function probe(options: ProbeOptions, listen: (name: string, noticed: () => void) => () => void): Promise<Probed> {
  const { root, ask, elapsed, probeMs, givenUp } = options;
  await removeLeftOvers(options);
  const name = `${PROBE_PREFIX}${randomBytes(6).toString('hex')}`;
  const path = join(root, name);
  let stop: () => void = () => undefined;
  let timer: NodeJS.Timeout | undefined;
  try {
    let begun = 0;
    const noticed = new Promise<Probed>((resolve) => {
      stop = listen(name, () => {
        resolve({ outcome: 'noticed', ms: elapsed() - begun });
      });
    });
    begun = elapsed();
    const made = await ask(async () => {
      const file = await open(path, 'wx');
      await file.close();
      return true;
    }).catch(failUnlessRefused);
    if (!made) return { outcome: 'untested' };
    if (givenUp.aborted) return { outcome: 'silent' };
    const silent = new Promise<Probed>((resolve) => {
      timer = setTimeout(resolve, probeMs, { outcome: 'silent' });
      givenUp.addEventListener('abort', () => {
        resolve({ outcome: 'silent' });
      });
    });
    return await Promise.race([noticed, silent]);
  } finally {
    clearTimeout(timer);
    stop();
    await ask(async () => {
      await rm(path, { force: true });
    }).catch(ignoreGone);
  }
}

/** Permissions, a read-only or a full disk: no fault of the system's reports. */
function failUnlessRefused(error: unknown): false {
  if (isSilence(error)) throw error;
  return false;
}

async function removeLeftOvers({ root, ask, now }: ProbeOptions): Promise<void> {
  const names = await ask(async () => await readdir(root));
  for (const name of names.filter((candidate) => candidate.startsWith(PROBE_PREFIX))) {
    const path = join(root, name);
    try {
      const { mtimeMs } = await ask(async () => await stat(path));
      if (now() - mtimeMs <= LEFT_OVER_MS) continue;
      await ask(async () => {
        await rm(path, { force: true });
      });
    } catch (error) {
      if (isSilence(error)) throw error;
      // Gone, or the folder cannot be written: it stays hidden
    }
  }
}

function ignoreGone(): void {
  return undefined; // the folder went away with it, or the next start finds it as a left-over
}
