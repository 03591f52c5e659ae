/** What the rooms of pictures ask of a file's header, whichever decoder read it. */
import type { Metadata } from 'sharp';

/** The facts of a file's header that are asked for anywhere. */
export type PictureHeader = Pick<Metadata, 'width' | 'height' | 'channels' | 'depth' | 'space' | 'isProgressive'> &
  Partial<Pick<Metadata, 'bitsPerSample' | 'icc' | 'exif' | 'xmp' | 'orientation'>>;
