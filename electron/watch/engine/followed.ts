/** Follows the jobs of one rule until each is over, and puts originals into the done folder once their result is stored. */
import { basename } from 'node:path';
import type { JobId, PhotoId } from '../../contract/ids.ts';
import type { Job } from '../../contract/job.ts';
import type { Rule } from '../../contract/rule.ts';
import type { Book, Outcome } from './book/book.ts';
import { moveToDone } from './done-folder.ts';
import type { WatchParts } from './parts.ts';
import { noChanges } from '../../library/roots/seen-row.ts';
import type { Seen } from '../../library/roots/seen.ts';
import type { Happening } from './book/story.ts';
import { placeOf } from './book/stops.ts';

export interface FollowedParts {
  readonly parts: Pick<WatchParts, 'develop' | 'catalogue' | 'library' | 'log'>;
  readonly rule: () => Rule;
  readonly book: Book;
  readonly seen: Seen;
  readonly absolute: (path: string) => string;
  /** Jobs of before that are under way. */
  readonly known: (jobs: readonly Job[]) => void;
  /** These came to nothing. */
  readonly failed: (jobs: readonly Job[]) => void;
  readonly tell: (happenings: readonly Happening[]) => void;
  readonly changed: () => void;
}

export interface Followed {
  readonly add: (jobs: readonly Job[]) => void;
  readonly heard: (jobs: readonly Job[]) => void;
  /** Not sent yet. */
  readonly waiting: () => number;
  /** Folders that hold photos up, or what their results need; see `placeOf`. */
  readonly places: () => ReadonlySet<string>;
  /** Jobs that are not out, and their photos. */
  readonly unsent: () => { readonly id: JobId; readonly photoId: PhotoId }[];
  /** Everything that was developed while nobody looked goes to the done folder. */
  readonly catchUp: () => Promise<void>;
  /** Is no original on its way to the done folder? */
  readonly isIdle: () => boolean;
  readonly close: () => Promise<void>;
}

/** Builds it. */
export function createFollowed({ parts, rule, book, seen, absolute, ...hooks }: FollowedParts): Followed {
  const open = new Map<JobId, Job>();
  /** Said once: their originals stay where they are. */
  const saidFor = new Set<string>();
  let moving: Promise<void> = Promise.resolve();
  let underWay = 0;
  /** What is stored from now on is moved at the next start. */
  let closed = false;

  const isOpen = ({ state }: Job): boolean =>
    state === 'queued' || state === 'preparing' || state === 'sent' || state === 'accepted' || state === 'received';

  const move = async (outcome: Outcome): Promise<void> => {
    const { doneFolder, id, folder } = rule();
    const [file] = seen.byId([outcome.seenId]);
    if (doneFolder === null || file === undefined || file.missing || file.version !== outcome.version) return;
    const moved = await moveToDone({ path: absolute(file.path), root: folder, doneFolder, stamp: file });
    if (moved.type === 'moved') {
      book.write(id, [{ ...outcome, outcome: 'moved' }]);
      if (outcome.photoId !== null) parts.library.photoMoved(outcome.photoId, moved.to);
      seen.apply(file.rootId, { ...noChanges, missing: [file] });
      hooks.tell([{ kind: 'moved', name: basename(file.path), path: file.path }]);
    } else if (!saidFor.has(`${file.path}:${moved.why}`)) {
      saidFor.add(`${file.path}:${moved.why}`);
      hooks.tell([{ kind: 'failed', name: basename(file.path), path: file.path, detail: moved.why }]);
    }
  };

  /** One after the other: a folder with many is a matter of renames, and two of one name must not meet. */
  const moveLater = (outcome: Outcome): void => {
    underWay += 1;
    moving = moving
      .then(async () => {
        await move(outcome);
      })
      .catch((error: unknown) => {
        parts.log('An original could not be moved to the done folder', error);
      })
      .finally(() => {
        underWay -= 1;
        hooks.changed();
      });
  };

  const stored = (photoId: PhotoId): void => {
    if (closed || rule().doneFolder === null) return;
    for (const outcome of book.ofPhoto(rule().id, photoId)) if (outcome.outcome === 'queued') moveLater(outcome);
  };

  const heard = (jobs: readonly Job[]): void => {
    const ended: Happening[] = [];
    const failed: Job[] = [];
    let any = false;
    for (const job of jobs) {
      if (!open.has(job.id)) continue;
      any = true;
      if (isOpen(job)) {
        open.set(job.id, job);
        continue;
      }
      open.delete(job.id);
      if (job.state === 'done' && job.photoId !== null) stored(job.photoId);
      if (job.state === 'failed') failed.push(job);
      if (job.state === 'failed' || job.state === 'unsure')
        ended.push({ kind: job.state, name: job.photoName, detail: job.problem?.message ?? null });
    }
    if (failed.length > 0) hooks.failed(failed);
    if (ended.length > 0) hooks.tell(ended);
    if (any) hooks.changed();
  };

  return {
    add: (jobs) => {
      for (const job of jobs) open.set(job.id, job);
      // Some may be over already
      heard(parts.develop.jobsOf(jobs.map(({ id }) => id)));
    },
    heard,
    waiting: () => {
      let count = 0;
      for (const { state } of open.values()) if (state === 'queued' || state === 'preparing') count += 1;
      return count;
    },
    places: () => {
      const places = new Set<string>();
      for (const { held } of open.values())
        if (held !== null && (held.scope === 'folder' || held.scope === 'source')) places.add(placeOf(held));
      return places;
    },
    unsent: () =>
      [...open.values()].flatMap(({ id, photoId, state }) =>
        photoId !== null && (state === 'queued' || state === 'preparing') ? [{ id, photoId }] : [],
      ),
    catchUp: async () => {
      const queued = book.queued(rule().id);
      const photos = new Map(
        queued.flatMap((outcome) => (outcome.photoId === null ? [] : [[outcome.photoId, outcome] as const])),
      );
      for (const job of parts.develop.jobs())
        if (job.photoId !== null && photos.has(job.photoId) && isOpen(job)) open.set(job.id, job);
      if (rule().doneFolder === null) return;
      const stillOpen = new Set([...open.values()].map(({ photoId }) => photoId));
      for (const [photoId, outcome] of photos)
        if (!stillOpen.has(photoId) && parts.catalogue.resultsOfPhoto(photoId).some(({ missing }) => !missing))
          moveLater(outcome);
      await moving;
    },
    isIdle: () => underWay === 0,
    close: async () => {
      closed = true;
      await moving;
    },
  };
}
