/** Amounts as everybody reads them. */
import { describe, expect, it } from 'vitest';
import { dollars } from '../../../electron/contract/dollars.ts';

describe('dollars', () => {
  it.each([
    [0, '$0.00'],
    [0.08, '$0.08'],
    [0.3, '$0.30'],
    [0.1 + 0.2, '$0.30'],
    [0.0076, '$0.0076'],
    [0.005, '$0.005'],
    [0.0228, '$0.0228'],
    [12, '$12.00'],
    [1240.5, '$1,240.50'],
    [-0.4, '−$0.40'],
    [-0.000_001, '$0.00'],
  ])('%d is %s', (usd, words) => {
    expect(dollars(usd)).toBe(words);
  });
});
