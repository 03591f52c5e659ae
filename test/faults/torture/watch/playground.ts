/** The folders of a run and the pictures in them: what the operations write with. Every change on the disk is told to the oracle at once. */
import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { labelledPicture, readLabel } from '../../../helpers/labelled-pictures.ts';
import { pick, type Random } from '../../../helpers/random.ts';
import { nameOf } from './names.ts';
import type { Held, Oracle } from './oracle.ts';

export interface Picture {
  readonly label: string;
  readonly bytes: Buffer;
  readonly format: 'jpeg' | 'png';
}

/** What must not change about an original: its bytes, its length and its time. */
export async function printOf(path: string): Promise<string> {
  const { size, mtimeMs } = await stat(path);
  return `${createHash('sha256')
    .update(await readFile(path))
    .digest('hex')} ${String(size)} ${String(mtimeMs)}`;
}

export async function pause(ms: number): Promise<void> {
  await new Promise((resume) => setTimeout(resume, ms));
}

export type Playground = Awaited<ReturnType<typeof openPlayground>>;

/**
 * Makes the folders.
 * @param place - an empty folder for all of it
 */
export async function openPlayground(place: string, oracle: Oracle, random: Random) {
  const roots = [join(place, 'camera'), join(place, 'sync')];
  const outside = join(place, 'elsewhere');
  await Promise.all(
    [...roots, outside].map(async (folder) => {
      await mkdir(folder, { recursive: true });
    }),
  );
  /** Folders below the roots, and the roots. */
  const folders = new Set(roots);
  const claimed = new Set<string>();
  const formats = new Map<string, Picture['format']>();
  const isRoot = (folder: string): boolean => roots.includes(folder);
  let made = 0;

  const touches = (one: string, other: string): boolean =>
    one === other || one.startsWith(other + sep) || other.startsWith(one + sep);

  /** Nobody else may touch these meanwhile, nor what is below or above them. False: somebody does. */
  const claim = (...paths: readonly string[]): boolean => {
    for (const path of paths) for (const other of claimed) if (touches(path, other)) return false;
    for (const path of paths) claimed.add(path);
    return true;
  };
  const release = (...paths: readonly string[]): void => {
    for (const path of paths) claimed.delete(path);
  };

  /** A picture that is no other's. */
  const picture = async (): Promise<Picture> => {
    for (;;) {
      made += 1;
      const label = `picture ${String(made)}`;
      const format = made % 7 === 0 ? 'png' : 'jpeg';
      const bytes = await labelledPicture(label, { height: 96, texture: 16, format });
      // Few fields make two labels look alike now and then
      if ((await readLabel(bytes, oracle.labels())) !== null) continue;
      oracle.made(label);
      formats.set(label, format);
      return { label, bytes, format };
    }
  };

  const fresh = (format: Picture['format'], folder: string): string => {
    made += 1;
    return join(folder, nameOf(made, format, random));
  };

  const told = async (path: string, label: string | null): Promise<void> => {
    oracle.put(path, { label, print: await printOf(path) });
  };

  /** Writes it at once, in place where it is there. */
  const write = async (path: string, { bytes, label }: Pick<Picture, 'bytes' | 'label'>): Promise<void> => {
    await writeFile(path, bytes);
    await told(path, label);
  };

  /** Writes it under a temporary name and gives it its own. The temporary name may be one of a picture. */
  const writeBeside = async (
    temporary: string,
    path: string,
    { bytes, label }: Pick<Picture, 'bytes' | 'label'>,
  ): Promise<void> => {
    await writeFile(temporary, bytes);
    await pause(Math.floor(random() * 300));
    const print = await printOf(temporary);
    await rename(temporary, path);
    oracle.put(path, { label, print });
    const held = oracle.at(path);
    if (held !== undefined) held.linked = false;
  };

  /** Writes it in pieces. Some of the pauses are longer than the program waits for a file to be still. */
  const trickle = async (path: string, { bytes, label }: Pick<Picture, 'bytes' | 'label'>): Promise<void> => {
    const pieces = 2 + Math.floor(random() * 4);
    const length = Math.ceil(bytes.length / pieces);
    const file = await open(path, 'w');
    try {
      oracle.put(path, { label: null, print: '' });
      for (let piece = 0; piece < pieces; piece += 1) {
        if (piece > 0) await pause(random() < 0.15 ? 2_500 + random() * 1_500 : 20 + random() * 700);
        await file.write(bytes.subarray(piece * length, (piece + 1) * length));
      }
    } finally {
      await file.close();
    }
    await told(path, label);
  };

  /** A whole picture that nobody is at work with; it is claimed. */
  const anyFile = (fits: (held: Held) => boolean = () => true): Held | null => {
    const all = oracle.files().filter((held) => held.label !== null && fits(held));
    for (let tries = 0; tries < 8 && all.length > 0; tries += 1) {
      const held = pick(all, random);
      if (claim(held.path)) return held;
    }
    return null;
  };

  const anyFolder = (): string => {
    for (let tries = 0; tries < 8; tries += 1) {
      const folder = pick([...folders], random);
      if (![...claimed].some((path) => path === folder || folder.startsWith(path + sep))) return folder;
    }
    return pick(roots, random);
  };

  return {
    ...{
      roots,
      outside,
      folders,
      oracle,
      random,
      claim,
      release,
      picture,
      write,
      writeBeside,
      trickle,
      anyFile,
      anyFolder,
      isRoot,
      told,
    },
    /** A path that was never used, in a folder that nobody renames. It is claimed. Null: the folder is gone, or somebody is at work with it. */
    place: (format: Picture['format'], within?: string): string | null => {
      const folder = within ?? anyFolder();
      const path = fresh(format, folder);
      return folders.has(folder) && claim(path) ? path : null;
    },
    formatOf: (label: string): Picture['format'] => formats.get(label) ?? 'jpeg',
    /** The same pixels with other words in its metadata. */
    retold: async (label: string): Promise<Buffer> => {
      made += 1;
      const format = formats.get(label) ?? 'jpeg';
      return await labelledPicture(label, { height: 96, texture: 16, format, comment: `rated ${String(made)}` });
    },
    /** Null: somebody is at work there. */
    makeFolder: async (): Promise<string | null> => {
      made += 1;
      const parent = anyFolder();
      const depth = parent.split(sep).length - (roots[0] ?? '').split(sep).length;
      const folder = join(
        depth > 2 ? pick(roots, random) : parent,
        pick([`${String(made)}NIKON`, `2024.05.${String(made)}`, `Ordner ${String(made)} ü`], random),
      );
      if (!claim(folder)) return null;
      try {
        await mkdir(folder);
        folders.add(folder);
      } finally {
        release(folder);
      }
      return folder;
    },
    folderOf: (path: string): string => dirname(path),
  };
}
