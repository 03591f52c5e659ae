/** The small picture of a job: its result where there is one, else the photo. */
import type { Job } from '../../../electron/contract/job.ts';
import { pictureAddress } from '../../../electron/contract/pictures.ts';
import { useLibrary } from '../../stores/library-store.ts';
import { Icon } from '../../ui/icon.tsx';

/** A thumbnail, silent to screen readers: the name stands beside it. */
export function JobThumb({ job }: { readonly job: Job }) {
  const address = useLibrary((library) => {
    const result = job.resultId === null ? undefined : library.results.get(job.resultId);
    if (result !== undefined) return pictureAddress('thumb', { type: 'result', id: result.id, version: result.version });
    const photo = job.photoId === null ? undefined : library.photos.get(job.photoId);
    return photo === undefined ? null : pictureAddress('thumb', { type: 'photo', id: photo.id, version: photo.version });
  });
  if (address === null) return <Icon name="image" />;
  return <img src={address} alt="" width={42} height={28} loading="lazy" decoding="async" draggable={false} />;
}
