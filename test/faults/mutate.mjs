/**
 * `npm run mutate -- --count 2000 --seed 1`: pictures of all formats with flipped bytes, cut, with lying headers, huge dimensions and
 * parts of each other, through the app's own workers. Ends with 1 where the app crashed, hung, failed inside, or would have paid for a
 * picture that strict independent decoders call damaged. `--only WORD` takes seeds or mutations by name, `--keep FOLDER` keeps the files
 * with faults, `--oracle developed` asks the other decoders only about what was developed.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from '../../electron/launch/install.mjs';
import { command, inProject } from '../../electron/launch/project.mjs';

/** Milliseconds without a word: the main process itself hangs. A file takes a second or two, making the samples a minute on a busy machine. */
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
  const { module } = await runnerImport(inProject('test', 'faults', 'mutate', 'play.ts'), {
    root: inProject(),
    logLevel: 'warn',
  });
  const code = await module.play(words, (at) => process.send?.({ at }));
  process.send?.({ finished: true });
  process.disconnect?.();
  return code;
}
