/** The theme on the page's root element. */
import { useEffect } from 'react';
import type { Theme } from '../../electron/contract/preferences.ts';
import { useSettings } from '../stores/settings-store.ts';

/** The theme to show; `system` follows the system's wish for contrast, then for dark or light. Pure. */
export function shownTheme(
  theme: Theme,
  system: { readonly dark: boolean; readonly contrast: boolean },
): Exclude<Theme, 'system'> {
  if (theme !== 'system') return theme;
  if (system.contrast) return 'contrast';
  return system.dark ? 'dark' : 'light';
}

/** Keeps `data-theme` on <html> true to the preferences and the system. */
export function useTheme(): void {
  const theme = useSettings((state) => state.preferences?.theme ?? 'dark');
  useEffect(() => {
    const dark = window.matchMedia('(prefers-color-scheme: dark)');
    const contrast = window.matchMedia('(prefers-contrast: more)');
    const show = () => {
      document.documentElement.dataset['theme'] = shownTheme(theme, { dark: dark.matches, contrast: contrast.matches });
    };
    show();
    dark.addEventListener('change', show);
    contrast.addEventListener('change', show);
    return () => {
      dark.removeEventListener('change', show);
      contrast.removeEventListener('change', show);
    };
  }, [theme]);
}
