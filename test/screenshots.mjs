/** `npm run screenshots`: makes the pictures of resources/screenshots again, from the built app in a real window. */
import { mkdirSync } from 'node:fs';
import { ensureInstalled } from '../electron/launch/install.mjs';
import { command, Explained, inProject, say } from '../electron/launch/project.mjs';

await command(async () => {
  await ensureInstalled();
  const { ensureBundles } = await import('../electron/launch/bundles.mjs');
  const { onGround, prepareGround } = await import('./helpers/e2e-ground.mjs');
  const { runStep, tail } = await import('./helpers/run-step.mjs');
  await ensureBundles();
  const ground = await prepareGround();
  if (ground.impossible !== null) throw new Explained(ground.impossible);
  for (const notice of ground.notices) say(notice);
  mkdirSync(inProject('resources', 'screenshots'), { recursive: true });
  const cli = inProject('node_modules', '@playwright', 'test', 'cli.js');
  const words = ['test', '-c', 'test/e2e/screenshots.config.ts', '--reporter=list', ...process.argv.slice(2)];
  const { program, args, env, tidy } = onGround(ground, process.execPath, [cli, ...words]);
  try {
    const { code, log } = await runStep('screenshots', program, args, env);
    console.log(tail(log));
    return code;
  } finally {
    tidy();
  }
});
