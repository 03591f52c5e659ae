/** Sorting photos before a run: what is sent, what is done before, what cannot go. */
import type { OpenWork } from '../../../../../electron/develop/ledger/job-row.ts';
import { describe, expect, it } from 'vitest';
import type { JobId, PhotoId, ResultId } from '../../../../../electron/contract/ids.ts';
import type { Model } from '../../../../../electron/contract/model.ts';
import type { Recipe } from '../../../../../electron/contract/recipe.ts';
import { identityOf } from '../../../../../electron/develop/results/identity.ts';
import { recipeProblem, sizeProblem, sortForRun } from '../../../../../electron/develop/queue/orders/quote.ts';
import type { PhotoRow } from '../../../../../electron/library/catalogue.ts';

const limits = { minSide: 64, minPixels: 4096, maxPixels: 9_437_184, maxRequestBytes: 10_485_760, maxAspect: 2.5 };
const model: Model = {
  slug: 'm',
  title: 'M',
  kind: 'photo-to-photo',
  summary: 's',
  priceUsd: 0.08,
  latencySeconds: 10,
  transport: 'v1',
  inputs: [{ field: 'image', title: 'Photo' }],
  fixed: {},
  parameters: {
    properties: { prompt: { type: 'string', title: 'Prompt', minLength: 1, 'x-ui': { control: 'prompt' } } },
    required: ['prompt'],
  },
  formatField: null,
  limits,
  successor: null,
};
const recipe: Recipe = { title: '', model: 'm', parameters: { prompt: 'x' }, format: 'jpeg', longSide: 1536, name: '{name}' };

function photo(id: number, facts: Partial<PhotoRow> = {}): PhotoRow {
  return {
    id: id as PhotoId, // ids are branded numbers; a test makes its own
    path: `/p/${String(id)}.jpg`,
    bytes: 1,
    modified_ms: 1,
    content_hash: null,
    format: 'jpeg',
    width: 3000,
    height: 2000,
    taken_at: null,
    taken_read: true,
    looked: true,
    problem: null,
    about: null,
    added_at: 1,
    missing: false,
    companions: [],
    ...facts,
  };
}

describe('which photos go out', () => {
  const sort = (rows: PhotoRow[], done: [string, number][] = [], open: [number, OpenWork][] = []) =>
    sortForRun({
      rows,
      recipe,
      model,
      simulated: false,
      others: [],
      pixels: new Map([
        ...rows.flatMap((row) => (row.content_hash === null ? [] : [[row.content_hash, row.content_hash] as const])),
      ]),
      doneResults: new Map(done.map(([hash, id]) => [identityOf([hash], recipe, false), id as ResultId])), // branded as above
      underWay: new Map(open.map(([photoId, work]) => [photoId as PhotoId, work])), // branded as above
      neverSent: () => null,
      seen: new Set(),
    });

  const waiting: OpenWork = { job: 9 as JobId, waits: true }; // branded as above
  const out: OpenWork = { ...waiting, waits: false };

  it('lets a photo that waits take the result of its copy, and leaves one alone that is out or in doubt', () => {
    const rows = [photo(1, { content_hash: 'done' }), photo(2, { content_hash: 'done' })];
    const sorted = sort(
      rows,
      [['done', 7]],
      [
        [1, waiting],
        [2, out],
      ],
    );
    expect(sorted.underWay.map((row) => row?.id)).toEqual([1]);
    expect(sorted.doneBefore.map((done) => done.row?.id)).toEqual([2]);
    expect(sorted.send).toEqual([]);
  });

  it('sends what is new, takes what is done, leaves what is under way', () => {
    const sorted = sort([photo(1), photo(2, { content_hash: 'done' }), photo(3)], [['done', 7]], [[3, out]]);
    expect(sorted.send.map((row) => row?.id)).toEqual([1]);
    expect(sorted.doneBefore.map((done) => [done.row?.id, done.resultId])).toEqual([[2, 7]]);
    expect(sorted.underWay.map((row) => row?.id)).toEqual([3]);
  });

  it('pays once for two files with the same content', () => {
    const sorted = sort([photo(1, { content_hash: 'same' }), photo(2, { content_hash: 'same' })]);
    expect(sorted.send.map((row) => row?.id)).toEqual([1]);
  });

  it('refuses what is not there or does not fit, each with its reason', () => {
    const sorted = sort([photo(1, { missing: true }), photo(2, { width: 50 }), photo(3, { width: 6000 })]);
    expect(sorted.refused.map((refused) => refused.problem.code)).toEqual([
      'file-missing',
      'picture-too-small',
      'picture-too-long',
    ]);
  });
});

describe('limits', () => {
  it('allows exactly 2.5 to 1 and 64 pixels', () => {
    expect(sizeProblem({ width: 2500, height: 1000 }, limits)).toBeNull();
    expect(sizeProblem({ width: 1000, height: 2501 }, limits)?.code).toBe('picture-too-long');
    expect(sizeProblem({ width: 64, height: 64 }, limits)).toBeNull();
    expect(sizeProblem({ width: 63, height: 100 }, limits)?.code).toBe('picture-too-small');
  });
});

describe('a recipe that cannot be sent', () => {
  it('is said before anything is sent', () => {
    expect(recipeProblem(recipe, [model])).toBeNull();
    expect(recipeProblem({ ...recipe, model: 'gone' }, [model])?.code).toBe('model-unknown');
    expect(recipeProblem({ ...recipe, name: '{oops}' }, [model])?.message).toContain('{oops}');
    expect(recipeProblem({ ...recipe, parameters: {} }, [model])?.code).toBe('bad-input');
  });
});
