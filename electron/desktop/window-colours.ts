/** The window's own colour before the page has painted, one for each theme: the title bar's. Pure. */
import type { Theme } from '../contract/preferences.ts';

/** `--bg-chrome` of the tokens. */
export function windowColour(theme: Theme, systemIsDark: boolean): string {
  switch (theme) {
    case 'dark':
      return '#212121';
    case 'light':
      return '#e3e3e3';
    case 'contrast':
      return '#000000';
    case 'system':
      return systemIsDark ? '#212121' : '#e3e3e3';
  }
}

/** What menus, dialogs and `prefers-color-scheme` follow. */
export function nativeSource(theme: Theme): 'dark' | 'light' | 'system' {
  if (theme === 'system') return 'system';
  return theme === 'light' ? 'light' : 'dark';
}
