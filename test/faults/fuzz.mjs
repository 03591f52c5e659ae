/**
 * `npm run fuzz -- --seconds 120`: what a hostile page, a hostile service and hostile files can say to the app, for so long. Every call with wrong types,
 * huge values and names of prototypes, from other senders and after the window has closed; addresses of both schemes; pasted and dragged text;
 * answers of the service; damaged files of every format. Ends with 1 where the app crashed, hung, failed inside or gave away what it must
 * not. `--seed N` repeats a run.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from '../../electron/launch/install.mjs';
import { command, inProject } from '../../electron/launch/project.mjs';

/** Milliseconds without a word: the main process itself hangs. */
const SILENCE = 180_000;
const inside = '--inside';

await command(async () => {
  const words = process.argv.slice(2);
  if (words.includes(inside)) return await runHere(words.filter((word) => word !== inside));
  await ensureInstalled();
  const { ensureBundles } = await import('../../electron/launch/bundles.mjs');
  await ensureBundles({ only: ['main'] });
  return await supervise(words);
});

/** The app's parts live in a process of their own, so that their crash is seen and named. */
async function supervise(words) {
  const child = fork(fileURLToPath(import.meta.url), [inside, ...words], { stdio: 'inherit' });
  let at = 'the start';
  let isFinished = false;
  let hung = false;
  let timer;
  const listen = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      hung = true;
      child.kill('SIGKILL');
    }, SILENCE);
  };
  listen();
  child.on('message', (message) => {
    listen();
    if (message.finished === true) isFinished = true;
    else at = message.at;
  });
  const { code, signal } = await new Promise((resolve) => {
    child.on('exit', (code, signal) => resolve({ code, signal }));
  });
  clearTimeout(timer);
  if (isFinished) return code ?? 1;
  if (!hung && (signal === 'SIGTERM' || signal === 'SIGINT')) {
    console.log(`stopped at ${at}`);
    return 1;
  }
  console.log(hung ? `THE APP HUNG at ${at}` : `THE APP CRASHED (${signal ?? `exit code ${code}`}) at ${at}`);
  return 1;
}

async function runHere(words) {
  const { runnerImport } = await import('vite');
  const { module } = await runnerImport(inProject('test', 'faults', 'fuzz', 'play.ts'), {
    root: inProject(),
    logLevel: 'warn',
  });
  const code = await module.play(words, (at) => process.send?.({ at }));
  process.send?.({ finished: true });
  process.disconnect?.();
  return code;
}
