/** A program that owns a pool and is busy with it, to be killed by a test. Its argument: the process that decodes, and the photos. */
import { createImagePool } from '../../electron/images/pool/pool.ts';
import { forkNode } from '../../electron/processes/fork-node.ts';

const { file, paths } = JSON.parse(process.argv.at(-1) ?? '') as { file: string; paths: string[] }; // the test's own words
const pool = createImagePool({
  file,
  size: paths.length,
  spawn: (plan) => {
    const child = forkNode(plan);
    child.onMessage(() => {
      console.log(`ready ${String(child.pid())}`);
    });
    return child;
  },
});
for (const path of paths) void pool.hash(path).catch(() => undefined);
