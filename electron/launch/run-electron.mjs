/** Runs Electron on this project and passes on what it says: output, signals, exit code. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { root, say } from './project.mjs';
import { isRoot } from './system.mjs';

/** The switches that this machine needs, each with its reason. */
export function machineSwitches() {
  // Chromium complains of every missing desktop service; the app's own words are what matters here.
  const switches = ['--log-level=3'];
  // Chromium's sandbox refuses to work for the superuser.
  if (isRoot()) switches.push('--no-sandbox');
  if (process.platform === 'linux' && !process.env.DISPLAY && process.env.WAYLAND_DISPLAY)
    switches.push('--ozone-platform-hint=auto');
  return switches;
}

/** Starts the app; `args` go to it. The promise ends with the exit code (128 + n after signal n). */
export function runElectron(executable, args, env = process.env) {
  const { SEGMIND_API_KEY: key, ...clean } = env;
  const isPiped = process.platform === 'linux' && key !== undefined;
  const child = spawn(executable, [...machineSwitches(), root, ...args], {
    stdio: ['inherit', 'inherit', 'inherit', ...(isPiped ? ['pipe'] : [])],
    // The key goes through a pipe, so that no process of Chromium's ever has it: NOTE(start-anew) in desktop/
    env: isPiped ? { ...clean, DARKSLIDE_KEY_PIPE: '3' } : env,
    windowsHide: false,
  });
  // An app that ends before it reads the key says by itself what is wrong
  if (isPiped) child.stdio[3].on('error', () => undefined).end(key);
  const forward = (signal) => child.kill(signal);
  // At a terminal Ctrl+C reaches the app by itself; this process only has to outlive it.
  const onInterrupt = () => (process.stdin.isTTY ? undefined : forward('SIGINT'));
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', forward);
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      process.off('SIGINT', onInterrupt);
      process.off('SIGTERM', forward);
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
  return { child, ended };
}

/** Says once that the sandbox is off, because that is a decision a person should see. */
export function sayIfUnsandboxed() {
  if (process.platform === 'linux' && isRoot()) say('Running as root: Chromium’s sandbox is off (--no-sandbox).');
}
