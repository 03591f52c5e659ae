/** The folders of the library as a tree. Pure. */
import type { FolderKey } from '../../electron/contract/ids.ts';
import type { Overview } from '../../electron/contract/view.ts';

export interface FolderNode {
  readonly key: FolderKey;
  /** Its own name: "3 Coast, town". */
  readonly name: string;
  /** With the folder around it, "Autumn trip / 3 Coast, town". */
  readonly label: string;
  /** Photos in it and in the folders in it. */
  readonly count: number;
  /** It was added as a whole: it is looked at again and again. */
  readonly isRoot: boolean;
  /** Why it cannot be reached; null: it can. */
  readonly problem: string | null;
  /** Folders in it, in the order in which people count. */
  readonly children: readonly FolderNode[];
}

interface Draft {
  readonly key: FolderKey;
  readonly name: string;
  readonly label: string;
  readonly above: FolderKey | null;
  readonly own: number;
  readonly isRoot: boolean;
  readonly problem: string | null;
  readonly children: Draft[];
}

const names = new Intl.Collator(undefined, { numeric: true });

/** Folders that hold photos or were added, and those around them where more than one lies in them. */
export function folderTree(folders: Overview['folders']): readonly FolderNode[] {
  const drafts = new Map<FolderKey, Draft>();
  const around = new Map<FolderKey, string>();
  for (const { key, above, label, count, isRoot, problem } of folders) {
    const parts = label.split(' / ');
    const name = parts.at(-1) ?? label;
    drafts.set(key, { key, name, label, above, own: count, isRoot, problem: problem?.message ?? null, children: [] });
    if (parts.length > 1) around.set(above, parts[0] ?? '');
  }
  for (const [key, name] of around) {
    if (!drafts.has(key))
      drafts.set(key, { key, name, label: name, above: null, own: 0, isRoot: false, problem: null, children: [] });
  }
  const roots: Draft[] = [];
  for (const draft of drafts.values()) {
    const parent = draft.above === null || draft.above === draft.key ? undefined : drafts.get(draft.above);
    if (parent === undefined) roots.push(draft);
    else parent.children.push(draft);
  }
  // A folder that only leads to another one is no place to choose
  const isStep = ({ own, isRoot, children }: Draft): boolean => own === 0 && !isRoot && children.length === 1;
  return told(roots.flatMap((root) => (isStep(root) ? root.children : [root])).map(finish));
}

function finish({ key, name, label, own, isRoot, problem, children }: Draft): FolderNode {
  const inside = children.map(finish);
  const count = own + inside.reduce((total, node) => total + node.count, 0);
  return { key, name, label, count, isRoot, problem, children: told(inside) };
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
export function folderRows(nodes: readonly FolderNode[], isOpen: (key: FolderKey) => boolean, level = 1): FolderRow[] {
  return nodes.flatMap((node) => {
    const open = node.children.length === 0 ? null : isOpen(node.key);
    const inside = open === true ? folderRows(node.children, isOpen, level + 1) : [];
    return [{ node, level, open }, ...inside];
  });
}

/** The folder of a key; null: it holds no photos any more. */
export function findFolder(nodes: readonly FolderNode[], key: FolderKey): FolderNode | null {
  for (const node of nodes) {
    const found = node.key === key ? node : findFolder(node.children, key);
    if (found !== null) return found;
  }
  return null;
}

const trees = new WeakMap<Overview['folders'], readonly FolderNode[]>();

/** The tree of a library: worked out once for each state of it. */
export function treeOf(folders: Overview['folders']): readonly FolderNode[] {
  const known = trees.get(folders);
  if (known !== undefined) return known;
  const tree = folderTree(folders);
  trees.set(folders, tree);
  return tree;
}
