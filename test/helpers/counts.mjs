/** Reads how many tests passed, failed and were skipped from what vitest and Playwright report. Pure. */

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/**
 * @param {number} code the exit code of vitest
 * @param {any} report its JSON report; null: it wrote none
 * @returns {Counts}
 */
export function countVitest(code, report) {
  if (report === null) return { passed: 0, failed: 1, skipped: 0 };
  // A file that cannot be loaded has no tests in it, and is a failure all the same.
  const broken = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
  const counts = {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken,
    skipped: report.numPendingTests + report.numTodoTests,
  };
  return notSilent(code, counts);
}

/**
 * @param {number} code the exit code of Playwright
 * @param {any} report its JSON report; null: it wrote none
 * @returns {Counts}
 */
export function countPlaywright(code, report) {
  if (report === null) return { passed: 0, failed: 1, skipped: 0 };
  const { expected, unexpected, flaky, skipped } = report.stats;
  // A test that passes only when tried again has failed. An error outside the tests is one failure.
  const counts = { passed: expected, failed: unexpected + flaky + report.errors.length, skipped };
  return notSilent(code, counts);
}

/** A runner that ends badly without a failed test (an unhandled rejection, no tests at all) counts as one failure. */
function notSilent(code, counts) {
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

/** @param {Counts[]} all */
export function sum(all) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const { passed, failed, skipped } of all) {
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
  }
  return total;
}
