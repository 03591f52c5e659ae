/** How a rule stands, by what its parts said last. */
import { describe, expect, it } from 'vitest';
import { problem } from '../../../../electron/contract/errors.ts';
import { healthOf, type Standing } from '../../../../electron/watch/engine/standing.ts';

const watching: Standing = {
  ...{ mode: 'native', suspended: null, refused: null, hold: null, polling: null, isScanning: false, since: 1 },
  ...{ lastReachedAt: 2, lastEventAt: 3, lastScanAt: 4, probeMs: 5 },
};

describe('the standing of a rule', () => {
  it.each<[string, Partial<Standing>]>([
    ['watching', {}],
    ['polling', { mode: 'polling', polling: problem('watch-network') }],
    ['scanning', { isScanning: true }],
    ['starting', { mode: 'starting', lastScanAt: null }],
    ['starting', { lastScanAt: null }],
    ['paused', { hold: problem('watch-hours'), isScanning: true }],
    ['failed', { refused: problem('model-retired'), hold: problem('watch-hours') }],
    ['suspended', { suspended: problem('root-missing'), refused: problem('model-retired'), hold: problem('watch-hours') }],
  ])('is %s', (state, change) => {
    expect(healthOf({ ...watching, ...change }).state).toBe(state);
  });

  it('says why', () => {
    expect(healthOf({ ...watching, mode: 'polling', polling: problem('watch-network') }).problem?.code).toBe('watch-network');
    expect(healthOf({ ...watching, suspended: problem('root-missing') }).problem?.code).toBe('root-missing');
    expect(healthOf(watching).problem).toBeNull();
  });
});
