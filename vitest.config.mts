/** Two layers of tests: `unit` (pure, fast, no disk) and `integration` (real files, real HTTP on loopback, real database). */
import { availableParallelism } from 'node:os';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take the longest, the longest first: begun last they would leave a core without work at the end. */
const SLOW = [
  'faults/torture',
  'command/lost',
  'faults/state-matrix',
  'command/cli',
  'command/ended',
  'command/hand-over',
  'command/watch',
  'faults/torture-watch',
];

class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const place = SLOW.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
      return place === -1 ? SLOW.length : place;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  plugins: [react()],
  test: {
    passWithNoTests: false,
    sequence: { sequencer: SlowFirst },
    // Most of the tests wait for files, processes and answers: with one worker on two cores a core would idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/unit/**/*.test.{ts,tsx,mjs}'], testTimeout: 20_000 } },
      {
        extends: true,
        test: { name: 'integration', include: ['test/integration/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 },
      },
    ],
  },
});
