/** What the window shows and what is selected in it: the only state that the renderer owns. */
import { create } from 'zustand';
import type { JobId, PhotoId, ResultId } from '../../electron/contract/ids.ts';
import type { FolderRef, RuleId } from '../../electron/contract/rule.ts';
import type { FolderKey } from '../../electron/contract/ids.ts';
import type { AddOutcome } from '../../electron/contract/photo.ts';

export type View = 'grid' | 'loupe' | 'compare' | 'queue' | 'watch';
/** Which photos the middle shows: everything, one folder with what lies in it, or only photos with results; `since`: made after this, ms since 1970. */
export type Source =
  | { readonly kind: 'all' }
  | { readonly kind: 'folder'; readonly folder: FolderKey; readonly label: string }
  | { readonly kind: 'results'; readonly since?: number };
export type RightTab = 'develop' | 'info';
export type SettingsPage = 'account' | 'budget' | 'watching' | 'privacy' | 'photos' | 'names' | 'keys' | 'appearance' | 'log';
/** A folder that main knows under a reference. */
export interface ChosenFolder {
  readonly folder: FolderRef;
  readonly label: string;
}
export type Dialog =
  | { readonly kind: 'settings'; readonly page: SettingsPage }
  | { readonly kind: 'help' }
  /** The record of what was paid is lost: what to go on from. */
  | { readonly kind: 'recover-ledger' }
  /** A new rule for a folder (id null), or a changed one; the folder is the one that was chosen or dropped. */
  | { readonly kind: 'rule'; readonly id: RuleId | null; readonly chosen: ChosenFolder | null; readonly step: 'set' | 'check' }
  | { readonly kind: 'remove-rule'; readonly id: RuleId }
  /** Choosing the photo for a further input of the model; `field` is the input's name. */
  | { readonly kind: 'choose-photo'; readonly field: string; readonly title: string }
  /** Files that were not taken, with their reasons. */
  | { readonly kind: 'refused'; readonly refused: readonly AddOutcome['refused'][number][] }
  | null;

/** A line at the bottom, one at a time, with at most one thing to do about it. */
export interface Toast {
  readonly id: number;
  readonly text: string;
  /** `leadsTo`: the view it opens; while that is shown it is not offered. */
  readonly action: { readonly label: string; readonly run: () => void; readonly leadsTo?: View } | null;
}

export interface ViewState {
  readonly view: View;
  readonly source: Source;
  readonly selection: ReadonlySet<PhotoId>;
  /** The photo that keys act on and loupe and compare show. */
  readonly active: PhotoId | null;
  /** The result that loupe and compare show; null: the original in the loupe, the newest result in compare. */
  readonly activeResult: ResultId | null;
  /** How often the active one was gone to: what shows it scrolls there then, and not when photos were only selected. */
  readonly moves: number;
  readonly activeJob: JobId | null;
  /** The watched folder whose story is shown. */
  readonly activeRule: RuleId | null;
  /** Photos whose stack lies open in the grid. */
  readonly openStacks: ReadonlySet<PhotoId>;
  readonly leftOpen: boolean;
  readonly rightOpen: boolean;
  readonly rightTab: RightTab;
  readonly dialog: Dialog;
  readonly toast: Toast | null;
  /** Said by a screen reader: politely, or at once where money or the queue is concerned. */
  readonly announcement: { readonly text: string; readonly urgent: boolean };
  readonly show: (view: View) => void;
  readonly showSource: (source: Source) => void;
  /** Selects exactly these; the active one is the given or the first. */
  readonly select: (ids: Iterable<PhotoId>, active?: PhotoId) => void;
  readonly setActive: (id: PhotoId | null, result?: ResultId | null) => void;
  readonly setActiveJob: (id: JobId | null) => void;
  readonly setActiveRule: (id: RuleId | null) => void;
  readonly toggleStack: (id: PhotoId) => void;
  readonly set: (part: Partial<Pick<ViewState, 'leftOpen' | 'rightOpen' | 'rightTab' | 'dialog'>>) => void;
  readonly say: (text: string, urgent?: boolean) => void;
  readonly showToast: (text: string, action?: Toast['action']) => void;
  readonly hideToast: () => void;
}

export const useView = create<ViewState>()((set) => ({
  view: 'grid',
  source: { kind: 'all' },
  selection: new Set(),
  active: null,
  activeResult: null,
  moves: 0,
  activeJob: null,
  activeRule: null,
  openStacks: new Set(),
  leftOpen: true,
  rightOpen: true,
  rightTab: 'develop',
  dialog: null,
  toast: null,
  announcement: { text: '', urgent: false },
  show: (view) => {
    set({ view });
  },
  showSource: (source) => {
    set((state) => ({ source, view: state.view === 'queue' || state.view === 'watch' ? 'grid' : state.view }));
  },
  select: (ids, active) => {
    const selection = new Set(ids);
    const first = selection.values().next();
    set({ selection, active: active ?? (first.done === true ? null : first.value), activeResult: null });
  },
  setActive: (id, result = null) => {
    set((state) => ({ active: id, activeResult: result, moves: state.moves + 1 }));
  },
  setActiveJob: (id) => {
    set({ activeJob: id });
  },
  setActiveRule: (id) => {
    set({ activeRule: id });
  },
  toggleStack: (id) => {
    set((state) => {
      const openStacks = new Set(state.openStacks);
      if (!openStacks.delete(id)) openStacks.add(id);
      return { openStacks };
    });
  },
  set: (part) => {
    set(part);
  },
  say: (text, urgent = false) => {
    set({ announcement: { text, urgent } });
  },
  showToast: (text, action = null) => {
    set((state) => ({ toast: { id: (state.toast?.id ?? 0) + 1, text, action }, announcement: { text, urgent: false } }));
  },
  hideToast: () => {
    set({ toast: null });
  },
}));
