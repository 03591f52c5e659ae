/**
 * Changes as the system reports them, by @parcel/watcher: one subscription for a root.
 *
 * NOTE(folders-on-linux): inotify watches single folders. The package watches those it finds at first, and each new one, but not what was in
 * a new one already, nor what is made while it looks around: such folders get a subscription of their own here. It also says nothing where the
 * kernel's queue overflowed, nor where the limit of watches is met later: a long burst ends with "anywhere", and the limit is asked for.
 */
import { watch } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { DarkslideError } from '../../../contract/errors.ts';
import { foldersOf, type SweepOptions } from './sweep.ts';

/** Of the package, what is needed here. */
export interface NativeModule {
  subscribe(
    folder: string,
    heard: (error: Error | null, events: readonly NativeEvent[]) => unknown,
    options: { ignore: string[] },
  ): Promise<{ unsubscribe(): Promise<void> }>;
}

interface NativeEvent {
  readonly type: 'create' | 'update' | 'delete';
  readonly path: string;
}

export interface Heard {
  readonly type: NativeEvent['type'];
  /** Below the root, "/" between names; never "". */
  readonly path: string;
}

export interface NativeHandlers {
  readonly events: (events: readonly Heard[]) => void;
  /** Events were dropped, or nothing will be heard any more: which of them, the package does not say. */
  readonly failed: (error: Error) => void;
}

export interface NativeWatch {
  /** A folder came to be: what is below it is watched as well. Throws `watch-limit` where the system's limit is met. */
  readonly cover: (folder: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Subscriptions of one root beyond which it is better to begin anew. */
export const MOST_SUBSCRIPTIONS = 200;

const needsCover = process.platform === 'linux';

/** Begins to listen. Throws `watch-limit`, or what the package throws. `options.root` is a real path. */
export async function watchNatively(
  module: NativeModule,
  options: SweepOptions,
  excluded: readonly string[],
  handlers: NativeHandlers,
): Promise<NativeWatch> {
  const { root } = options;
  const ignore = excluded.map((folder) => join(root, folder));
  const subscriptions: { unsubscribe(): Promise<void> }[] = [];
  let closed = false;

  const heard = (error: Error | null, events: readonly NativeEvent[]): void => {
    if (closed) return;
    if (error !== null) handlers.failed(error);
    const below = events.flatMap(({ type, path }) => {
      const away = relative(root, path);
      return away === '' || away.startsWith('..') ? [] : [{ type, path: sep === '/' ? away : away.split(sep).join('/') }];
    });
    if (below.length > 0) handlers.events(below);
  };

  const subscribe = async (folder: string): Promise<void> => {
    try {
      const subscription = await module.subscribe(join(root, folder), heard, { ignore });
      if (closed) await subscription.unsubscribe();
      else subscriptions.push(subscription);
    } catch (error) {
      throw limitError(error) ?? error;
    }
  };

  /** Listens to a folder, and to each that came to be below it while the package looked around. */
  const cover = async (folder: string): Promise<void> => {
    const before = await foldersOf({ ...options, folder });
    await subscribe(folder);
    const after = await foldersOf({ ...options, folder });
    for (const late of after) {
      if (closed) return;
      const above = late.slice(0, Math.max(0, late.lastIndexOf('/')));
      // One whose parent is late too is covered with it
      if (!before.has(late) && (before.has(above) || above === folder)) await cover(late);
    }
  };

  const close = async (): Promise<void> => {
    closed = true;
    for (const subscription of subscriptions.splice(0)) {
      // Folders that are gone, and with them what was to be taken back
      await subscription.unsubscribe().catch(ignoreGone);
    }
  };

  try {
    if (needsCover && options.subfolders) await cover('');
    else await subscribe('');
  } catch (error) {
    await close();
    throw error;
  }
  return {
    close,
    cover: async (folder) => {
      if (!needsCover || closed) return;
      checkLimit(join(root, folder));
      const folders = await foldersOf({ ...options, folder });
      if (folders.size <= 1) return; // the package watches a single new folder by itself
      if (subscriptions.length >= MOST_SUBSCRIPTIONS) handlers.failed(new Error('too many subscriptions'));
      else await cover(folder);
    },
  };
}

/** The package says nothing where a new folder finds no watch left: one of our own, taken and given back, shows it. */
function checkLimit(folder: string): void {
  try {
    watch(folder).close();
  } catch (error) {
    const limit = limitError(error);
    if (limit !== null) throw limit;
  }
}

/** The system's limit of watches or of watchers, as the package or Node say it; null: another error. */
function limitError(error: unknown): DarkslideError | null {
  if (!(error instanceof Error)) return null;
  const code = 'code' in error ? error.code : null;
  const isLimit =
    code === 'ENOSPC' || code === 'EMFILE' || /No space left on device|Too many open files|\bENOSPC\b/i.test(error.message);
  return isLimit ? new DarkslideError('watch-limit', undefined, { cause: error }) : null;
}

function ignoreGone(): void {
  return undefined;
}
