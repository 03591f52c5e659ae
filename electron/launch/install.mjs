/** Brings node_modules to what the lock says; knows Node only, because it runs before anything is installed. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { Explained, inProject, root, say } from './project.mjs';

const oldestNode = [20, 19];

/** Runs `npm ci` where node_modules is missing or was made from another lock. Output goes to stderr. */
export async function ensureInstalled() {
  checkNode();
  if (isInstalled()) return;
  say('Installing the packages (npm ci) …');
  const code = await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  if (code !== 0) throw new Explained(`npm ci ended with code ${code}: see above. Check the network, then start again.`);
  writeFileSync(stampFile(), lockPrint());
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const enough = major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
  if (enough) return;
  throw new Explained(
    `Darkslide needs Node ${oldestNode.join('.')} or newer; this is ${process.versions.node}. Get it from nodejs.org.`,
  );
}

/**
 * The stamp is ours: the content of the lock that node_modules was made from. Without it (someone ran `npm ci` by hand)
 * npm's own hidden lock, written at the end of every install, says whether it is newer than ours.
 */
function isInstalled() {
  if (!existsSync(inProject('node_modules', '.package-lock.json'))) return false;
  if (existsSync(stampFile()) && readFileSync(stampFile(), 'utf8') === lockPrint()) return true;
  if (!sameVersions()) return false;
  writeFileSync(stampFile(), lockPrint());
  return true;
}

/** Every package of the lock that is not optional stands in npm's hidden lock at the same version. */
function sameVersions() {
  const wanted = JSON.parse(readFileSync(inProject('package-lock.json'), 'utf8')).packages;
  const present = JSON.parse(readFileSync(inProject('node_modules', '.package-lock.json'), 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, { version, optional, devOptional }]) => path === '' || optional || devOptional || present[path]?.version === version,
  );
}

function stampFile() {
  return inProject('node_modules', '.darkslide-lock');
}

function lockPrint() {
  return createHash('sha256')
    .update(readFileSync(inProject('package-lock.json')))
    .digest('hex');
}

async function run(program, args) {
  return new Promise((resolve, reject) => {
    // npm is a .cmd file on Windows, which only a shell starts; the arguments are our own words.
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}
