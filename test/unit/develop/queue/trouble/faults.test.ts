/** Faults of ours: one photo's is that photo's, everybody's stops the queue. */
import { expect, it } from 'vitest';
import { jobIdSchema } from '../../../../../electron/contract/ids.ts';
import { faulted, gotThrough, noFaults } from '../../../../../electron/develop/queue/trouble/faults.ts';

const id = (number: number) => jobIdSchema.parse(number);

it('a photo is tried once more, then given up', () => {
  const first = faulted(noFaults, id(1));
  expect(first.answer).toBe('try-again');
  expect(faulted(first.faults, id(1)).answer).toBe('give-up');
});

it('three photos in a row stop everything, however often each was tried', () => {
  const one = faulted(faulted(noFaults, id(1)).faults, id(1));
  const two = faulted(one.faults, id(2));
  expect(two.answer).toBe('try-again');
  expect(faulted(two.faults, id(3)).answer).toBe('stop-all');
});

it('one that gets through shows that it is the photos, and those go on being counted', () => {
  const two = faulted(faulted(noFaults, id(1)).faults, id(2));
  const after = gotThrough(two.faults, id(9));
  expect(faulted(after, id(3)).answer).toBe('try-again');
  expect(faulted(after, id(1)).answer).toBe('give-up');
  expect(faulted(gotThrough(after, id(1)), id(1)).answer).toBe('try-again');
});
