/** Which folders of the tree lie open. */
import { create } from 'zustand';
import type { FolderKey } from '../../electron/contract/ids.ts';
import { findFolder, folderRows, treeOf, type FolderNode, type FolderRow } from '../stores/folders.ts';
import { useLibrary } from '../stores/library-store.ts';
import { useView } from '../stores/view-store.ts';

/** A tree of at most so many folders lies open by itself. */
const FEW = 24;

interface OpenFolders {
  /** What a person opened or closed. */
  readonly chosen: ReadonlyMap<FolderKey, boolean>;
  readonly set: (key: FolderKey, open: boolean) => void;
}

export const useOpenFolders = create<OpenFolders>()((set) => ({
  chosen: new Map(),
  set: (key, open) => {
    set(({ chosen }) => ({ chosen: new Map(chosen).set(key, open) }));
  },
}));

function countFolders(nodes: readonly FolderNode[]): number {
  return nodes.reduce((sum, node) => sum + 1 + countFolders(node.children), 0);
}

/** The rows of the tree as it lies open: by a person's choice, else where it is small or leads to the folder that is shown. */
export function useFolderRows(): readonly FolderRow[] {
  const folders = useLibrary((state) => state.overview.folders);
  const chosen = useOpenFolders((state) => state.chosen);
  const source = useView((state) => state.source);
  const tree = treeOf(folders);
  const few = countFolders(tree) <= FEW;
  const leads = (key: FolderKey): boolean => {
    const node = source.kind === 'folder' && source.folder !== key ? findFolder(tree, key) : null;
    return node !== null && source.kind === 'folder' && findFolder(node.children, source.folder) !== null;
  };
  return folderRows(tree, (key) => chosen.get(key) ?? (few || leads(key)));
}
