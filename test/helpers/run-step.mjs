/** Runs one program of a test run: everything it says goes to a file, and its end is shown where it failed. */
import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../electron/launch/project.mjs';

/** Logs and reports of the latest run; ignored by git. */
export const resultsFolder = join(root, 'test-results');

/** Longer than any layer takes on a slow machine; a run that hangs is a failure with a log, not a silence. */
const limitMs = 30 * 60_000;

/**
 * @param {string} name of the log file
 * @param {string} program
 * @param {string[]} args
 * @returns {Promise<{ code: number, log: string }>} `log`: the path of the file
 */
export async function runStep(name, program, args, env = process.env) {
  mkdirSync(resultsFolder, { recursive: true });
  const log = join(resultsFolder, `${name}.log`);
  const file = createWriteStream(log);
  const code = await new Promise((resolve, reject) => {
    // In a group of its own, so that everything it started ends with it.
    const child = spawn(program, args, {
      cwd: root,
      env: { ...env, FORCE_COLOR: '0', NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
    });
    child.stdout.pipe(file, { end: false });
    child.stderr.pipe(file, { end: false });
    const limit = setTimeout(() => {
      file.write(`\nStopped: no end after ${limitMs / 60_000} minutes.\n`);
      endGroup(child);
    }, limitMs);
    const interrupted = () => {
      endGroup(child);
      process.exit(130);
    };
    process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
    child.once('error', reject);
    child.once('close', (status) => {
      clearTimeout(limit);
      process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
      resolve(status ?? 1);
    });
  });
  await new Promise((resolve) => file.end(resolve));
  return { code, log };
}

/** A test that spins without end does not hear a polite signal. */
function endGroup(child) {
  if (process.platform === 'win32') child.kill('SIGKILL');
  else process.kill(-child.pid, 'SIGKILL');
}

/** Runs a JavaScript program of an installed package, without npx and its look at the network. */
export async function runPackage(name, script, args, env) {
  return runStep(name, process.execPath, [join(root, 'node_modules', script), ...args], env);
}

/** The last lines of a log, indented. */
export function tail(log, count = 40) {
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
  return lines
    .slice(-count)
    .map((line) => `    ${line}`)
    .join('\n');
}
