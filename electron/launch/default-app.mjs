/** The small program that a bare Electron runs first: it loads the app whose folder the command line names. */

/** File name → text of `resources/default_app.asar` (a folder) for an Electron of this version. */
export function defaultAppFiles(version) {
  return {
    'package.json': `${JSON.stringify({ name: 'electron', productName: 'Electron', version, main: 'main.js' })}\n`,
    'main.js': main,
  };
}

/** Understands `-r MODULE` (Playwright's loader comes this way), switches, and then the app's folder. */
const main = `'use strict';
const { app } = require('electron');
const { readFileSync } = require('node:fs');
const { join, resolve } = require('node:path');

const words = process.argv.slice(1);
let folder = null;
while (words.length > 0 && folder === null) {
  const word = words.shift();
  if (word === '-r' || word === '--require') require(resolve(words.shift()));
  else if (!word.startsWith('-')) folder = resolve(word);
}

if (folder === null) {
  console.error('usage: electron [switches] FOLDER [arguments]');
  process.exit(2);
}

const description = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true });
app.setName(description.productName || description.name);
app.setVersion(description.version);
app.setAppPath(folder);
try {
  require(join(folder, description.main));
} catch (error) {
  // Without this Electron shows a dialog and waits, even where nobody can press its button.
  console.error(error.stack);
  process.exit(1);
}
`;
