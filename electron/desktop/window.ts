/** The one window: frameless, sandboxed, closed to navigation, new windows and permissions; remembers where it was. */
import {
  BrowserWindow,
  dialog,
  nativeTheme,
  screen,
  type BrowserWindowConstructorOptions,
  type Session,
  type WebContents,
} from 'electron';
import type { EventName } from '../contract/events.ts';
import { EVENT_CHANNEL } from '../contract/names.ts';
import type { Theme } from '../contract/preferences.ts';
import type { WindowPorts } from '../ipc/ports.ts';
import { originOf } from '../contract/origin.ts';
import { MINIMUM_SIZE, openingBounds } from './bounds.ts';
import { readPlace, writePlace } from './place-file.ts';
import { createReloads } from './reloads.ts';
import { nativeSource, windowColour } from './window-colours.ts';

interface WindowParts {
  readonly session: Session;
  readonly preloadFile: string;
  /** "darkslide://app/" or the development server's address. */
  readonly pageAddress: string;
  /** Where the window's place is remembered. */
  readonly placeFile: string;
  readonly theme: () => Theme;
  /** Told when the window was maximized, restored, or went to or from full screen. */
  readonly changed: (state: { maximized: boolean; fullScreen: boolean }) => void;
  readonly log: (line: string, thrown?: unknown) => void;
}

export interface AppWindow {
  /** Opens the window, or brings the open one to the front. */
  readonly show: () => void;
  readonly isOurs: (webContentsId: number) => boolean;
  /** Hands an event to the page; does nothing while there is no window. */
  readonly send: (name: EventName, payload: unknown) => void;
  /** The page's contents; null while there is no window. */
  readonly contents: () => WebContents | null;
  /** The window, as the parent of dialogs; null while there is none. */
  readonly window: () => BrowserWindow | null;
  readonly control: WindowPorts['control'];
  /** Paints the frame and the system's menus in the theme that the preferences now name. */
  readonly retheme: () => void;
}

/** Builds nothing until `show` is called. */
export function createAppWindow(parts: WindowParts): AppWindow {
  let current: BrowserWindow | null = null;
  const colour = (): string => windowColour(parts.theme(), nativeTheme.shouldUseDarkColors);

  const open = (): BrowserWindow => {
    nativeTheme.themeSource = nativeSource(parts.theme());
    const window = build(parts, colour());
    window.on('closed', () => {
      current = null;
    });
    return window;
  };

  return {
    show: () => {
      if (current === null) {
        current = open();
        return;
      }
      if (current.isMinimized()) current.restore();
      current.show();
      current.focus();
    },
    isOurs: (id) => current !== null && !current.isDestroyed() && current.webContents.id === id,
    send: (name, payload) => {
      if (current !== null && !current.isDestroyed()) current.webContents.send(EVENT_CHANNEL, { name, payload });
    },
    contents: () => current?.webContents ?? null,
    window: () => current,
    control: (action) => {
      if (current !== null) controlWindow(current, action);
    },
    retheme: () => {
      nativeTheme.themeSource = nativeSource(parts.theme());
      current?.setBackgroundColor(colour());
    },
  };
}

function build(parts: WindowParts, backgroundColor: string): BrowserWindow {
  const last = readPlace(parts.placeFile);
  const window = new BrowserWindow({
    ...openingBounds(last, workAreas()),
    ...frame(),
    minWidth: MINIMUM_SIZE.width,
    minHeight: MINIMUM_SIZE.height,
    backgroundColor,
    show: false,
    title: 'Darkslide',
    webPreferences: {
      preload: parts.preloadFile,
      session: parts.session,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      spellcheck: false,
      navigateOnDragDrop: false,
    },
  });
  guardContents(window.webContents, parts);
  followEnd(window, parts);
  window.once('ready-to-show', () => {
    if (last?.maximized === true) window.maximize();
    window.show();
  });
  followState(window, parts);
  window.loadURL(parts.pageAddress).catch((error: unknown) => {
    parts.log('The page could not be loaded.', error);
  });
  return window;
}

/** The page draws the title bar; macOS keeps its traffic lights within it. */
function frame(): BrowserWindowConstructorOptions {
  if (process.platform === 'darwin') return { titleBarStyle: 'hiddenInset', trafficLightPosition: { x: 12, y: 13 } };
  return { frame: false, titleBarStyle: 'hidden', autoHideMenuBar: true };
}

function workAreas(): Electron.Rectangle[] {
  const main = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(({ id }) => id !== main.id);
  return [main, ...others].map(({ workArea }) => workArea);
}

/** Nothing leads out of the page: no navigation, no new window, no embedded page. */
function guardContents(contents: WebContents, { pageAddress, log }: WindowParts): void {
  const home = originOf(pageAddress);
  const refuse = (event: { preventDefault: () => void }, address: string): void => {
    if (originOf(address) === home && new URL(address).pathname === new URL(pageAddress).pathname) return; // a reload
    event.preventDefault();
    log('The page tried to leave its address and was kept.');
  };
  contents.on('will-navigate', (event, address) => {
    refuse(event, address);
  });
  contents.on('will-redirect', (event, address) => {
    refuse(event, address);
  });
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
  });
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  // Web requests do not pass there, so the rules for those do not hold: without a proxy, and there is none, nothing leaves
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
}

/** A page that broke down is loaded again; one that does so again and again stays closed until a person decides. The queue in main goes on. */
function followEnd(window: BrowserWindow, { log }: WindowParts): void {
  const reloads = createReloads(() => performance.now());
  const { webContents: contents } = window;
  contents.on('render-process-gone', (_event, { reason, exitCode }) => {
    log(`The page's process ended: ${reason}, ${String(exitCode)}.`);
    if (reason === 'clean-exit' || reason === 'killed') return;
    if (reloads.mayReload()) {
      contents.reload();
      return;
    }
    log('The page broke down again and again and was left closed.');
    askAgain(window).then(
      (again) => {
        if (window.isDestroyed()) return;
        reloads.forget();
        if (again) contents.reload();
        else window.close();
      },
      (error: unknown) => {
        log('The question about the page failed.', error);
      },
    );
  });
}

async function askAgain(window: BrowserWindow): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    message: 'The window broke down again and again',
    detail: 'Nothing is lost: what is in the queue goes on without it. The log says more (Help, Show the log).',
    buttons: ['Open it again', 'Close the window'],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
  });
  return response === 0;
}

function followState(window: BrowserWindow, { placeFile, changed }: WindowParts): void {
  const tell = (): void => {
    changed({ maximized: window.isMaximized(), fullScreen: window.isFullScreen() });
  };
  window.on('maximize', tell);
  window.on('unmaximize', tell);
  window.on('enter-full-screen', tell);
  window.on('leave-full-screen', tell);
  window.webContents.on('did-finish-load', tell);
  window.on('close', () => {
    writePlace(placeFile, { ...window.getNormalBounds(), maximized: window.isMaximized() });
  });
}

function controlWindow(window: BrowserWindow, action: Parameters<WindowPorts['control']>[0]): void {
  switch (action) {
    case 'minimize':
      window.minimize();
      return;
    case 'maximize':
      if (window.isMaximized()) window.unmaximize();
      else window.maximize();
      return;
    case 'full-screen':
      window.setFullScreen(!window.isFullScreen());
      return;
    case 'close':
      window.close();
      return;
  }
}
