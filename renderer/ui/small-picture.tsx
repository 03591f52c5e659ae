/** A thumbnail by its address: silent to screen readers, left in time where it is needed no more, and asked for once more where it fails. */
import { useState, type ImgHTMLAttributes } from 'react';
import { usePictureWait } from '../lib/picture-waits.ts';

/** It may have been left in the very moment in which it was needed again. */
const TRIES = 2;

interface SmallPictureProps extends Pick<ImgHTMLAttributes<HTMLImageElement>, 'width' | 'height' | 'decoding'> {
  readonly address: string;
  /** There is none: it could not be made. */
  readonly onFailed?: () => void;
}

/** Give it its address as key where another picture may take its place. */
export function SmallPicture({ address, onFailed, ...how }: SmallPictureProps) {
  const [failures, setFailures] = useState(0);
  const settled = usePictureWait(failures === 0 ? address : null);
  return (
    <img
      {...how}
      key={failures}
      src={address}
      alt=""
      draggable={false}
      onLoad={settled}
      onError={() => {
        settled();
        if (failures + 1 < TRIES) setFailures(failures + 1);
        else onFailed?.();
      }}
    />
  );
}
