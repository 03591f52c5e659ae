/** A small process that starts programs for a large one; see run-program.ts. Ends with the one that it works for. */
import { spawn } from 'node:child_process';

// Told apart from the app's own processes where memory is watched
process.title = 'judge-runner';

const MOST_OUT = 512 * 1024 * 1024;
const MOST_COMPLAINT = 64 * 1024;

process.on('disconnect', () => process.exit(0));
process.on('message', ({ id, program, args, limit }) => {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, LC_ALL: 'C' } });
  const out = [];
  let outBytes = 0;
  let complaint = '';
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    child.kill('SIGKILL');
  }, limit);
  child.stdout.on('data', (chunk) => {
    outBytes += chunk.length;
    if (outBytes > MOST_OUT) child.kill('SIGKILL');
    else out.push(chunk);
  });
  child.stderr.on('data', (chunk) => {
    if (complaint.length < MOST_COMPLAINT) complaint += chunk.toString('latin1');
  });
  child.on('error', (error) => {
    clearTimeout(timer);
    process.send({ id, failed: `${program} cannot be started: ${error.message}` });
  });
  child.on('close', (code) => {
    clearTimeout(timer);
    const says = late ? `${program} took too long` : complaint.trim();
    process.send({ id, ran: { code, out: Buffer.concat(out), complaint: says, late } });
  });
});
