/** The folders of the library as a tree, from what photos say of their places. Pure. */
import type { FolderId, Photo } from '../../electron/contract/photo.ts';

export interface FolderNode {
  readonly id: FolderId;
  /** Its own name: "3 Coast, town". */
  readonly name: string;
  /** With the folder around it, "Autumn trip / 3 Coast, town". */
  readonly label: string;
  /** Photos in it and in the folders in it. */
  readonly count: number;
  /** None of its photos can be reached: the drive may be unplugged. */
  readonly unreachable: boolean;
  /** Folders in it, in the order in which people count. */
  readonly children: readonly FolderNode[];
}

interface Draft {
  readonly id: FolderId;
  readonly name: string;
  readonly label: string;
  above: FolderId | null;
  own: number;
  missing: number;
  readonly children: Draft[];
}

const names = new Intl.Collator(undefined, { numeric: true });

/** Folders that hold photos, and those around them where more than one lies in them. */
export function folderTree(photos: Iterable<Photo>): readonly FolderNode[] {
  const drafts = new Map<FolderId, Draft>();
  const around = new Map<FolderId, string>();
  for (const { folderId, folderAboveId, folder, missing } of photos) {
    let draft = drafts.get(folderId);
    if (draft === undefined) {
      const parts = folder.split(' / ');
      draft = {
        id: folderId,
        name: parts.at(-1) ?? folder,
        label: folder,
        above: folderAboveId,
        own: 0,
        missing: 0,
        children: [],
      };
      drafts.set(folderId, draft);
      if (parts.length > 1) around.set(folderAboveId, parts[0] ?? '');
    }
    draft.own += 1;
    if (missing) draft.missing += 1;
  }
  for (const [id, name] of around) {
    if (!drafts.has(id)) drafts.set(id, { id, name, label: name, above: null, own: 0, missing: 0, children: [] });
  }
  const roots: Draft[] = [];
  for (const draft of drafts.values()) {
    const parent = draft.above === null || draft.above === draft.id ? undefined : drafts.get(draft.above);
    if (parent === undefined) roots.push(draft);
    else parent.children.push(draft);
  }
  // A folder that only leads to another one is no place to choose
  const chosen = roots.flatMap((root) => (root.own === 0 && root.children.length === 1 ? root.children : [root]));
  return told(chosen.map(finish));
}

interface Finished extends FolderNode {
  readonly missing: number;
}

function finish({ id, name, label, own, missing, children }: Draft): Finished {
  const inside = children.map(finish);
  const sum = (of: (node: Finished) => number): number => inside.reduce((total, node) => total + of(node), 0);
  const count = own + sum((node) => node.count);
  const gone = missing + sum((node) => node.missing);
  return { id, name, label, count, missing: gone, unreachable: gone === count, children: told(inside) };
}

/** Side by side, in order; those of one name say the folder around them. */
function told(nodes: readonly FolderNode[]): readonly FolderNode[] {
  const often = new Map<string, number>();
  for (const { name } of nodes) often.set(name, (often.get(name) ?? 0) + 1);
  return nodes
    .map((node) => ((often.get(node.name) ?? 0) > 1 ? { ...node, name: node.label } : node))
    .sort((a, b) => names.compare(a.name, b.name) || names.compare(a.label, b.label));
}

/** A folder with its place in a list. */
export interface FolderRow {
  readonly node: FolderNode;
  /** 1: at the root. */
  readonly level: number;
  /** null: nothing lies in it. */
  readonly open: boolean | null;
}

/** The rows that are shown while these folders are open. */
export function folderRows(nodes: readonly FolderNode[], isOpen: (id: FolderId) => boolean, level = 1): FolderRow[] {
  return nodes.flatMap((node) => {
    const open = node.children.length === 0 ? null : isOpen(node.id);
    const inside = open === true ? folderRows(node.children, isOpen, level + 1) : [];
    return [{ node, level, open }, ...inside];
  });
}

/** The ids of a folder and of all folders in it; the id alone where it is not known. */
export function foldersUnder(nodes: readonly FolderNode[], id: FolderId): ReadonlySet<FolderId> {
  const found = findFolder(nodes, id);
  const ids = new Set<FolderId>([id]);
  const add = (node: FolderNode): void => {
    ids.add(node.id);
    node.children.forEach(add);
  };
  if (found !== null) add(found);
  return ids;
}

/** The folder of an id; null: it holds no photos any more. */
export function findFolder(nodes: readonly FolderNode[], id: FolderId): FolderNode | null {
  for (const node of nodes) {
    const found = node.id === id ? node : findFolder(node.children, id);
    if (found !== null) return found;
  }
  return null;
}

const trees = new WeakMap<ReadonlyMap<unknown, Photo>, readonly FolderNode[]>();

/** The tree of a library: worked out once for each state of it. */
export function treeOf(photos: ReadonlyMap<unknown, Photo>): readonly FolderNode[] {
  const known = trees.get(photos);
  if (known !== undefined) return known;
  const tree = folderTree(photos.values());
  trees.set(photos, tree);
  return tree;
}
