/** Starting at login, hidden: by the system's own list on macOS and Windows, by a file in the autostart folder on Linux. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { app } from 'electron';
import { AUTOSTART_NAME, autostartEntry } from './autostart-entry.ts';

/** The word that starts the app without a window. */
const HIDDEN = '--hidden';

interface LoginParts {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly userHome: string;
}

/** Puts the app into the list of what starts at login, or takes it out. Throws where the disk refuses. */
export function startAtLogin(on: boolean, { environment, userHome }: LoginParts): void {
  const words = [...(app.isPackaged ? [] : [app.getAppPath()]), HIDDEN];
  if (process.platform !== 'linux') {
    app.setLoginItemSettings({ openAtLogin: on, path: process.execPath, args: words });
    return;
  }
  const config = environment['XDG_CONFIG_HOME'];
  const folder = path.join(
    config !== undefined && path.isAbsolute(config) ? config : path.join(userHome, '.config'),
    'autostart',
  );
  const file = path.join(folder, AUTOSTART_NAME);
  if (!on) {
    rmSync(file, { force: true });
    return;
  }
  mkdirSync(folder, { recursive: true });
  // An AppImage runs from a place that is another one each time; it says where its file is
  const program = environment['APPIMAGE'] ?? process.execPath;
  writeFileSync(file, autostartEntry({ program, words, home: environment['DARKSLIDE_HOME'] }), { mode: 0o600 });
}

/**
 * True where this start should not open a window. macOS passes no words at login, but says that it was one; that counts only where the
 * user had us start at login.
 */
export function isHiddenStart(words: readonly string[], startsAtLogin: boolean): boolean {
  return (
    words.includes(HIDDEN) || (process.platform === 'darwin' && startsAtLogin && app.getLoginItemSettings().wasOpenedAtLogin)
  );
}
