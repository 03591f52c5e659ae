/** `npm run dev`: the page with hot replacement, main and preload rebuilt on change, Electron started again after each. */
import { ensureInstalled } from './install.mjs';
import { command, Explained, inProject, say } from './project.mjs';

await command(async () => {
  await ensureInstalled();
  const { build, createServer } = await import('vite');
  const { findElectron } = await import('./find-electron.mjs');
  const { explainDisplay, explainLibraries, missingLibraries } = await import('./system.mjs');
  const { runElectron, sayIfUnsandboxed } = await import('./run-electron.mjs');
  const electron = await findElectron();
  const missing = missingLibraries(electron.executable);
  if (missing.length > 0) throw new Explained(explainLibraries(missing));
  const noDisplay = explainDisplay();
  if (noDisplay !== null) throw new Explained(noDisplay);
  sayIfUnsandboxed();

  const server = await createServer({ configFile: inProject('vite.renderer.config.mts') });
  await server.listen();
  const address = server.httpServer.address();
  // main reads this name; without it the page comes from dist/ and its policy allows no server.
  const env = { ...process.env, DARKSLIDE_DEV_SERVER: `http://127.0.0.1:${address.port}` };
  const app = restarter(() => runElectron(electron.executable, process.argv.slice(2), env));

  const watchers = [];
  for (const name of ['preload', 'main']) {
    const watcher = await build({ configFile: inProject(`vite.${name}.config.mts`), logLevel: 'warn', build: { watch: {} } });
    watchers.push(watcher);
    await firstBuild(watcher, name);
    watcher.on('event', (event) => {
      if (event.code === 'BUNDLE_END') app.restart(name);
    });
  }
  const code = await app.run();
  await Promise.all([server.close(), ...watchers.map((watcher) => watcher.close())]);
  return code;
});

/** Waits until the bundle exists; a mistake in the code is shown and waited for. */
async function firstBuild(watcher, name) {
  await new Promise((resolve) => {
    const listen = (event) => {
      if (event.code === 'ERROR') say(`${name}: ${event.error.message}`);
      if (event.code === 'END') resolve();
    };
    watcher.on('event', listen);
  });
}

/** Keeps one Electron running: `restart` ends it and the loop starts the next; closing the window ends the loop. */
function restarter(start) {
  let current = null;
  let again = false;
  return {
    restart(name) {
      if (current === null) return;
      say(`${name} changed: starting again`);
      again = true;
      current.child.kill();
    },
    async run() {
      let code;
      do {
        again = false;
        current = start();
        code = await current.ended;
      } while (again);
      return code;
    },
  };
}
