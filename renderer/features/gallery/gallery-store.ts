/** What the grid remembers while another view is shown. */
import { create } from 'zustand';
import type { Anchor } from './layout.ts';

interface GalleryState {
  /** The first visible item when the grid was left; null: the top. */
  readonly anchor: Anchor | null;
  /** Thumbnail size while the slider is dragged, pixels; null: the stored one. */
  readonly draftSize: number | null;
  readonly set: (part: Partial<Pick<GalleryState, 'anchor' | 'draftSize'>>) => void;
}

export const useGallery = create<GalleryState>()((set) => ({
  anchor: null,
  draftSize: null,
  set: (part) => {
    set(part);
  },
}));
