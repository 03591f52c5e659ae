/** What a lost task says of its picture, and what a process that decodes may say at all. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { errorTexts, type ErrorCode } from '../../../../electron/contract/errors.ts';
import { judge, type LostTask } from '../../../../electron/images/pool/lost.ts';
import { speaksOfPicture } from '../../../../electron/images/pool/protocol.ts';
import { defaultMemoryLimit, imagePlan } from '../../../../electron/images/pool/spawn.ts';

const first: LostTask = { task: 'prepare', losses: 1, wasFresh: true };
const ended = { kind: 'ended', why: 'SIGKILL' } as const;
const memory = { kind: 'memory', limitBytes: 2.5 * 1024 ** 3 } as const;

describe('a task whose process was lost', () => {
  it('is tried again once: the first end may be anybody’s doing', () => {
    expect(judge(ended, first)).toBe('again');
    expect(judge(ended, { ...first, losses: 2 })).toMatchObject({ code: 'picture-corrupt' });
  });

  it('is not tried again where the process had time and memory for itself', () => {
    expect(judge({ kind: 'late', limitMs: 60_000 }, first)).toMatchObject({
      code: 'picture-corrupt',
      message: 'Reading this picture took more than 60 s.',
    });
    expect(judge(memory, first)).toMatchObject({
      code: 'picture-too-large',
      message: 'Reading this picture took more than 2.5 GB of memory.',
    });
  });

  it('is tried again in a fresh process where pictures before it had left memory behind', () => {
    expect(judge(memory, { ...first, wasFresh: false })).toBe('again');
    expect(judge(memory, { ...first, wasFresh: false, losses: 2 })).toMatchObject({ code: 'picture-too-large' });
  });

  it('keeps paid bytes whatever happened', () => {
    for (const loss of [ended, memory, { kind: 'late', limitMs: 1 } as const])
      expect(judge(loss, { task: 'finish', losses: 2, wasFresh: true })).toMatchObject({
        code: 'store-failed',
        message: errorTexts['store-failed'].sentence,
      });
  });
});

describe('what a process that decodes may say', () => {
  const room = resolve(import.meta.dirname, '../../../../electron/images');
  const thrown = readdirSync(room, { recursive: true, withFileTypes: false })
    .map(String)
    .filter((file) => file.endsWith('.ts') && !file.startsWith('pool'))
    .flatMap((file) => [...readFileSync(join(room, file), 'utf8').matchAll(/DarkslideError\([^)]*?'([a-z-]+)'/g)])
    .map(([, code]) => code as ErrorCode); // the compiler checks it where it stands

  it('is every code of this room', () => {
    expect(thrown.length).toBeGreaterThan(20);
    expect(thrown.filter((code) => code !== 'internal' && !speaksOfPicture(code))).toEqual([]);
  });

  it('is nothing about money, the key or the queue', () => {
    const others: ErrorCode[] = ['credits-exhausted', 'key-rejected', 'no-answer', 'ledger-lost', 'store-failed', 'cancelled'];
    expect(others.filter(speaksOfPicture)).toEqual([]);
  });
});

describe('what a process that decodes is given', () => {
  it('has at most 4 GB, and leaves a small computer something', () => {
    expect(defaultMemoryLimit(64 * 1024 ** 3)).toBe(4 * 1024 ** 3);
    expect(defaultMemoryLimit(4 * 1024 ** 3)).toBeLessThan(2.5 * 1024 ** 3);
  });

  it('has no variable that could be secret', () => {
    const allowed = ['SystemRoot', 'windir', 'TEMP', 'TMP', 'ELECTRON_RUN_AS_NODE'];
    expect(Object.keys(imagePlan('entry', 1).environment).filter((name) => !allowed.includes(name))).toEqual([]);
  });
});
