/** `npm run fault-matrix`: every way in which the service can fail one photo, over HTTP through the money path, as a table. Ends with 1 where a cell has a fault. */
import { ensureInstalled } from '../../electron/launch/install.mjs';
import { command, inProject } from '../../electron/launch/project.mjs';

await command(async () => {
  await ensureInstalled();
  const { runnerImport } = await import('vite');
  const load = async (file) =>
    (await runnerImport(inProject('test', 'faults', 'matrix', file), { root: inProject(), logLevel: 'warn' })).module;
  const { allCells } = await load('cells.ts');
  const { runCells, summaryOf, tableOf } = await load('matrix.ts');
  const started = performance.now();
  const findings = await runCells(allCells());
  console.log(tableOf(findings));
  console.log('');
  console.log(`${summaryOf(findings)}, ${((performance.now() - started) / 1000).toFixed(0)} s`);
  return findings.every((finding) => finding.faults.length === 0) ? 0 : 1;
});
