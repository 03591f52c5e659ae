/** Plants bad imports in every way there is to import, and proves that the project's own lint configuration reports each. */
import { join } from 'node:path';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';

/** The project's configuration as it is, without types: the planted files do not exist, so no project knows them. */
const eslint = new ESLint({
  overrideConfig: [{ ...tseslint.configs.disableTypeChecked, files: ['**/*.ts', '**/*.tsx'] }],
  ruleFilter: ({ ruleId }) => ruleId === 'darkslide/imports',
});

async function complaints(file: string, code: string): Promise<string[]> {
  const results = await eslint.lintText(code, { filePath: join(process.cwd(), file) });
  return results.flatMap((result) => result.messages.map((message) => message.message));
}

/** What the way is called, and the code that imports a path in it. */
type Way = [name: string, write: (path: string) => string];

const waysToImport: Way[] = [
  ['a static import', (path) => `import { thing } from '${path}';\nthing();\n`],
  ['an import for its effect', (path) => `import '${path}';\n`],
  ['import()', (path) => `export const later = async () => import('${path}');\n`],
  ['import() of a template', (path) => `export const later = async () => import(\`${path}\`);\n`],
  ['require()', (path) => `export const thing = require('${path}');\n`],
  ['require.resolve()', (path) => `export const place = require.resolve('${path}');\n`],
  ['import = require()', (path) => `import thing = require('${path}');\nthing();\n`],
  ['export from', (path) => `export { thing } from '${path}';\n`],
  ['export * from', (path) => `export * from '${path}';\n`],
];

const waysToImportTypes: Way[] = [
  ['import type', (path) => `import type { Thing } from '${path}';\nexport const a = (thing: Thing) => thing;\n`],
  ['import { type }', (path) => `import { type Thing } from '${path}';\nexport const a = (thing: Thing) => thing;\n`],
  ['export type from', (path) => `export type { Thing } from '${path}';\n`],
  ['an import type in place', (path) => `export const a = (thing: import('${path}').Thing) => thing;\n`],
];

/** The ways to import this path that the rule does not complain of in these words. */
async function unnoticed(file: string, ways: readonly Way[], path: string, words: string): Promise<string[]> {
  const missed: string[] = [];
  for (const [name, write] of ways) {
    const said = await complaints(file, write(path));
    if (!said.join('\n').includes(words)) missed.push(name);
  }
  return missed;
}

/** File, what it imports, and a word of the complaint. */
const refused: [string, string, string][] = [
  ['electron/contract/planted.ts', '../images/tasks.ts', 'contract must not import from images'],
  ['electron/contract/planted.ts', 'node:fs', 'there is no Node'],
  ['electron/contract/planted.ts', 'sharp', 'must not import the package sharp'],
  ['electron/images/planted.ts', '../segmind/service.ts', 'images must not import from segmind'],
  ['electron/segmind/planted.ts', '../develop/develop.ts', 'segmind must not import from develop'],
  ['electron/library/planted.ts', '../develop/develop.ts', 'library must not import from develop'],
  ['electron/develop/planted.ts', '../ipc/router.ts', 'develop must not import from ipc'],
  ['electron/develop/planted.ts', '../watch/watch.ts', 'develop must not import from watch'],
  ['electron/develop/ledger/planted.ts', '../results/result.ts', 'develop/ledger must not import from develop/results'],
  ['electron/develop/results/planted.ts', '../money/budget.ts', 'develop/results must not import from develop/money'],
  ['electron/develop/money/planted.ts', '../queue/runner.ts', 'develop/money must not import from develop/queue'],
  ['electron/develop/queue/work/planted.ts', '../../create-develop.ts', 'develop/queue must not import from develop'],
  ['electron/library/planted.ts', '../develop/ledger/ledger.ts', 'library must not import from develop/ledger'],
  ['electron/watch/planted.ts', '../segmind/service.ts', 'watch must not import from segmind'],
  ['electron/simulator/planted.ts', '../segmind/service.ts', 'simulator must not import from segmind'],
  ['electron/preload.ts', './ipc/router.ts', 'preload must not import from ipc'],
  ['electron/cli.ts', './desktop/keychain.ts', 'cli must not import from desktop'],
  ['electron/develop/planted.ts', '../main.ts', 'develop must not import from main'],
  ['electron/develop/planted.ts', './../ipc/../ipc/router.ts', 'develop must not import from ipc'],
  ['electron/develop/planted.ts', 'electron', 'only desktop/'],
  ['electron/ipc/planted.ts', 'electron/main', 'only desktop/'],
  ['electron/cli.ts', 'electron', 'only desktop/'],
  ['electron/develop/planted.ts', '../../renderer/lib/bridge.ts', 'develop must not import from renderer/lib'],
  ['electron/develop/planted.ts', '../../test/helpers/app.ts', 'outside the house'],
  ['electron/anteroom/planted.ts', '../contract/ids.ts', 'no room of the layer table'],
  ['renderer/app/planted.tsx', '../../electron/library/library.ts', 'must not import from library'],
  ['renderer/stores/planted.ts', 'electron', 'only desktop/'],
  ['renderer/lib/planted.ts', 'node:path', 'there is no Node'],
  ['renderer/features/queue/planted.tsx', '../compare/stage.tsx', 'features/queue must not import features/compare'],
  ['renderer/ui/planted.tsx', '../stores/job-store.ts', 'must not import from renderer/stores'],
  ['renderer/ui/planted.tsx', '../features/queue/queue-strip.tsx', 'must not import from renderer/features'],
  ['renderer/stores/planted.ts', '../features/queue/queue-strip.tsx', 'must not import from renderer/features'],
  ['renderer/lib/planted.ts', '../stores/job-store.ts', 'must not import from renderer/stores'],
];

describe('the layer table refuses', () => {
  it.each(refused)('%s → %s', async (file, path, words) => {
    expect(await unnoticed(file, [...waysToImport, ...waysToImportTypes], path, words)).toEqual([]);
  });

  it('a value where only types are allowed', async () => {
    const words = 'only types from images';
    expect(await unnoticed('electron/ipc/planted.ts', waysToImport, '../images/tasks.ts', words)).toEqual([]);
  });

  it.each([
    ['electron/ipc/planted.ts', 'export const a = (ipcMain: () => void) => ipcMain();', 'only electron/ipc/router.ts'],
    ['electron/desktop/planted.ts', "import * as e from 'electron';\nexport const a = e.ipcMain;", 'only electron/ipc/router.ts'],
    ['electron/desktop/planted.ts', "import { ipcRenderer } from 'electron';\nipcRenderer;", 'only electron/preload.ts'],
    ['renderer/features/queue/planted.ts', 'export const a = window.api;', 'only renderer/lib/bridge.ts'],
    ['renderer/features/queue/planted.ts', "export const a = globalThis['api'];", 'only renderer/lib/bridge.ts'],
    ['renderer/ui/index.ts', 'export const a = 1;', 'no barrels'],
    ['electron/images/index.ts', "export * from './tasks.ts';", 'no barrels'],
    ['electron/develop/planted.ts', 'export const a = async (path: string) => import(path);', 'as plain text'],
    ['electron/develop/planted.ts', 'export const a = (path: string) => require(path);', 'as plain text'],
  ])('%s: %s', async (file, code, words) => {
    expect((await complaints(file, code)).join('\n')).toContain(words);
  });

  it('is not silenced by a comment', async () => {
    const code = "/* eslint-disable */\nimport '../ipc/router.ts'; // eslint-disable-line\n";
    const said = await complaints('electron/develop/planted.ts', code);
    expect(said.join('\n')).toContain('develop must not import from ipc');
  });
});

/** File and what it imports. */
const allowed: [string, string][] = [
  ['electron/contract/planted.ts', 'zod'],
  ['electron/contract/planted.ts', './ids.ts'],
  ['electron/images/planted.ts', 'sharp'],
  ['electron/images/planted.ts', 'node:fs/promises'],
  ['electron/develop/planted.ts', '../segmind/service.ts'],
  ['electron/develop/planted.ts', '../library/library.ts'],
  ['electron/develop/planted.ts', './queue/runner.ts'],
  ['electron/develop/queue/work/planted.ts', '../../ledger/ledger.ts'],
  ['electron/develop/money/planted.ts', '../ledger/charges.ts'],
  ['electron/ipc/planted.ts', '../develop/queue/parts.ts'],
  ['electron/ipc/planted.ts', '../develop/develop.ts'],
  ['electron/ipc/router.ts', 'electron'],
  ['electron/desktop/planted.ts', 'electron'],
  ['electron/app.ts', './ipc/router.ts'],
  ['electron/main.ts', './app.ts'],
  ['electron/preload.ts', './contract/calls.ts'],
  ['electron/cli.ts', './simulator/server.ts'],
  ['renderer/stores/planted.ts', '../../electron/contract/photo.ts'],
  ['renderer/features/queue/planted.tsx', './queue-strip.tsx'],
  ['renderer/features/queue/planted.tsx', '../../ui/button.tsx'],
  ['renderer/app/planted.tsx', '../features/queue/queue-strip.tsx'],
  ['renderer/ui/planted.tsx', 'react'],
  ['renderer/ui/planted.tsx', './button.css'],
  ['test/unit/planted.test.ts', '../../electron/ipc/dispatch.ts'],
];

describe('the layer table allows', () => {
  it.each(allowed)('%s → %s', async (file, path) => {
    for (const [, write] of waysToImport) expect(await complaints(file, write(path))).toEqual([]);
  });

  it.each([
    ['electron/ipc/planted.ts', '../images/tasks.ts'],
    ['electron/library/planted.ts', '../settings/settings.ts'],
  ])('%s → %s, for its types', async (file, path) => {
    for (const [, write] of waysToImportTypes) expect(await complaints(file, write(path))).toEqual([]);
  });

  it('the bridge to read window.api', async () => {
    expect(await complaints('renderer/lib/bridge.ts', 'export const api = window.api;')).toEqual([]);
  });
});
