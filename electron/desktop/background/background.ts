/** Life without a window: the tray, what is said while nobody looks, and whether closing the window ends the app. */
import { app, Notification, type BrowserWindow } from 'electron';
import type { Changes } from '../../contract/events.ts';
import type { WatchingPreference } from '../../contract/preferences.ts';
import type { RuleView } from '../../contract/rule.ts';
import { createDeveloped, type LatestResult } from './developed.ts';
import { createErrands } from './errands.ts';
import { createNotices, type Notice } from './notices.ts';
import { asksToQuit } from './quit-question.ts';
import { createTray } from './tray.ts';

interface BackgroundParts {
  /** Folder with the tray's icons. */
  readonly icons: string;
  readonly rules: () => { readonly rules: readonly RuleView[]; readonly watchPaused: boolean };
  /** Photos of watched folders that wait. */
  readonly waiting: () => number;
  readonly preference: () => WatchingPreference;
  readonly change: (part: Partial<WatchingPreference>) => void;
  readonly pauseAll: (paused: boolean) => void;
  /** Shows a result in its folder. */
  readonly showResult: (result: LatestResult) => void;
  /** Brings up the window. */
  readonly show: () => void;
  readonly window: () => BrowserWindow | null;
  /** Tells the page to do an action. */
  readonly act: (action: string) => void;
  /** This start opens no window: the tray stays although nothing is watched, or nobody could open one. */
  readonly hidden: boolean;
  readonly log: (line: string, thrown?: unknown) => void;
  /** ms since 1970. */
  readonly now: () => number;
}

export interface Background {
  /** Hears every change as the page does. */
  readonly changed: (changes: Changes) => void;
  /** A page listens: the action that it should do first; null: none. */
  readonly pageAsked: () => string | null;
  /** A person wants to end the app. */
  readonly quit: () => void;
  readonly stop: () => void;
}

/** Builds the tray and follows the windows. Call it after ready. */
export function createBackground(parts: BackgroundParts): Background {
  const { rules, preference, show, window, log } = parts;
  const developed = createDeveloped(parts.now());
  const errands = createErrands(parts.act);
  const open = (action: string): void => {
    show();
    errands.want(action);
  };
  const say = createSaying(log, (notice) => {
    open(notice.shows === 'results' ? 'show-todays-results' : 'show-watch');
  });
  const notices = createNotices({
    show: say,
    preference,
    isLookedAt: () => window()?.isFocused() ?? false,
    now: parts.now,
  });

  const watches = (): boolean => rules().rules.some((rule) => rule.enabled);
  const quit = (): void => {
    const waiting = parts.waiting();
    if (waiting === 0 || !watches()) {
      app.quit();
      return;
    }
    asksToQuit(window(), waiting)
      .then((ends) => {
        if (ends) app.quit();
        else window()?.close();
      })
      .catch((error: unknown) => {
        log('The question before quitting failed', error);
        app.quit();
      });
  };
  const tray = createTray({
    icons: parts.icons,
    acts: {
      open: show,
      openWatch: () => {
        open('show-watch');
      },
      pauseAll: parts.pauseAll,
      showResult: parts.showResult,
      quit,
    },
    log,
  });
  const showTray = (): void => {
    const state = rules();
    const needed = parts.hidden || state.rules.some((rule) => rule.enabled);
    tray.show(needed ? { rules: state.rules, paused: state.watchPaused, latest: developed.latest() } : null);
  };

  /** From here on the app ends, whatever is watched; the rules cannot be asked any more. */
  let isEnding = false;
  const ending = (): void => {
    isEnding = true;
  };
  app.on('before-quit', ending);
  const closed = (): void => {
    errands.gone();
    if (isEnding || !watches()) {
      if (isEnding || process.platform !== 'darwin') app.quit();
      return;
    }
    if (preference().trayTold) return;
    parts.change({ trayTold: true });
    say({
      title: 'Darkslide goes on watching',
      body: 'Its icon stands in the tray: open the window, pause or quit there.',
      shows: 'watch',
    });
  };
  app.on('window-all-closed', closed);
  showTray();

  return {
    changed: (changes) => {
      const results = developed.take(changes);
      notices.developed(results);
      if (changes.rules !== undefined) notices.rules(changes.rules);
      if (results.count > 0 || changes.rules !== undefined || changes.watchPaused !== undefined) showTray();
    },
    pageAsked: errands.asked,
    quit,
    stop: () => {
      app.off('window-all-closed', closed);
      app.off('before-quit', ending);
      notices.stop();
      tray.show(null);
    },
  };
}

/** Shows notifications where the system has them. Each is kept until it is closed: one that is collected is never clicked. */
function createSaying(
  log: (line: string, thrown?: unknown) => void,
  clicked: (notice: Notice) => void,
): (notice: Notice) => void {
  const open = new Set<Notification>();
  return (notice) => {
    if (!Notification.isSupported()) {
      log(`No notification: ${notice.title}`);
      return;
    }
    const notification = new Notification({ title: notice.title, body: notice.body, silent: true });
    const over = (): void => {
      open.delete(notification);
    };
    notification.on('click', () => {
      over();
      clicked(notice);
    });
    notification.on('close', over);
    notification.on('failed', over);
    open.add(notification);
    const [oldest] = open;
    if (open.size > 20 && oldest !== undefined) open.delete(oldest);
    notification.show();
  };
}
