/** The small picture of a job: its result where there is one, else the photo. */
import { useState } from 'react';
import type { Job } from '../../../electron/contract/job.ts';
import type { Photo, Result } from '../../../electron/contract/photo.ts';
import { pictureAddress } from '../../../electron/contract/pictures.ts';
import { useLibrary } from '../../stores/library-store.ts';
import { usePhoto } from '../../stores/photo-rows.ts';
import { Icon } from '../../ui/icon.tsx';
import { SmallPicture } from '../../ui/small-picture.tsx';

interface JobThumbProps {
  readonly job: Job;
  /** False while the rows fly past: nobody could look at a picture, so none is asked for. */
  readonly still: boolean;
}

function addressOf(result: Result | undefined, photo: Photo | undefined): string | null {
  if (result !== undefined) return pictureAddress('thumb', { type: 'result', id: result.id, version: result.version });
  return photo === undefined ? null : pictureAddress('thumb', { type: 'photo', id: photo.id, version: photo.version });
}

/** A thumbnail, silent to screen readers: the name stands beside it. One for each job: give it the job's id as key. */
export function JobThumb({ job, still }: JobThumbProps) {
  const result = useLibrary((library) => (job.resultId === null ? undefined : library.results.get(job.resultId)));
  const [asked, setAsked] = useState(still);
  if (still && !asked) setAsked(true);
  const photo = usePhoto(asked && result === undefined ? job.photoId : null);
  const address = addressOf(result, photo);
  const [broken, setBroken] = useState<string | null>(null);
  if (address === null || address === broken) return <Icon name="image" />;
  if (!asked) return null;
  return (
    <SmallPicture
      key={address}
      address={address}
      width={42}
      height={28}
      decoding="async"
      onFailed={() => {
        setBroken(address);
      }}
    />
  );
}
