/**
 * `npm run scenarios`: files come, go and change under a watched folder as other programs make them, each scenario with the system's reports
 * and again by polling. `-- --only WORDS` plays those whose name contains them, `--mode native|polling` one way only, `--at-once N`.
 */
import { ensureInstalled } from '../../electron/launch/install.mjs';
import { command, inProject } from '../../electron/launch/project.mjs';

await command(async () => {
  await ensureInstalled();
  const { ensureBundles } = await import('../../electron/launch/bundles.mjs');
  await ensureBundles({ only: ['main'] });
  const { runnerImport } = await import('vite');
  const { module } = await runnerImport(inProject('test', 'faults', 'watch', 'play.ts'), { root: inProject(), logLevel: 'warn' });
  return module.play(process.argv.slice(2), inProject('dist', 'main', 'watch-process.cjs'));
});
