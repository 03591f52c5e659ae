/** `npm start`: from a fresh clone to an open window; everything that is already done is not done again. */
import { existsSync } from 'node:fs';
import { ensureInstalled } from './install.mjs';
import { command, Explained, inProject, say } from './project.mjs';

await command(async () => {
  await ensureInstalled();
  // These need the installed packages, so they are loaded only now.
  const { ensureBundles } = await import('./bundles.mjs');
  const { findElectron } = await import('./find-electron.mjs');
  const { explainDisplay, explainLibraries, explainSandbox, missingLibraries } = await import('./system.mjs');
  const { runElectron, sayIfUnsandboxed } = await import('./run-electron.mjs');
  await ensureBundles();
  const program = inProject('dist', 'main', 'main.cjs');
  if (!existsSync(program)) throw new Explained(`${program} is missing, so there is no app to open.`);
  const electron = await findElectron();
  const missing = missingLibraries(electron.executable);
  if (missing.length > 0) throw new Explained(explainLibraries(missing));
  const noDisplay = explainDisplay();
  if (noDisplay !== null) throw new Explained(noDisplay);
  sayIfUnsandboxed();
  const started = Date.now();
  const code = await runElectron(electron.executable, process.argv.slice(2)).ended;
  const brokeDown = code !== 0 && Date.now() - started < 5_000;
  const hint = brokeDown ? explainSandbox(electron.folder) : null;
  if (hint !== null) say(hint);
  return code;
});
