/** Calls about watched folders: no path crosses, a rule is written before it runs, and one that cannot run is not written. */
import { describe, expect, it } from 'vitest';
import { problem } from '../../../electron/contract/errors.ts';
import type { QueueSummary } from '../../../electron/contract/job.ts';
import { folderRefSchema, ruleIdSchema, type Rule, type RuleDraft } from '../../../electron/contract/rule.ts';
import { beginToWatch } from '../../../electron/ipc/begin-to-watch.ts';
import { createFolderTable } from '../../../electron/ipc/folder-table.ts';
import { ruleView, withQueue } from '../../../electron/ipc/rule-views.ts';
import { createWatchHandlers } from '../../../electron/ipc/watch-handlers.ts';
import { createRuleStore, MOST_RULES } from '../../../electron/settings/rules.ts';
import { memorySettings } from '../../helpers/memory-settings.ts';
import { sampleHealth, sampleRule } from '../../helpers/rules.ts';
import { fakeWatch } from '../../helpers/fake-watch.ts';

const PATH = '/home/ada/Pictures/Exports';

function ground(initial: readonly Rule[] = []) {
  const memory = memorySettings(initial.length === 0 ? {} : { version: 1, rules: initial });
  const rules = createRuleStore({ file: memory, state: { found: 'sound' } });
  const folders = createFolderTable();
  const watch = fakeWatch();
  const opened: string[] = [];
  const handlers = createWatchHandlers({
    watch,
    rules,
    folders,
    desktop: {
      chooseFolder: async () => Promise.resolve(PATH),
      isFolder: async (path) => Promise.resolve(path === PATH),
      openFolder: (path) => opened.push(path),
    },
    library: { add: async () => Promise.resolve({ added: [], known: [], refused: [], results: [], paired: [] }) },
    changed: () => undefined,
    now: () => 7,
  });
  const draft = (part: Partial<RuleDraft> = {}): RuleDraft => {
    const { folder, id: _id, createdAt: _createdAt, output: _output, doneFolder: _doneFolder, ...rest } = sampleRule();
    return { ...rest, id: null, folder: folders.refOf(folder), output: null, doneFolder: null, ...part };
  };
  return { memory, rules, folders, watch, opened, handlers, draft };
}

describe('folders', () => {
  it('cross as references and labels, the same for the same folder', async () => {
    const { handlers, folders } = ground();
    const chosen = await handlers['watch.choose-folder']({ kind: 'folder' });
    expect(chosen?.label).toBe('Pictures / Exports');
    expect(JSON.stringify(chosen)).not.toContain('ada');
    expect(await handlers['watch.offer-folder']({ paths: ['/home/ada/a.jpg', PATH] })).toEqual(chosen);
    expect(chosen === null ? '' : folders.pathOf(chosen.folder)).toBe(PATH);
  });

  it('that were dropped and are none are refused, and so are references that nobody gave out', async () => {
    const { handlers, draft } = ground();
    await expect(handlers['watch.offer-folder']({ paths: ['/etc/passwd'] })).rejects.toMatchObject({ code: 'bad-input' });
    const forged = draft({ folder: folderRefSchema.parse('0123456789abcdef') });
    await expect(handlers['watch.check']({ draft: forged })).rejects.toMatchObject({ code: 'not-found' });
  });

  it('are forgotten where too many are named, never those named last', () => {
    const folders = createFolderTable();
    const first = folders.refOf('/first');
    const kept = folders.refOf('/kept');
    for (let index = 0; index < 1500; index += 1) {
      folders.refOf(`/folder-${String(index)}`);
      folders.refOf('/kept');
    }
    expect(folders.pathOf(kept)).toBe('/kept');
    expect(() => folders.pathOf(first)).toThrow(/Choose it again/);
  });

  it('no view of a rule holds a path', () => {
    const rule = sampleRule({ output: '/home/ada/Out', doneFolder: '/home/ada/Done' });
    const view = ruleView(rule, sampleHealth(), createFolderTable());
    expect(JSON.stringify(view)).not.toMatch(/\/home|ada\//);
    expect(view).toMatchObject({ folderLabel: 'Pictures / Exports', outputLabel: 'ada / Out', doneFolderLabel: 'ada / Done' });
  });
});

describe('saving', () => {
  it('writes the rule down before it runs', async () => {
    const { handlers, rules, watch, draft } = ground();
    const written: number[] = [];
    watch.onPut = () => written.push(rules.all().length);
    const view = await handlers['watch.save']({ draft: draft(), existing: 'develop' });
    expect(written).toEqual([1]);
    expect(watch.log).toEqual([`put ${view.id} develop`]);
    expect(rules.all()[0]).toMatchObject({ folder: PATH, createdAt: 7 });
  });

  it('does not run what cannot be written', async () => {
    const { handlers, memory, watch, rules, draft } = ground();
    memory.breakDisk();
    await expect(handlers['watch.save']({ draft: draft(), existing: 'leave' })).rejects.toThrow(/ENOSPC/);
    expect(watch.log).toEqual([]);
    expect(rules.all()).toEqual([]);
  });

  it('says what stands in the way and writes nothing; what watching refuses is taken back', async () => {
    const { handlers, rules, watch, draft } = ground([sampleRule({ id: 'old', name: 'Old' })]);
    watch.problems = [problem('root-missing')];
    await expect(handlers['watch.save']({ draft: draft(), existing: 'leave' })).rejects.toMatchObject({ code: 'root-missing' });
    watch.problems = [];
    watch.onPut = () => {
      throw new Error('no');
    };
    await expect(handlers['watch.save']({ draft: draft(), existing: 'leave' })).rejects.toThrow('no');
    const changed = draft({ id: ruleIdSchema.parse('old'), name: 'Renamed' });
    await expect(handlers['watch.save']({ draft: changed, existing: 'leave' })).rejects.toThrow('no');
    expect(rules.all().map(({ name }) => name)).toEqual(['Old']);
  });

  it('keeps id and day of a changed rule, also while its drive is unplugged', async () => {
    const { handlers, rules, watch, draft } = ground([sampleRule({ id: 'old', name: 'Old', createdAt: 3 })]);
    watch.problems = [problem('root-missing')];
    const id = ruleIdSchema.parse('old');
    await handlers['watch.save']({
      draft: draft({ id, name: 'New', caps: { dayUsd: 2, hourUsd: null, totalUsd: null } }),
      existing: 'leave',
    });
    expect(rules.all()).toMatchObject([{ id: 'old', name: 'New', createdAt: 3, caps: { dayUsd: 2 } }]);
  });

  it('refuses a second rule of one name: the ledger counts under it', async () => {
    const { handlers, draft } = ground([sampleRule({ id: 'old' })]);
    await expect(handlers['watch.save']({ draft: draft(), existing: 'leave' })).rejects.toMatchObject({ code: 'bad-input' });
  });

  it('refuses more rules than can be watched', async () => {
    const many = Array.from({ length: MOST_RULES }, (_, index) =>
      sampleRule({ id: `r${String(index)}`, name: `r${String(index)}` }),
    );
    const { handlers, draft } = ground(many);
    await expect(handlers['watch.save']({ draft: draft(), existing: 'leave' })).rejects.toThrow(/At most 100/);
  });
});

describe('a rule that is there', () => {
  it('is off although the disk refuses, and on only when it is written', async () => {
    const { handlers, memory, watch } = ground([sampleRule({ id: 'old' })]);
    const id = ruleIdSchema.parse('old');
    memory.breakDisk();
    await expect(handlers['watch.enable']({ id, enabled: false })).rejects.toThrow(/ENOSPC/);
    expect(watch.rules()[0]?.rule.enabled).toBe(false);
    await expect(handlers['watch.enable']({ id, enabled: true })).rejects.toThrow(/ENOSPC/);
    expect(watch.rules()[0]?.rule.enabled).toBe(false);
  });

  it('is forgotten in the file first', async () => {
    const { handlers, rules, watch, opened } = ground([sampleRule({ id: 'old' })]);
    const id = ruleIdSchema.parse('old');
    await handlers['watch.show-folder']({ id });
    expect(opened).toEqual([PATH]);
    await handlers['watch.remove']({ id });
    expect(rules.all()).toEqual([]);
    expect(watch.log).toEqual(['remove old']);
    await expect(handlers['watch.remove']({ id })).rejects.toMatchObject({ code: 'not-found' });
  });

  it('is begun at start; one that cannot be keeps no other, and a pause comes before all', async () => {
    const { rules, watch } = ground([sampleRule({ id: 'a', name: 'a' }), sampleRule({ id: 'b', name: 'b' })]);
    rules.setPaused(true);
    const lines: string[] = [];
    watch.onPut = (rule) => {
      if (rule.id === 'a') throw new Error('no');
    };
    await beginToWatch(watch, rules, (line) => lines.push(line));
    expect(watch.log).toEqual(['pause true', 'put a leave', 'put b leave']);
    expect(lines).toHaveLength(1);
  });
});

describe('the queue’s word on a rule', () => {
  const queue = (part: Partial<QueueSummary>): Pick<QueueSummary, 'held' | 'pause'> => ({ held: [], pause: null, ...part });
  const held = (label: string, scope: 'rule' | 'folder' = 'rule'): QueueSummary['held'][number] => ({
    id: '1',
    scope,
    label,
    count: 2,
    paid: 0,
    usd: 0.16,
    problem: problem('budget-reached', 'The cap of $0.25 is reached.'),
    until: null,
  });
  const rule = sampleRule({ name: 'Cards' });
  const none: ReadonlySet<string> = new Set();

  it('a limit of its own pauses it, that of another does not', () => {
    expect(withQueue({ rule, health: sampleHealth(), places: none }, queue({ held: [held('Cards')] }))).toMatchObject({
      state: 'paused',
      problem: { message: 'The cap of $0.25 is reached.' },
    });
    const watching = { state: 'watching', problem: null };
    expect(
      withQueue({ rule, health: sampleHealth(), places: none }, queue({ held: [held('Exports'), held('Cards', 'folder')] })),
    ).toMatchObject(watching);
  });

  it('a pause of all counts where something waits, and hides no worse trouble', () => {
    const pause = { by: 'account', problem: problem('key-rejected'), until: null } as const;
    expect(withQueue({ rule, health: sampleHealth({ waiting: 2 }), places: none }, queue({ pause }))).toMatchObject({
      state: 'paused',
      problem: { code: 'key-rejected' },
    });
    expect(withQueue({ rule, health: sampleHealth(), places: none }, queue({ pause }))).toMatchObject({ state: 'watching' });
    expect(
      withQueue({ rule, health: sampleHealth({ waiting: 2 }), places: none }, queue({ pause: { ...pause, by: 'rate' } })),
    ).toMatchObject({
      state: 'watching',
    });
    const away = sampleHealth({ state: 'suspended', waiting: 2 });
    expect(withQueue({ rule, health: away, places: none }, queue({ pause }))).toBe(away);
  });
});
