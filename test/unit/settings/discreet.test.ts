/** The log says what went wrong and where in the program, and nothing of whose photos and words it was about. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DarkslideError } from '../../../electron/contract/errors.ts';
import { describeThrown, withoutPrivate } from '../../../electron/settings/discreet.ts';
import { createLog } from '../../../electron/settings/log.ts';
import { createRedactor } from '../../../electron/settings/redact.ts';

const secrets = ['ann', 'Wedding', 'IMG_0042', 'golden', 'evening', 'SG_0123456789abcdef'];
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'darkslide-log-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** What the log holds after this was thrown. */
function logged(thrown: unknown, line = 'A photo could not be prepared', isFull = false): string {
  const redactor = createRedactor();
  redactor.hide('SG_0123456789abcdef');
  const log = createLog({ folder: mkdtempSync(join(folder, 'l-')), clean: redactor.clean, now: () => 0, isFull });
  log.warn(line, thrown);
  return readFileSync(log.file, 'utf8');
}

async function caught(work: () => unknown): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

const path = '/home/ann/My Wedding/IMG_0042 b.jpg';

describe('the log', () => {
  it.each<[string, () => unknown, string]>([
    ['a file that is not there', async () => await readFile(path), 'ENOENT'],
    [
      'a sentence that begins with a path',
      () => {
        throw new TypeError(`${path} is larger than a file of ours can be`);
      },
      'TypeError',
    ],
    [
      'a path of Windows',
      () => {
        throw new Error('could not open D:\\ann\\My Wedding\\IMG_0042.jpg now');
      },
      'could not open',
    ],
    [
      'a share',
      () => {
        throw new Error('lost \\\\server\\ann\\Wedding');
      },
      'lost',
    ],
    [
      'a parser that quotes',
      () => {
        JSON.parse('golden evening, by ann');
      },
      'SyntaxError',
    ],
    [
      'a schema',
      () => {
        z.object({ a: z.literal('x') }).parse({ a: 'golden evening' });
      },
      'ZodError',
    ],
    [
      'a sentence about a photo',
      () => {
        throw new DarkslideError('copy-in-doubt', 'The same photo, IMG_0042.jpg, may be charged.');
      },
      'copy-in-doubt',
    ],
    [
      'what the service said',
      () => {
        throw new DarkslideError('request-rejected', 'prompt: golden evening is not allowed');
      },
      'request-rejected',
    ],
    [
      'a cause of a cause',
      () => {
        const cause = new Error('because', { cause: Object.assign(new Error(`EACCES: '${path}'`), { path, code: 'EACCES' }) });
        throw new Error('first', { cause });
      },
      'EACCES',
    ],
    [
      'an object',
      () => {
        const thrown = { prompt: 'golden evening', path, key: 'SG_0123456789abcdef' };
        throw Object.assign(Object.create(null) as Error, thrown); // it is no Error: other people's code throws what it likes
      },
      '',
    ],
    [
      'a header',
      () => {
        throw new Error('x-api-key: SG_0123456789abcdef');
      },
      'x-api-key',
    ],
  ])('of %s says what happened, and nothing private', async (_what, work, told) => {
    const text = logged(await caught(work));
    expect(text).toContain(told);
    for (const secret of secrets) expect(text).not.toContain(secret);
  });

  it('says where in the program, by the names of its own files', async () => {
    const text = describeThrown(
      await caught(() => {
        throw new Error('no');
      }),
    );
    expect(text).toMatch(/discreet\.test\.ts:\d+:\d+/);
    expect(text).not.toContain(process.cwd());
  });

  it('takes the same out of its own lines', () => {
    expect(withoutPrivate(`Folder ${path} is gone`)).toBe('Folder [path]');
    expect(withoutPrivate('The command "develop" stopped at 3/4, https://api.segmind.com/v1')).toContain(
      '"develop" stopped at 3/4, https://api',
    );
  });

  it('says paths to whoever asked for a full log, and the key to nobody', () => {
    const text = logged(new Error(`${path} SG_0123456789abcdef`), 'line', true);
    expect(text).toContain('My Wedding');
    expect(text).not.toContain('SG_0123');
  });
});
