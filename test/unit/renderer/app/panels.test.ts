/** How panels stand, which theme shows, what the left panel lists. */
import { folderKeyOf } from '../../../../electron/library/labels.ts';
import { describe, expect, it } from 'vitest';
import { clampWidth, panelStates, type PanelWishes } from '../../../../renderer/app/panel-layout.ts';
import { sameSource } from '../../../../renderer/app/sources.ts';
import { helpGroups } from '../../../../renderer/app/help-sheet.tsx';
import { shownTheme } from '../../../../renderer/app/theme.ts';

const wishes: PanelWishes = { width: 1440, view: 'grid', leftOpen: true, rightOpen: true, leftInCompare: false, over: null };

describe('panels', () => {
  it.each([
    [{}, 'beside', 'beside'],
    [{ leftOpen: false }, 'folded', 'beside'],
    [{ width: 1179 }, 'folded', 'beside'],
    [{ width: 939 }, 'folded', 'folded'],
    [{ width: 1179, over: 'left' }, 'over', 'beside'],
    [{ width: 939, over: 'right' }, 'folded', 'over'],
    [{ view: 'compare' }, 'folded', 'beside'],
    [{ view: 'compare', leftInCompare: true }, 'beside', 'beside'],
  ] as const)('%j: left %s, right %s', (change, left, right) => {
    expect(panelStates({ ...wishes, ...change })).toEqual({ left, right });
  });
  it('keeps widths within their limits', () => {
    expect([clampWidth('left', 10), clampWidth('left', 1000), clampWidth('right', 300.4)]).toEqual([200, 320, 300]);
  });
});

describe('theme', () => {
  it('follows the system only when asked to', () => {
    expect(shownTheme('light', { dark: true, contrast: true })).toBe('light');
    expect(shownTheme('system', { dark: true, contrast: false })).toBe('dark');
    expect(shownTheme('system', { dark: false, contrast: false })).toBe('light');
    expect(shownTheme('system', { dark: false, contrast: true })).toBe('contrast');
  });
});

describe('sources', () => {
  it('tells folders apart', () => {
    const folder = (name: string) => ({ kind: 'folder' as const, label: 'A', folder: folderKeyOf(name) });
    expect(sameSource(folder('/a'), folder('/b'))).toBe(false);
    expect(sameSource(folder('/a'), { ...folder('/a'), label: 'B' })).toBe(true);
    expect(sameSource({ kind: 'all' }, { kind: 'all' })).toBe(true);
  });
});

describe('help', () => {
  it('finds keys by words and by cap', () => {
    expect(helpGroups('loupe', 'linux').flatMap((group) => group.ids)).toContain('show-loupe');
    expect(helpGroups('ctrl enter', 'linux').flatMap((group) => group.ids)).toEqual(['develop']);
    expect(helpGroups('nothing like it', 'linux')).toEqual([]);
  });
});
