/** The watching process itself, without its wires: takes orders, watches roots, lists and looks, and reports. */
import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { inspect } from 'node:util';
import { DarkslideError, problem, toProblem } from '../../../contract/errors.ts';
import type { FileEntry, Listing } from '../../../library/roots/entry.ts';
import { readMounts, type Mount } from '../../../library/roots/volume.ts';
import { isSilence, lookAt, walk } from '../../../library/roots/walk.ts';
import { BATCHES_AHEAD, MOST_BROKEN, MOST_UNREADABLE, type Order, type Report } from '../protocol.ts';
import type { WatchTimes } from '../times.ts';
import { createGate } from './gate.ts';
import type { NativeModule } from './native.ts';
import { RootWatch, type Place } from './root-watch.ts';

export interface DeskParts {
  readonly send: (report: Report) => void;
  readonly native: NativeModule | null;
  readonly times: WatchTimes;
  /** Monotonic milliseconds. */
  readonly elapsed: () => number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Processor time of this process so far, milliseconds. */
  readonly cpuMs: () => number;
}

export interface Desk {
  take(order: Order): void;
  /** Ends all watching. */
  close(): Promise<void>;
}

/** Asking macOS for its mounts takes a process. Milliseconds. */
const MOUNTS_FOR_MS = process.platform === 'darwin' ? 10_000 : 0;

/** Builds it; no root is watched yet. */
export function createDesk(parts: DeskParts): Desk {
  const { send, native, times, elapsed, now, cpuMs } = parts;
  const roots = new Map<number, RootWatch>();
  /** Listings under way: how many batches the owner has not taken, and who waits for that. */
  const listings = new Map<number, { root: number; ahead: number; goOn: (() => void) | null }>();
  let known: { readonly at: number; readonly mounts: Promise<readonly Mount[]> } | null = null;

  const mounts = async (): Promise<readonly Mount[]> => {
    if (known === null || elapsed() - known.at >= MOUNTS_FOR_MS) known = { at: elapsed(), mounts: readMounts() };
    return await known.mounts;
  };

  const open = (request: Extract<Order, { type: 'open' }>['root']): void => {
    void roots.get(request.id)?.close();
    const root = new RootWatch({
      request,
      native,
      gate: createGate(times.silentMs, elapsed),
      times,
      elapsed,
      now,
      cpuMs,
      mounts,
      hint: (paths) => {
        send({ type: 'hint', root: request.id, paths: paths === null ? null : [...paths] });
      },
      status: (status) => {
        send({ type: 'status', root: request.id, status });
      },
      log: (message, error) => {
        send({ type: 'log', message: (error === undefined ? message : `${message}: ${inspect(error)}`).slice(0, 2_000) });
      },
    });
    roots.set(request.id, root);
    root.start();
  };

  const close = async (id: number): Promise<void> => {
    const root = roots.get(id);
    roots.delete(id);
    await root?.close();
  };

  /** Hands a batch on; settles at once while the owner keeps up. */
  const handOn = async (call: number, entries: readonly FileEntry[]): Promise<void> => {
    send({ type: 'batch', call, entries: [...entries] });
    const listing = listings.get(call);
    if (listing === undefined) return;
    listing.ahead += 1;
    if (listing.ahead < BATCHES_AHEAD) return;
    await new Promise<void>((resolve) => {
      listing.goOn = resolve;
    });
  };

  const list = async ({ call, root: id, folder }: Extract<Order, { type: 'list' }>): Promise<void> => {
    const root = roots.get(id);
    listings.set(call, { root: id, ahead: 0, goOn: null });
    try {
      const listing =
        root === undefined || !isBelow(folder)
          ? nothing
          : await listRoot(
              root,
              folder,
              async (entries) => {
                await handOn(call, entries);
              },
              () => roots.get(id) !== root,
            );
      send({
        type: 'listed',
        call,
        listing: { ...listing, unreadable: [...listing.unreadable], brokenNames: [...listing.brokenNames] },
      });
    } finally {
      listings.delete(call);
    }
  };

  const look = async ({ call, root: id, paths }: Extract<Order, { type: 'look' }>): Promise<void> => {
    const root = roots.get(id);
    try {
      if (root === undefined) throw new DarkslideError('root-missing');
      const place = await root.place();
      const entries = await Promise.all(paths.map(async (path) => await lookBelow(root, place, path)));
      send({ type: 'looked', call, entries });
    } catch (error) {
      send({ type: 'failed', call, problem: isSilence(error) ? problem('root-silent') : toProblem(error) });
    }
  };

  const taken = (call: number): void => {
    const listing = listings.get(call);
    if (listing === undefined) return;
    listing.ahead -= 1;
    listing.goOn?.();
    listing.goOn = null;
  };

  return {
    take: (order) => {
      if (order.type === 'open') open(order.root);
      else if (order.type === 'close') void close(order.root);
      else if (order.type === 'list') void list(order);
      else if (order.type === 'taken') taken(order.call);
      else if (order.type === 'look') void look(order);
      else if (order.type === 'ping') send({ type: 'pong', call: order.call });
    },
    close: async () => {
      await Promise.all([...roots.keys()].map(close));
    },
  };
}

/** Nothing can be concluded. */
const nothing: Listing = { complete: false, unreadable: [], brokenNames: [], volume: null, inode: 0 };

async function listRoot(
  root: RootWatch,
  folder: string,
  batch: (entries: readonly FileEntry[]) => Promise<void>,
  isUnwanted: () => boolean,
): Promise<Listing> {
  try {
    const before = await root.place();
    const { facts, volume, isExcluded } = before;
    const walked = await walk({
      root: facts.path,
      folder,
      subfolders: root.request.subfolders,
      isExcluded,
      ask: root.gate.ask,
      keepsInodes: volume.keepsInodes,
      isLocal: !volume.network,
      batch,
      isUnwanted,
    });
    const after = await root.place();
    const isSame = after.facts.device === facts.device && after.facts.inode === facts.inode && after.facts.path === facts.path;
    return {
      // Where something else lies there now, what was listed may be half of the one and half of the other
      complete: walked.complete && isSame && walked.unreadable.length <= MOST_UNREADABLE,
      unreadable: walked.unreadable.slice(0, MOST_UNREADABLE),
      brokenNames: walked.brokenNames.slice(0, MOST_BROKEN),
      volume: volume.identity,
      inode: facts.inode,
    };
  } catch {
    return nothing; // the root cannot be reached: its status says why
  }
}

/** Paths come from the owner's table: none of them leads out of the root. */
function isBelow(path: string): boolean {
  return !path.split('/').includes('..') && !path.startsWith('/');
}

async function lookBelow(root: RootWatch, { facts, volume }: Place, path: string): Promise<FileEntry | null> {
  if (!isBelow(path)) return null;
  const entry = await root.gate.ask(async () => await lookAt(facts.path, path, volume.keepsInodes));
  if (entry === null || (process.platform !== 'darwin' && process.platform !== 'win32')) return entry;
  // These find a file by its name in other letters too: the name that is on disk counts
  const real = basename(await root.gate.ask(async () => await realpath(join(facts.path, path))));
  const name = path.slice(path.lastIndexOf('/') + 1);
  const isOtherCase = real !== name && real.normalize('NFC').toLowerCase() === name.normalize('NFC').toLowerCase();
  if (!isOtherCase) return entry;
  const folder = dirname(path);
  return { ...entry, path: folder === '.' ? real : `${folder}/${real}` };
}
