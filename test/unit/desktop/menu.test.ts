/** The application menu: every entry does something, no key is claimed twice, and no plain key is taken from typing. */
import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it } from 'vitest';
import { menuActionNames } from '../../../electron/contract/menu.ts';
import { menuTemplate } from '../../../electron/desktop/menu-template.ts';

function flatten(items: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flatten(item.submenu) : [])]);
}

describe.each(['darwin', 'win32', 'linux'] as const)('the menu on %s', (platform) => {
  const acted: string[] = [];
  const items = flatten(
    menuTemplate({ platform, development: false, act: (action) => acted.push(action), quit: () => undefined }),
  );

  it('reaches every action', () => {
    for (const item of items) Reflect.apply(item.click ?? (() => undefined), undefined, []);
    expect([...acted].sort()).toEqual([...menuActionNames].sort());
  });

  it('claims no key twice', () => {
    const keys = items.flatMap((item) => item.accelerator ?? []);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('takes no plain key away from typing', () => {
    const plain = items.filter((item) => item.accelerator !== undefined && !/Ctrl|Cmd|Alt/.test(item.accelerator));
    expect(plain.filter((item) => item.registerAccelerator !== false)).toEqual([]);
    if (platform === 'darwin') expect(plain).toEqual([]); // there, a shown key is always a taken key
  });

  it('offers the developer tools only while developing', () => {
    expect(items.some((item) => item.role === 'toggleDevTools' || item.role === 'reload')).toBe(false);
    const development = flatten(menuTemplate({ platform, development: true, act: () => undefined, quit: () => undefined }));
    expect(development.some((item) => item.role === 'toggleDevTools')).toBe(true);
  });
});
