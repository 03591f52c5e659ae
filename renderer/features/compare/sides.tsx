/** The two sides of a comparison, and how one of them is drawn into the frame they share. */
import { VIEW_SIDE, pictureAddress, type PictureSubject } from '../../../electron/contract/pictures.ts';
import type { Photo, Result } from '../../../electron/contract/photo.ts';
import { registerResult } from '../../lib/registration.ts';
import { needsEveryPixel, type Rectangle, type Size, type Stage, type Viewport } from '../../lib/viewport.ts';
import { Picture, type PictureState } from './picture.tsx';
import { photoSubject, resultLabel, resultSubject } from './shown.ts';

export interface Side {
  readonly kind: 'original' | 'result';
  readonly subject: PictureSubject;
  /** Pixels of its own. */
  readonly natural: Size;
  /** Where it lies in the frame, as fractions. */
  readonly place: Rectangle;
  /** "Original", or the result's short name and strength. */
  readonly tag: string;
  /** File name. */
  readonly name: string;
}

const WHOLE: Rectangle = { x: 0, y: 0, width: 1, height: 1 };

/** The original as a side; `frame` stands in for a size that is not known yet. */
export function originalSide(photo: Photo, frame: Size): Side {
  return { kind: 'original', subject: photoSubject(photo), natural: frame, place: WHOLE, tag: 'Original', name: photo.name };
}

/** A result as a side, registered to the frame of its original. */
export function resultSide(result: Result, photo: Photo | null, frame: Size): Side {
  return {
    kind: 'result',
    subject: resultSubject(result),
    natural: { width: result.width, height: result.height },
    place: photo === null ? WHOLE : registerResult(frame, result).place,
    tag: resultLabel(result, photo),
    name: result.name,
  };
}

export interface SidePictureProps {
  readonly side: Side;
  readonly viewport: Viewport;
  readonly stage: Stage;
  /** The frame's rectangle in the stage, and the part of it in sight, which is this picture's parent. */
  readonly placed: Rectangle;
  readonly visible: Rectangle;
  readonly onNatural?: ((natural: Size) => void) | undefined;
  readonly onState?: ((state: PictureState) => void) | undefined;
  /** The words for a picture that cannot be shown stand elsewhere. */
  readonly quiet?: boolean;
}

/** Draws a side at its registered place. */
export function SidePicture({ side, viewport, stage, placed, visible, onNatural, onState, quiet = false }: SidePictureProps) {
  const place = {
    x: placed.x - visible.x + side.place.x * placed.width,
    y: placed.y - visible.y + side.place.y * placed.height,
    width: side.place.width * placed.width,
    height: side.place.height * placed.height,
  };
  return (
    <Picture
      key={pictureAddress('view', side.subject)}
      subject={side.subject}
      label={side.kind === 'original' ? `Original, ${side.name}` : `Result, ${side.name}`}
      place={place}
      everyPixel={needsEveryPixel(viewport, stage, side.natural, VIEW_SIDE)}
      failedWords={quiet ? null : `${side.kind === 'original' ? 'The original' : 'The result'} cannot be shown`}
      onNatural={onNatural}
      onState={onState}
    />
  );
}
