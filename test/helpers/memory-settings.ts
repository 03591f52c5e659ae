/** A settings file that lives in memory, for tests of what is built over it. */
import type { SettingsFile } from '../../electron/settings/settings-file.ts';

export interface MemorySettings extends SettingsFile {
  readonly values: Map<string, unknown>;
  /** How often something was written or removed. */
  writes(): number;
  /** From now on the disk refuses. */
  breakDisk(): void;
}

export function memorySettings(initial: Record<string, unknown> = {}, durable = true): MemorySettings {
  const values = new Map<string, unknown>(Object.entries(initial));
  let writes = 0;
  let broken = false;
  const touch = (): void => {
    if (broken) throw new Error('ENOSPC: no space left on device');
    writes += 1;
  };
  return {
    path: '/home/someone/.local/share/darkslide/settings.json',
    durable,
    values,
    writes: () => writes,
    breakDisk: () => {
      broken = true;
    },
    read: () => JSON.parse(JSON.stringify(Object.fromEntries(values))) as Record<string, unknown>, // what a file gives back
    write: (key, value) => {
      touch();
      values.set(key, value);
    },
    remove: (key) => {
      touch();
      values.delete(key);
    },
    copyAside: () => '/home/someone/.local/share/darkslide/settings.json.broken-1',
  };
}
