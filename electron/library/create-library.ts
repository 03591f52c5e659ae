/** The library at work: adds files and folders, looks into each, keeps hashes up to date and says what changed. */
import { basename, isAbsolute, resolve } from 'node:path';
import { DarkslideError, problem, toProblem } from '../contract/errors.ts';
import type { PhotoId } from '../contract/ids.ts';
import type { AddOutcome, Pairs } from '../contract/photo.ts';
import { pictureExtensions } from '../images/formats/formats.ts';
import type { ImageTasks, Verified } from '../images/tasks.ts';
import { photoView, resultView, type FileFacts, type PhotoRow } from './catalogue.ts';
import { transaction } from './database.ts';
import { fetchPicture } from './fetch-picture.ts';
import type { AddOptions, Library } from './library.ts';
import type { LibraryParts } from './library-parts.ts';
import { createFollowResult } from './follow-result.ts';
import { createHashing } from './hashing.ts';
import { createIntake } from './intake/create-intake.ts';
import { followMoved } from './intake/follow-moved.ts';
import { locatedPhoto, locatedResult } from './located.ts';
import { folderKeyOf } from './labels.ts';
import { lookForFiles, type LookParts } from './look-for-files.ts';
import { inChunks } from './pairs.ts';
import { withPlaces } from './overview.ts';
import { isNoFile } from './path-text.ts';
import { isWholeDisk, leftAlone } from './questions.ts';
import { factsOf, refusalsIn } from './refusals.ts';
import { scanFolder } from './scan.ts';
import { createShots, pairProblem, type ShotLook } from './shots.ts';
import { keepPicture, takeAddress, takeText } from './take-text.ts';
import { readTimesAgain } from './times.ts';
import { removePhotos } from './remove-photos.ts';
import { withFirst } from './views/first-shown.ts';
import { viewsHere } from './views/views.ts';

/** Files looked into at a time: enough to keep the workers busy, few enough that the grid fills step by step. */
const CHUNK = 16;

interface Mutable {
  readonly added: PhotoId[];
  readonly known: PhotoId[];
  readonly refused: AddOutcome['refused'];
  readonly results: AddOutcome['results'];
  readonly paired: AddOutcome['paired'];
  /** Paths of `results`. */
  readonly passedOver: string[];
  readonly asPhotos: boolean;
  readonly pairs: Pairs;
  /** What was read of files just now. */
  readonly verified: ReadonlyMap<string, Verified>;
}

/** A file as it was found, before anything is written down. */
interface LookedAt {
  readonly path: string;
  readonly facts: FileFacts;
  readonly seen: Awaited<ReturnType<ImageTasks['inspect']>> | null;
  /** Its content, where that was read as well. */
  readonly contentHash: string | null;
}

/** Builds the library over an open database. Starts two quiet jobs at once, unless only what is given matters: are the files still there, and what is their content. */
export function createLibrary(parts: LibraryParts): Library {
  const { catalogue, database, images, now, changed } = parts;
  const { mayOpen = async () => Promise.resolve(true) } = parts;
  const shots = createShots(parts);
  const views = withFirst(parts.views ?? viewsHere(() => database));
  let closed = false;
  const isClosed = (): boolean => closed;
  const hashing = createHashing({
    ...parts,
    isClosed,
    givenOnly: parts.givenOnly === true,
    turn: async () => {
      await intake.looking.settled();
    },
    hashed: async (row) => {
      await followMoved(parts, intake.isGone, row);
    },
  });
  const { withHash } = hashing;
  const followResult = createFollowResult(parts);

  const passOver = (path: string, outcome: Mutable): void => {
    outcome.results.push({ name: basename(path), problem: problem('own-result') });
    outcome.passedOver.push(path);
  };

  /** Reads what is needed of one file. `seen` null: what the library has of it is still true, it is a result, or belongs to a photo. */
  const lookAt = async (path: string, { asPhotos, pairs, verified }: Mutable): Promise<LookedAt> => {
    const { facts } = await factsOf(path);
    const known = catalogue.photoAt(path);
    const isUnchanged =
      known?.bytes === facts.bytes && known.modified_ms === facts.modifiedMs && known.taken_read && known.looked;
    const isResult = catalogue.resultAt(path) !== null && !asPhotos;
    const isPaired = known === null && pairs !== 'both' && shots.isCompanion(path);
    if (isResult || isUnchanged || isPaired) return { path, facts, seen: null, contentHash: null };
    const read = verified.get(path);
    if (read?.stamp.size === facts.bytes && read.stamp.modified === facts.modifiedMs)
      return { path, facts, seen: read, contentHash: read.contentHash };
    return { path, facts, seen: await images.inspect(path), contentHash: null };
  };

  /** Takes one file in. Called for one after the other: photos get their numbers in the order in which they were given. */
  const takeIn = async ({ path, facts, seen: looked, contentHash }: LookedAt, outcome: Mutable): Promise<PhotoRow | null> => {
    if (catalogue.resultAt(path) !== null && !outcome.asPhotos) {
      passOver(path, outcome);
      return null;
    }
    // Asked only now: another process may have added it since
    const known = catalogue.photoAt(path);
    if (known !== null) {
      if (!outcome.added.includes(known.id)) outcome.known.push(known.id);
      const seen = looked;
      if (seen === null || (known.looked && known.bytes === facts.bytes && known.modified_ms === facts.modifiedMs)) {
        const timed = seen === null || known.taken_read ? null : catalogue.setTaken(known.id, seen);
        return known.missing ? catalogue.setPhotoMissing(known.id, false) : timed;
      }
      const refreshed = catalogue.refreshPhoto(known.id, facts, seen);
      return refreshed === null ? null : withHash(refreshed, contentHash);
    }
    // Not looked into so far: it belonged to a photo, or was taken out of the library just now
    const seen = looked ?? (await images.inspect(path));
    if (seen.mark !== null && !outcome.asPhotos) {
      await followResult(path, seen.mark);
      passOver(path, outcome);
      return null;
    }
    const row = withHash(catalogue.addPhoto(facts, seen, now()), contentHash);
    intake.inPlace.forgive(path);
    shots.detach(path);
    outcome.added.push(row.id);
    return row;
  };

  const addFiles = async (paths: readonly string[], outcome: Mutable): Promise<void> => {
    const refuse = (path: string, error: unknown): null => {
      if (!(error instanceof DarkslideError)) parts.log('A file could not be added', error);
      outcome.refused.push({ name: basename(path), problem: toProblem(error) });
      return null;
    };
    const take = async (look: ShotLook | LookedAt): Promise<PhotoRow | null> => {
      if ('error' in look) return refuse(look.path, look.error);
      try {
        return 'facts' in look ? await takeIn(look, outcome) : null;
      } catch (error) {
        return refuse(look.path, error);
      }
    };
    for (const chunk of inChunks(paths, CHUNK)) {
      if (closed) return;
      const looks = await Promise.all(
        chunk.map(async (path) => await lookAt(path, outcome).catch((error: unknown) => ({ path, error }))),
      );
      const leaders = await shots.leadersOf(looks, outcome.pairs, outcome.asPhotos);
      const photos: PhotoRow[] = [];
      const pair = (path: string, leaderPath: string): boolean => {
        const leader = shots.attach(path, leaderPath);
        if (leader === null) return false;
        if (chunk.includes(path)) outcome.paired.push(pairProblem(path, leader));
        if (!outcome.added.includes(leader.id) && !outcome.known.includes(leader.id)) outcome.known.push(leader.id);
        return true;
      };
      for (const look of looks) {
        const row = leaders.has(look.path) ? null : await take(look);
        if (row !== null) photos.push(row);
      }
      if (photos.length > 0) changed({ photos: photos.map(photoView) });
      for (const [path, leaderPath] of leaders) {
        if (pair(path, leaderPath)) continue;
        // What was to stand for it did not come into the library after all
        const look = looks.find((one) => one.path === path);
        const row = look === undefined ? null : await take(look);
        if (row !== null) changed({ photos: [photoView(row)] });
      }
    }
  };

  const addPaths = async (paths: readonly string[], outcome: Mutable): Promise<void> => {
    const files = new Set<string>();
    for (const given of paths) {
      const path = resolve(given);
      try {
        // The page hands over absolute paths; a relative one would mean whatever folder the app was started in
        if (!isAbsolute(given)) throw new DarkslideError('bad-input', 'Only a full path names a file.');
        if (isNoFile(path)) throw new DarkslideError('file-special');
        const { stats } = await factsOf(path);
        if (!stats.isDirectory()) {
          files.add(path);
          continue;
        }
        const disk = { kind: 'disk', path } as const;
        if ((await isWholeDisk(path)) && !(await mayOpen(disk))) {
          outcome.refused.push({ name: basename(path) || path, problem: leftAlone(disk) });
          continue;
        }
        const found = await scanFolder(path, pictureExtensions);
        for (const file of found.files) files.add(file);
        outcome.refused.push(...refusalsIn(path, found));
      } catch (error) {
        outcome.refused.push({ name: basename(path), problem: toProblem(error) });
      }
    }
    await addFiles([...files], outcome);
    if (parts.givenOnly === true) hashing.give([...outcome.added, ...outcome.known]);
    hashing.kick();
  };

  const fresh = (
    { asPhotos = false, pairs = parts.pairs() }: AddOptions = {},
    verified: Mutable['verified'] = new Map(),
  ): Mutable => ({ added: [], known: [], refused: [], results: [], paired: [], passedOver: [], asPhotos, pairs, verified });
  let lastPassedOver: readonly string[] = [];

  const added = (photoIds: readonly PhotoId[]): void => {
    views.note({ photoIds, resultIds: [] });
    changed({ viewsMoved: true });
  };
  const intake = createIntake({ ...parts, mayOpen, added, shots, metResult: followResult, isClosed, done: hashing.kick });

  const told = ({ added, known, refused, results, paired, passedOver }: Mutable): AddOutcome => {
    lastPassedOver = passedOver;
    return { added, known, refused, results, paired };
  };

  /** Photos that lie in no folder of the library, and results. */
  const lookForLoose = async (watched: LookParts): Promise<void> => {
    await lookForFiles(watched, (path) => intake.places.isLookedAt(path) || intake.places.isAway(path));
  };

  let rescanning: Promise<void> | null = null;
  const rescan = async (): Promise<void> => {
    try {
      await intake.places.rescan();
      await lookForLoose({ ...parts, isClosed });
    } catch (error) {
      parts.log('Looking at the folders of the library again stopped', error);
    } finally {
      rescanning = null;
    }
  };

  const keep = async (bytes: Uint8Array, name: string, outcome: Mutable): Promise<void> => {
    await addPaths([await keepPicture(parts, bytes, name)], outcome);
  };
  const texts = { fetchPicture: parts.fetchPicture ?? fetchPicture, mayOpen, addPaths, keep };

  const lookAgain = async (): Promise<void> => {
    if (parts.views !== undefined) await views.first;
    if (closed) return;
    const watched = { ...parts, isClosed };
    await intake.places.rescan();
    intake.looking.kick();
    await lookForLoose(watched);
    const alone = await shots.lookAgain(watched.isClosed);
    if (alone.length > 0) await addFiles(alone, fresh());
    await readTimesAgain(watched);
  };

  let looking: Promise<void> | null = (parts.givenOnly === true ? Promise.resolve() : lookAgain())
    .catch((error: unknown) => {
      parts.log('Looking at the files again stopped', error);
    })
    .finally(() => {
      looking = null;
      hashing.kick();
    });

  return {
    photos: () => catalogue.photos().map(photoView),
    results: () => catalogue.results().map(resultView),
    view: async (query, since) => await views.view(query, since),
    overview: async () => withPlaces(await views.overview(), intake.places.all(), intake.places.problemOf),
    removeFolder: (folder) => {
      const place = intake.places.all().find(({ path }) => folderKeyOf(path) === folder);
      if (place === undefined) throw new DarkslideError('not-found');
      intake.places.remove(place.id);
    },
    rows: (ids) =>
      catalogue.photosOf(ids).map((row) => ({ ...photoView(row), missing: row.missing || intake.places.isAway(row.path) })),
    heard: ({ photos = [], photosRemoved = [], results = [], resultsRemoved = [] }) => {
      const photoIds = [...photos.map(({ id }) => id), ...photosRemoved];
      const resultIds = [...results.map(({ id }) => id), ...resultsRemoved];
      if (photoIds.length + resultIds.length === 0) return false;
      views.note({ photoIds, resultIds });
      return true;
    },
    add: async (paths, options) => {
      const outcome = fresh(options);
      await addPaths(paths, outcome);
      return told(outcome);
    },
    addInPlace: async (paths, { continues = false } = {}) => {
      const before = continues ? lastPassedOver : [];
      const { folders, files, refused } = await intake.sort(paths);
      const few = fresh();
      few.refused.push(...refused);
      const isFew = intake.areFew(files);
      if (isFew && files.length > 0) await addPaths(files, few);
      const many = await intake.take(folders, isFew ? [] : files);
      for (const kind of ['added', 'known'] as const) for (const id of many[kind]) few[kind].push(id);
      for (const kind of ['refused', 'results', 'paired', 'passedOver'] as const) few[kind].push(...(many[kind] as never[])); // each list holds what its namesake holds
      const outcome = told(few);
      lastPassedOver = [...before, ...lastPassedOver];
      return outcome;
    },
    lookInto: async (ids) => {
      await intake.looking.settle(ids);
    },
    showFirst: intake.looking.show,
    intake: intake.progress,
    controlIntake: intake.control,
    rescan: async () => {
      rescanning ??= rescan();
      await rescanning;
    },
    addVerified: async (files) => {
      // The rule has chosen among RAW and JPEG
      const outcome = fresh({ pairs: 'both' }, files);
      await addPaths([...files.keys()], outcome);
      // Not kept for `addPassedOver`: that is about what a person added
      const { added, known, refused, results, paired } = outcome;
      return { added, known, refused, results, paired };
    },
    passedOver: () => lastPassedOver,
    addPassedOver: async () => {
      const outcome = fresh({ asPhotos: true });
      await addPaths(lastPassedOver, outcome);
      return told(outcome);
    },
    addPicture: async (bytes, name) => {
      const outcome = fresh();
      await keep(bytes, name, outcome);
      return told(outcome);
    },
    addText: async (text) => {
      const outcome = fresh();
      await takeText(texts, text, outcome);
      return told(outcome);
    },
    addAddress: async (address) => {
      const outcome = fresh();
      await takeAddress(texts, address, outcome);
      return told(outcome);
    },
    photoMoved: (photoId, path) => {
      const after = catalogue.movePhoto(photoId, path);
      if (after !== null) changed({ photos: [photoView(after)] });
    },
    remove: (photoIds) => {
      removePhotos(parts, intake.inPlace, photoIds);
    },
    details: async (photoId) => {
      const row = catalogue.photo(photoId);
      if (row === null) throw new DarkslideError('not-found');
      return await images.details(row.path);
    },
    locatePhoto: (photoId) => locatedPhoto(catalogue.photo(photoId)),
    locateResult: (resultId) => locatedResult(catalogue.result(resultId)),
    forgetResults: (resultIds) => {
      transaction(database, () => {
        for (const id of resultIds) {
          parts.forgotten(id);
          catalogue.removeResult(id);
        }
      });
      changed({ resultsRemoved: [...resultIds] });
    },
    close: async () => {
      closed = true;
      await Promise.all([intake.close(), views.close()]);
      await Promise.all([hashing.settled(), looking, rescanning]);
    },
  };
}
