/**
 * Work on disks, kept apart by volume: a drive or share that does not answer takes two of the threads that read and write files and no
 * more, and whoever needs it is told so after a while, so that nobody else waits for it.
 */
import { readFileSync } from 'node:fs';
import { parse } from 'node:path';
import { DarkslideError } from '../../contract/errors.ts';

/** Pieces of work on one volume at once: each may hold a thread for as long as the volume is silent. */
const AT_ONCE = 2;
/** A volume that has not answered for so long counts as silent; a slow share that wakes a sleeping disk takes less. Milliseconds. */
const SILENT_AFTER_MS = 15_000;

export interface Volumes {
  /**
   * Runs work that reads or writes at `path`, a few at a time for each volume.
   * Throws `folder-silent` where the volume does not answer: the work may still end, and until then nothing more is begun there.
   */
  readonly run: <Value>(path: string, work: () => Promise<Value>) => Promise<Value>;
  /** The volume of a path, as a name for it. */
  readonly nameOf: (path: string) => string;
}

interface Volume {
  busy: number;
  /** Pieces of work that have not answered in time. */
  silent: number;
  readonly queue: { readonly go: () => void; readonly fail: (reason: DarkslideError) => void }[];
}

export interface VolumeOptions {
  readonly silentAfterMs?: number;
  /** Where volumes are mounted. */
  readonly mounts?: () => readonly string[];
}

/** The longest mount that a path lies under; where none is known: the drive, the share or the disk under /Volumes. Pure. */
export function volumeOf(path: string, mounts: readonly string[]): string {
  let longest = '';
  for (const mount of mounts) {
    const inside = mount.endsWith('/') ? mount : `${mount}/`;
    if (mount.length > longest.length && (path === mount || path.startsWith(inside))) longest = mount;
  }
  if (longest !== '') return longest;
  return /^\/Volumes\/[^/]+/.exec(path)?.[0] ?? parse(path).root;
}

/** The list of mounts is read again after so long, milliseconds. */
const MOUNTS_FOR_MS = 2_000;

/** Mount points by the kernel's own list: asking it never waits for a volume. Empty on other systems. */
function mountsOfLinux(): readonly string[] {
  if (process.platform !== 'linux') return [];
  try {
    return readFileSync('/proc/self/mounts', 'utf8')
      .split('\n')
      .flatMap((line) => line.split(' ')[1] ?? [])
      .map((path) => path.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8))));
  } catch {
    return []; // without a list every path belongs to the one root
  }
}

function lately(read: () => readonly string[]): () => readonly string[] {
  let known: readonly string[] = [];
  let readAt = -Infinity;
  return () => {
    if (performance.now() - readAt < MOUNTS_FOR_MS) return known;
    known = read();
    readAt = performance.now();
    return known;
  };
}

function silence(): DarkslideError {
  return new DarkslideError('folder-silent');
}

/** Builds it; nothing is known of any volume yet. */
export function createVolumes(options: VolumeOptions = {}): Volumes {
  const { silentAfterMs = SILENT_AFTER_MS, mounts = lately(mountsOfLinux) } = options;
  const volumes = new Map<string, Volume>();
  const nameOf = (path: string): string => volumeOf(path, mounts());

  const volumeAt = (path: string): Volume => {
    const name = nameOf(path);
    const known = volumes.get(name);
    if (known !== undefined) return known;
    const fresh: Volume = { busy: 0, silent: 0, queue: [] };
    volumes.set(name, fresh);
    return fresh;
  };

  const takePlace = async (volume: Volume): Promise<void> => {
    if (volume.busy < AT_ONCE) {
      volume.busy += 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      volume.queue.push({ go: resolve, fail: reject });
    });
  };

  const leavePlace = (volume: Volume): void => {
    const next = volume.queue.shift();
    if (next === undefined) volume.busy -= 1;
    else next.go();
  };

  return {
    nameOf,
    run: async <Value>(path: string, work: () => Promise<Value>): Promise<Value> => {
      const volume = volumeAt(path);
      if (volume.silent > 0) throw silence();
      await takePlace(volume);
      return await new Promise<Value>((resolve, reject) => {
        let late = false;
        const timer = setTimeout(() => {
          late = true;
          volume.silent += 1;
          for (const waiting of volume.queue.splice(0)) waiting.fail(silence());
          reject(silence());
        }, silentAfterMs);
        const end = (tell: () => void): void => {
          clearTimeout(timer);
          if (late) volume.silent -= 1;
          leavePlace(volume);
          tell(); // after it was called silent nobody listens any more
        };
        work().then(
          (value) => {
            end(() => {
              resolve(value);
            });
          },
          (error: unknown) => {
            end(() => {
              reject(error instanceof Error ? error : new Error(String(error)));
            });
          },
        );
      });
    },
  };
}
