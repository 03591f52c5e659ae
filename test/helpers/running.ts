/** Whether a process runs. */
import { readFileSync } from 'node:fs';

/** Does a process with this number run? One that ended and that nobody has fetched does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/\) Z /.test(readFileSync(`/proc/${String(pid)}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
