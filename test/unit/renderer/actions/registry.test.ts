/** The registry of actions: no key twice, every name of main's menu known, keys read and shown as on the keyboard. */
import { describe, expect, it } from 'vitest';
import { menuActionNames } from '../../../../electron/contract/menu.ts';
import { actionFor, keyCaps, keyName, shortcutOf, type KeyPress } from '../../../../renderer/actions/keys.ts';
import { actionIds, actions, isActionId, type ActionInfo } from '../../../../renderer/actions/registry.ts';
import type { View } from '../../../../renderer/stores/view-store.ts';
import { menuGroups } from '../../../../renderer/app/menu-entries.ts';

const views: readonly View[] = ['grid', 'loupe', 'compare', 'queue', 'watch'];
const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  altGraph: false,
  ...more,
});

/** Every pair of actions that claim one key in one view; focus in the middle counts as everywhere. */
function clashes(table: Readonly<Record<string, ActionInfo>>): string[] {
  const claims = new Map<string, string>();
  const found: string[] = [];
  for (const [id, info] of Object.entries(table)) {
    for (const binding of info.keys) {
      for (const view of binding.views ?? views) {
        const claim = `${binding.key} in ${view}`;
        const other = claims.get(claim);
        if (other !== undefined && other !== id) found.push(`${claim}: ${other} and ${id}`);
        claims.set(claim, id);
      }
    }
  }
  return found;
}

describe('registry', () => {
  it('has no key that means two things in one view', () => {
    expect(clashes(actions)).toEqual([]);
  });

  it('would notice a second claim', () => {
    const planted: ActionInfo = { title: 'Planted', group: 'Views', keys: [{ key: 'G', views: ['grid'] }] };
    expect(clashes({ ...actions, planted })).toEqual(['G in grid: show-grid and planted']);
  });

  it('knows every action of the application menu, and the app menu only known ones', () => {
    expect(menuActionNames.filter((name) => !isActionId(name))).toEqual([]);
    expect(menuGroups.flat().filter((id) => !isActionId(id))).toEqual([]);
    expect(new Set(menuGroups.flat()).size).toBe(menuGroups.flat().length);
  });

  it('does not take names of Object for actions', () => {
    expect(isActionId('toString')).toBe(false);
  });

  it('finds an action for every key it lists, in a view where it counts', () => {
    for (const id of actionIds) {
      const info: ActionInfo = actions[id];
      if (info.native === true) continue;
      for (const { key, views: where } of info.keys) expect(actionFor(key, where?.[0] ?? 'grid', true), `${id} ${key}`).toBe(id);
    }
  });

  it('keeps the keys that product and Lightroom agree on', () => {
    const keys = Object.fromEntries(actionIds.map((id) => [id, actions[id].keys.map((binding) => binding.key)]));
    expect(keys['show-grid']).toEqual(['G']);
    expect(keys['show-loupe']).toEqual(['E']);
    expect(keys['show-compare']).toEqual(['C']);
    expect(keys['develop']).toEqual(['Mod+Enter']);
    expect(keys['hold-original']).toEqual(['\\']);
    expect(keys['show-help']).toEqual(['?']);
  });
});

describe('keyName', () => {
  it.each([
    [press('g'), 'G'],
    [press('G', { shiftKey: true }), 'Shift+G'],
    [press('?', { shiftKey: true }), '?'],
    [press(' '), 'Space'],
    [press('Enter', { ctrlKey: true }), 'Mod+Enter'],
    [press('o', { ctrlKey: true, shiftKey: true }), 'Mod+Shift+O'],
    [press('ArrowLeft', { shiftKey: true }), 'Shift+ArrowLeft'],
    // A German keyboard writes \ with AltGr, which Windows reports as Ctrl and Alt.
    [press('\\', { ctrlKey: true, altKey: true, altGraph: true }), '\\'],
    // A Russian keyboard: the place of the key counts.
    [press('п', { code: 'KeyG' }), 'G'],
    [press('g', { metaKey: true }), null],
    [press('Shift', { shiftKey: true }), null],
    [press('Dead'), null],
  ])('%j is %s', (pressed, name) => {
    expect(keyName(pressed, 'linux')).toBe(name);
  });
  it('takes the command key on a Mac', () => {
    expect(keyName(press('a', { metaKey: true }), 'mac')).toBe('Mod+A');
    expect(keyName(press('a', { ctrlKey: true }), 'mac')).toBeNull();
  });
});

describe('actionFor', () => {
  it('minds the view', () => {
    expect(actionFor('ArrowLeft', 'grid', true)).toBe('grid-move');
    expect(actionFor('ArrowLeft', 'loupe', true)).toBe('previous-photo');
    expect(actionFor('ArrowLeft', 'compare', true)).toBe('previous-result');
  });
  it('leaves Tab and arrows alone outside the middle', () => {
    expect(actionFor('Tab', 'grid', false)).toBeNull();
    expect(actionFor('Tab', 'grid', true)).toBe('toggle-panels');
    expect(actionFor('ArrowLeft', 'grid', false)).toBeNull();
  });
});

describe('key caps', () => {
  it('prints keys as the keyboard does', () => {
    expect(keyCaps('Mod+Shift+R', 'linux')).toEqual(['Ctrl', 'Shift', 'R']);
    expect(keyCaps('Mod+Enter', 'mac')).toEqual(['⌘', '↩']);
    expect(shortcutOf('develop', 'windows')).toBe('Ctrl Enter');
    expect(shortcutOf('remove-photos', 'windows')).toBeUndefined();
  });
});
