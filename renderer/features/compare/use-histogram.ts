/** The histogram of a picture, counted from its thumbnail and kept for the pictures looked at last. */
import { useEffect, useState } from 'react';
import { pictureAddress, type PictureSubject } from '../../../electron/contract/pictures.ts';
import { countLevels, type Histogram } from '../../lib/histogram.ts';

/** Longest side that is counted, pixels: tones do not need more. */
const COUNTED_SIDE = 320;
const KEPT = 200;
const kept = new Map<string, Histogram>();

/** Counts the pixels of a picture behind an address. Throws where it cannot be fetched or decoded. */
async function readHistogram(address: string, signal: AbortSignal): Promise<Histogram> {
  const known = kept.get(address);
  if (known !== undefined) return known;
  const answer = await fetch(address, { signal });
  if (!answer.ok) throw new Error(`No thumbnail: ${String(answer.status)}`);
  const bitmap = await createImageBitmap(await answer.blob());
  try {
    const scale = Math.min(1, COUNTED_SIDE / Math.max(bitmap.width, bitmap.height));
    const width = Math.max(Math.round(bitmap.width * scale), 1);
    const height = Math.max(Math.round(bitmap.height * scale), 1);
    const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
    if (context === null) throw new Error('No canvas');
    context.drawImage(bitmap, 0, 0, width, height);
    const histogram = countLevels(context.getImageData(0, 0, width, height).data);
    const oldest = kept.keys().next();
    if (kept.size >= KEPT && oldest.done !== true) kept.delete(oldest.value);
    kept.set(address, histogram);
    return histogram;
  } finally {
    bitmap.close();
  }
}

export type HistogramState =
  { readonly state: 'loading' | 'failed' } | { readonly state: 'ready'; readonly histogram: Histogram };

/** The histogram of a subject; answers for a subject left behind are dropped. */
export function useHistogram(subject: PictureSubject): HistogramState {
  const address = pictureAddress('thumb', subject);
  const [found, setFound] = useState<{ readonly address: string; readonly histogram: Histogram | null } | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    readHistogram(address, abort.signal).then(
      (histogram) => {
        if (!abort.signal.aborted) setFound({ address, histogram });
      },
      () => {
        if (!abort.signal.aborted) setFound({ address, histogram: null });
      },
    );
    return () => {
      abort.abort();
    };
  }, [address]);
  const histogram = kept.get(address) ?? (found?.address === address ? found.histogram : undefined);
  if (histogram === undefined) return { state: 'loading' };
  return histogram === null ? { state: 'failed' } : { state: 'ready', histogram };
}
