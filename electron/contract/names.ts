/**
 * The names that cross the process boundary, without their schemas: all that the preload needs, so that it stays small.
 * Each list is checked against its table by the compiler; a missing or a foreign name does not compile.
 */
import type { CallName, SignalName } from './calls.ts';
import type { EventName } from './events.ts';

/** Names of the channels; the only strings that ipcMain and ipcRenderer see. */
export const CALL_CHANNEL = 'darkslide:call';
export const EVENT_CHANNEL = 'darkslide:event';
export const SIGNAL_CHANNEL = 'darkslide:signal';

const callTable = {
  'app.snapshot': true,
  'library.add': true,
  'library.view': true,
  'library.overview': true,
  'library.rows': true,
  'library.remove-folder': true,
  'library.rescan': true,
  'library.intake': true,
  'library.add-passed-over': true,
  'library.choose': true,
  'library.paste-picture': true,
  'library.add-address': true,
  'library.paste-text': true,
  'library.remove': true,
  'library.details': true,
  'library.show-photo': true,
  'library.show-result': true,
  'library.trash-results': true,
  'library.recover-ledger': true,
  'library.backups': true,
  'library.restore-backup': true,
  'develop.quote': true,
  'develop.read-recipe': true,
  'develop.start': true,
  'queue.pause': true,
  'queue.resume': true,
  'queue.try-held': true,
  'queue.develop-left-over': true,
  'queue.forget-left-over': true,
  'queue.cancel': true,
  'queue.cancel-waiting': true,
  'queue.retry': true,
  'queue.move': true,
  'queue.wake': true,
  'queue.decide': true,
  'queue.clear-finished': true,
  'watch.choose-folder': true,
  'watch.offer-folder': true,
  'watch.check': true,
  'watch.save': true,
  'watch.remove': true,
  'watch.enable': true,
  'watch.pause-all': true,
  'watch.story': true,
  'watch.rescan': true,
  'watch.show-folder': true,
  'watch.add-to-library': true,
  'account.save-key': true,
  'account.remove-key': true,
  'account.test-key': true,
  'account.refresh-balance': true,
  'preferences.change': true,
  'privacy.folders': true,
  'privacy.add-folder': true,
  'privacy.remove-folder': true,
  'window.control': true,
  'window.first-action': true,
  'window.open-link': true,
  'window.show-log': true,
} as const satisfies Record<CallName, true>;

const signalTable = { 'results.drag-out': true, 'pictures.left': true } as const satisfies Record<SignalName, true>;

const eventTable = {
  'library.changed': true,
  'files.opened': true,
  'window.changed': true,
  'menu.action': true,
} as const satisfies Record<EventName, true>;

// Object.keys forgets the key type; the tables above are exact.
export const callNames = Object.keys(callTable) as [CallName, ...CallName[]];
/**
 * Calls with paths in them. The page has no function for these: the preload makes them from what was dropped, so that a page that was taken
 * over cannot name a file.
 */
export const droppedCallNames = ['library.add', 'watch.offer-folder'] as const satisfies readonly CallName[];
export type PageCallName = Exclude<CallName, (typeof droppedCallNames)[number]>;
const dropped: readonly CallName[] = droppedCallNames;
export const pageCallNames = callNames.filter((name): name is PageCallName => !dropped.includes(name));
export const signalNames = Object.keys(signalTable) as [SignalName, ...SignalName[]];
export const eventNames = Object.keys(eventTable) as [EventName, ...EventName[]];
