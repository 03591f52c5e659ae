/** The last line of a test run must not be better than the run. */
import { describe, expect, it } from 'vitest';
import { countPlaywright, countVitest, sum } from '../../helpers/counts.mjs';

const vitestReport = { numPassedTests: 5, numFailedTests: 0, numPendingTests: 1, numTodoTests: 1, testResults: [] };
const playwrightReport = { stats: { expected: 4, unexpected: 0, flaky: 0, skipped: 2 }, errors: [] };

describe('what vitest reports', () => {
  it('is counted as it is', () => {
    expect(countVitest(0, vitestReport)).toEqual({ passed: 5, failed: 0, skipped: 2 });
    expect(countVitest(1, { ...vitestReport, numFailedTests: 2 })).toEqual({ passed: 5, failed: 2, skipped: 2 });
  });

  it('has a failure for each file that could not be loaded', () => {
    const testResults = [
      { status: 'failed', assertionResults: [] },
      { status: 'failed', assertionResults: [{}] },
    ];
    expect(countVitest(1, { ...vitestReport, numFailedTests: 1, testResults }).failed).toBe(2);
  });

  it('has a failure where vitest ended badly without one, or wrote nothing', () => {
    expect(countVitest(1, vitestReport).failed).toBe(1);
    expect(countVitest(137, null)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});

describe('what Playwright reports', () => {
  it('is counted as it is', () => {
    expect(countPlaywright(0, playwrightReport)).toEqual({ passed: 4, failed: 0, skipped: 2 });
  });

  it('has a failure for what passed only when tried again, and for errors outside tests', () => {
    const stats = { ...playwrightReport.stats, flaky: 1 };
    expect(countPlaywright(0, { stats, errors: [{}] }).failed).toBe(2);
    expect(countPlaywright(1, playwrightReport).failed).toBe(1);
    expect(countPlaywright(1, null).failed).toBe(1);
  });
});

it('the sum is over all layers', () => {
  const one = { passed: 1, failed: 2, skipped: 3 };
  expect(sum([one, one])).toEqual({ passed: 2, failed: 4, skipped: 6 });
});
