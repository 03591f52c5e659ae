/** What the grid remembers while another view or another source is shown. */
import { create } from 'zustand';
import type { Source } from '../../stores/view-store.ts';
import type { Anchor } from './places.ts';

interface GalleryState {
  /** Where each source was left. Read when a grid is built, followed while it scrolls: nothing is drawn again for it. */
  readonly places: Map<string, Anchor | null>;
  /** Where the cursor was when a grid was left; null: none was left. One that went on meanwhile is scrolled to. */
  readonly left: { readonly cursor: number } | null;
  /** Thumbnail size while the slider is dragged, pixels; null: the stored one. */
  readonly draftSize: number | null;
  readonly set: (part: Partial<Pick<GalleryState, 'left' | 'draftSize'>>) => void;
}

export const useGallery = create<GalleryState>()((set) => ({
  places: new Map(),
  left: null,
  draftSize: null,
  set: (part) => {
    set(part);
  },
}));

/** A source as a text. */
export function sourceKey(source: Source): string {
  switch (source.kind) {
    case 'all':
      return 'all';
    case 'folder':
      return `folder ${source.folder}`;
    case 'results':
      return source.since === undefined ? 'results' : 'results of today';
  }
}
