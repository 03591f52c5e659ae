/** What other programs do to a folder of photos, each as one operation. */
import { copyFile, link, mkdir, rename, unlink, utimes, writeFile } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import { pick } from '../../../helpers/random.ts';
import { temporaryOf } from './names.ts';
import { pause, printOf, type Playground } from './playground.ts';

/** Does it; false: there was nothing to do it with. */
type Operation = (ground: Playground) => Promise<boolean>;

/** Runs with one claimed new path. */
async function atNewPath(
  ground: Playground,
  work: (path: string) => Promise<void>,
  format: 'jpeg' | 'png' = 'jpeg',
  within?: string,
): Promise<boolean> {
  const path = ground.place(format, within);
  if (path === null) return false;
  try {
    await work(path);
  } finally {
    ground.release(path);
  }
  return true;
}

const writeAtOnce: Operation = async (ground) => {
  const picture = await ground.picture();
  return await atNewPath(
    ground,
    async (path) => {
      await ground.write(path, picture);
    },
    picture.format,
  );
};

const writeInPieces: Operation = async (ground) => {
  const picture = await ground.picture();
  return await atNewPath(
    ground,
    async (path) => {
      await ground.trickle(path, picture);
    },
    picture.format,
  );
};

const writeBeside: Operation = async (ground) => {
  const picture = await ground.picture();
  return await atNewPath(
    ground,
    async (path) => {
      await ground.writeBeside(temporaryOf(ground.folderOf(path), basename(path), ground.random), path, picture);
    },
    picture.format,
  );
};

const burst: Operation = async (ground) => {
  const folder = ground.anyFolder();
  for (let count = 3 + Math.floor(ground.random() * 4); count > 0; count -= 1) {
    const picture = await ground.picture();
    // The folder may be renamed between two of them: then there is nothing to write to
    await atNewPath(
      ground,
      async (path) => {
        await ground.write(path, picture);
      },
      picture.format,
      folder,
    );
  }
  return true;
};

/** A new name beside, or in another folder, of either root. */
const renameFile: Operation = async (ground) => {
  const held = ground.anyFile();
  if (held?.label == null) return false;
  try {
    return await atNewPath(
      ground,
      async (path) => {
        await rename(held.path, path);
        ground.oracle.moved(held.path, path);
      },
      ground.formatOf(held.label),
    );
  } finally {
    ground.release(held.path);
  }
};

const swapNames: Operation = async (ground) => {
  const one = ground.anyFile();
  const other = ground.anyFile();
  try {
    if (one?.label == null || other?.label == null || ground.formatOf(one.label) !== ground.formatOf(other.label)) return false;
    const spare = ground.place('jpeg', ground.roots[0]);
    if (spare === null) return false;
    for (const [from, to] of [
      [one.path, spare],
      [other.path, one.path],
      [spare, other.path],
    ] as const) {
      await rename(from, to);
      ground.oracle.moved(from, to);
    }
    ground.release(spare);
    return true;
  } finally {
    if (one !== null) ground.release(one.path);
    if (other !== null) ground.release(other.path);
  }
};

const copy: Operation = async (ground) => {
  const held = ground.anyFile();
  if (held?.label == null) return false;
  const { label, path: from } = held;
  try {
    return await atNewPath(
      ground,
      async (path) => {
        await copyFile(from, path);
        // As cp -p does
        if (ground.random() < 0.5) await utimes(path, new Date(), new Date(Date.now() - 86_400_000));
        await ground.told(path, label);
      },
      ground.formatOf(label),
    );
  } finally {
    ground.release(from);
  }
};

/** A rating or keywords: the same pixels in other bytes. */
const writeMetadata: Operation = async (ground) => {
  const held = ground.anyFile(({ linked }) => !linked);
  if (held?.label == null) return false;
  const { label, path } = held;
  try {
    const bytes = await ground.retold(label);
    if (ground.random() < 0.5) await ground.write(path, { bytes, label });
    else await ground.writeBeside(temporaryOf(ground.folderOf(path), basename(path), ground.random), path, { bytes, label });
    return true;
  } finally {
    ground.release(path);
  }
};

/** Another picture under the same name before the first one can be taken for finished. */
const overwriteSoon: Operation = async (ground) => {
  const [first, second] = [await ground.picture(), await ground.picture()];
  return await atNewPath(
    ground,
    async (path) => {
      await ground.write(path, first);
      await pause(ground.random() * 1_000);
      if (ground.random() < 0.5) await ground.write(path, second);
      else await ground.writeBeside(temporaryOf(ground.folderOf(path), basename(path), ground.random), path, second);
    },
    first.format,
  );
};

/** Another picture under a name that was there for whatever time. */
const overwrite: Operation = async (ground) => {
  const held = ground.anyFile(({ linked }) => !linked);
  if (held?.label == null) return false;
  const { path } = held;
  try {
    const picture = await ground.picture();
    const how = ground.random();
    if (how < 0.4) await ground.write(path, picture);
    else if (how < 0.6) await ground.trickle(path, picture);
    else await ground.writeBeside(temporaryOf(ground.folderOf(path), basename(path), ground.random), path, picture);
    return true;
  } finally {
    ground.release(path);
  }
};

const renameOver: Operation = async (ground) => {
  const from = ground.anyFile();
  const to = ground.anyFile();
  try {
    // Two names of one file: the system leaves both
    if (from === null || to === null || (from.linked && to.linked)) return false;
    await rename(from.path, to.path);
    ground.oracle.moved(from.path, to.path);
    return true;
  } finally {
    if (from !== null) ground.release(from.path);
    if (to !== null) ground.release(to.path);
  }
};

const deleteSoon: Operation = async (ground) => {
  const picture = await ground.picture();
  return await atNewPath(
    ground,
    async (path) => {
      await ground.write(path, picture);
      await pause(ground.random() * 1_000);
      await unlink(path);
      ground.oracle.gone(path);
    },
    picture.format,
  );
};

const deleteAny: Operation = async (ground) => {
  const held = ground.anyFile();
  if (held === null) return false;
  await unlink(held.path);
  ground.oracle.gone(held.path);
  ground.release(held.path);
  return true;
};

const moveOutAndBack: Operation = async (ground) => {
  const held = ground.anyFile();
  if (held?.label == null) return false;
  const { path, label } = held;
  const away = join(ground.outside, `away-${String(Math.floor(ground.random() * 1e9))}`);
  try {
    await rename(path, away);
    const left = ground.oracle.left(path);
    await pause(100 + ground.random() * 3_500);
    const back = async (to: string): Promise<void> => {
      await rename(away, to);
      ground.oracle.returned(to, left);
    };
    if (ground.random() < 0.5 || !(await atNewPath(ground, back, ground.formatOf(label)))) await back(path);
    return true;
  } finally {
    ground.release(path);
  }
};

const hardLink: Operation = async (ground) => {
  const held = ground.anyFile();
  if (held?.label == null) return false;
  const { path: from, label } = held;
  try {
    return await atNewPath(
      ground,
      async (path) => {
        await link(from, path);
        ground.oracle.linked(from, path);
      },
      ground.formatOf(label),
    );
  } finally {
    ground.release(from);
  }
};

const touch: Operation = async (ground) => {
  const held = ground.anyFile(({ linked }) => !linked);
  if (held === null) return false;
  await utimes(held.path, new Date(), new Date());
  ground.oracle.touched(held.path, await printOf(held.path));
  ground.release(held.path);
  return true;
};

const makeFolder: Operation = async (ground) => {
  const folder = await ground.makeFolder();
  if (folder === null) return false;
  const picture = await ground.picture();
  return await atNewPath(
    ground,
    async (path) => {
      await ground.write(path, picture);
    },
    picture.format,
    folder,
  );
};

/** A folder with photos comes as a whole, as from a card. */
const moveFolderIn: Operation = async (ground) => {
  const name = `card ${String(Math.floor(ground.random() * 1e9))}`;
  const built = join(ground.outside, name);
  const folder = join(pick(ground.roots, ground.random), name);
  await mkdir(built);
  const inside: { readonly path: string; readonly label: string; readonly print: string }[] = [];
  for (let count = 1 + Math.floor(ground.random() * 3); count > 0; count -= 1) {
    const { label, bytes, format } = await ground.picture();
    const file = `C${String(count)}.${format === 'png' ? 'png' : 'jpg'}`;
    await writeFile(join(built, file), bytes);
    inside.push({ path: join(folder, file), label, print: await printOf(join(built, file)) });
  }
  await rename(built, folder);
  for (const { path, ...content } of inside) ground.oracle.put(path, content);
  ground.folders.add(folder);
  return true;
};

const renameFolder: Operation = async (ground) => {
  const own = [...ground.folders].filter((folder) => !ground.isRoot(folder));
  if (own.length === 0) return false;
  const from = pick(own, ground.random);
  if (!ground.claim(from)) return false;
  const to = `${from} r`;
  try {
    await rename(from, to);
    for (const { path } of ground.oracle.files())
      if (path.startsWith(from + sep)) ground.oracle.moved(path, to + path.slice(from.length));
    for (const folder of [...ground.folders])
      if (folder === from || folder.startsWith(from + sep)) {
        ground.folders.delete(folder);
        ground.folders.add(to + folder.slice(from.length));
      }
    return true;
  } finally {
    ground.release(from);
  }
};

/** Pictures that nobody asked to develop: unfinished for ever, of a server or a system, or outside. */
const writeDecoy: Operation = async (ground) => {
  const { label, bytes } = await ground.picture();
  const folder = ground.anyFolder();
  const number = label.replace(/\D/g, '');
  const thumbnails = join(folder, '@eaDir');
  const kinds: readonly (readonly [string, Buffer])[] = [
    [join(folder, `never-${number}.jpg.part`), bytes],
    [join(folder, `._IMG_${number}.jpg`), bytes],
    [join(thumbnails, `thumb-${number}.jpg`), bytes],
    [join(folder, `half-${number}.jpg`), bytes.subarray(0, Math.floor(bytes.length * 0.6))],
    [join(folder, `notes-${number}.jpg`), Buffer.from(`These are words, not a picture, number ${number}.\n`.repeat(20))],
    [join(folder, `empty-${number}.jpg`), Buffer.alloc(0)],
    [join(ground.outside, `private-${number}.jpg`), bytes],
  ];
  const [path, content] = pick(kinds, ground.random);
  if (!ground.claim(path)) return false;
  try {
    if (path.startsWith(thumbnails)) await mkdir(thumbnails, { recursive: true });
    await writeFile(path, content);
    // No label: it is nothing to be developed, but its bytes must stay as they are
    await ground.told(path, null);
    return true;
  } finally {
    ground.release(path);
  }
};

/** Name → how often, against the others, and what. */
export const operations: Readonly<Record<string, readonly [number, Operation]>> = {
  'written at once': [10, writeAtOnce],
  'written in pieces': [10, writeInPieces],
  'temporary and renamed': [10, writeBeside],
  burst: [2, burst],
  'renamed or moved': [8, renameFile],
  'names swapped': [2, swapNames],
  copied: [5, copy],
  'metadata written': [7, writeMetadata],
  'overwritten soon': [5, overwriteSoon],
  overwritten: [4, overwrite],
  'renamed over another': [2, renameOver],
  'deleted soon': [4, deleteSoon],
  deleted: [2, deleteAny],
  'out and back': [5, moveOutAndBack],
  'hard link': [3, hardLink],
  touched: [4, touch],
  'new folder': [2, makeFolder],
  'folder moved in': [2, moveFolderIn],
  'folder renamed': [2, renameFolder],
  decoy: [3, writeDecoy],
};
