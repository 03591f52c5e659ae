/** What is said of files that come in. */
import { expect, it } from 'vitest';
import { intakeWords } from '../../../../renderer/app/intake-words.ts';

const counts = { found: 0, looked: 0, toLook: 0, unusable: 0 };

it.each([
  [{ ...counts, state: 'idle' }, ''],
  [{ ...counts, state: 'listing' }, 'Looking for photos'],
  [{ ...counts, state: 'listing', found: 12_400 }, 'Looking for photos: 12,400 photos found'],
  [{ ...counts, state: 'looking', found: 5, looked: 2, toLook: 3 }, 'Looking into files: 2 of 5'],
  [{ ...counts, state: 'looking', looked: 2, toLook: 3, unusable: 1 }, 'Looking into files: 2 of 5, 1 cannot be used'],
  [{ ...counts, state: 'paused', looked: 2, toLook: 1_200 }, 'Paused. Looked into 2 of 1,202'],
] as const)('%j', (intake, words) => {
  expect(intakeWords(intake)).toBe(words);
});
