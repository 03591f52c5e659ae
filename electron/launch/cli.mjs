/** `npm run -s cli`: the command line on plain Node. What has to be installed or built is done first, said on stderr only. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { ensureBundles } from './bundles.mjs';
import { ensureInstalled } from './install.mjs';
import { command, Explained, inProject } from './project.mjs';

/** How often it is looked whether npm is still there, milliseconds. */
const LOOK_EVERY_MS = 500;

await command(async () => {
  await ensureInstalled();
  await ensureBundles({ only: ['main'] });
  const program = inProject('dist', 'main', 'cli.cjs');
  if (!existsSync(program)) throw new Explained(`${program} is missing: npm run build -- --force makes it.`);
  // npm moves to the project's folder, but the files that a person names are seen from where the command was typed.
  const typedIn = process.env.INIT_CWD;
  if (typedIn && ['cli', 'simulate'].includes(process.env.npm_lifecycle_event ?? '')) process.chdir(typedIn);
  process.argv = [process.execPath, program, ...process.argv.slice(2)];
  process.setSourceMapsEnabled(true);
  endWithLauncher();
  // In this very process, so that signals and the exit code are the program's own.
  createRequire(import.meta.url)(program);
});

/** npm that is ended by a signal does not always hand it on: its command would go on with nobody to end it, so it takes that as the same wish. */
function endWithLauncher() {
  const launcher = process.ppid;
  if (process.env.npm_lifecycle_event === undefined || launcher <= 1) return;
  const timer = setInterval(() => {
    if (process.ppid === launcher) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, LOOK_EVERY_MS);
  timer.unref();
}
