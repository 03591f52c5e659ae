/** What main reads from a photo's file when it is asked: camera, lens, exposure, place. */
import { useEffect, useState } from 'react';
import type { Photo, PhotoDetails } from '../../../electron/contract/photo.ts';
import { call } from '../../lib/bridge.ts';
import { failureWords } from '../../stores/report.ts';

export type DetailsState =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly details: PhotoDetails }
  | { readonly state: 'failed'; readonly words: string };

/** Details of a photo; an answer for a photo or version left behind is dropped. */
export function useDetails(photo: Photo): DetailsState {
  const key = `${String(photo.id)} ${photo.version}`;
  const [found, setFound] = useState<{ readonly key: string; readonly answer: DetailsState } | null>(null);
  useEffect(() => {
    let stale = false;
    const keep = (answer: DetailsState): void => {
      if (!stale) setFound({ key, answer });
    };
    call('library.details', { photoId: photo.id }).then(
      (details) => {
        keep({ state: 'ready', details });
      },
      (error: unknown) => {
        keep({ state: 'failed', words: failureWords(error) });
      },
    );
    return () => {
      stale = true;
    };
  }, [key, photo.id]);
  return found?.key === key ? found.answer : { state: 'loading' };
}
