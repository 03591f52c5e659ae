/** What the service charged, by the picture that was sent. */
import type { EchoService } from '../../../helpers/echo-service.ts';
import { readLabel } from '../../../helpers/labelled-pictures.ts';
import type { Oracle } from './oracle.ts';

/** The name of a picture that nobody made, or of half of one. */
export const UNKNOWN = '?';

export interface Till {
  /** Label → how often it was charged. */
  readonly charges: () => Promise<Map<string, number>>;
}

/** Builds it. Each upload is decoded once. */
export function createTill(service: Pick<EchoService, 'uploads'>, oracle: Oracle): Till {
  const known: string[] = [];
  return {
    charges: async () => {
      const uploads = [...service.uploads];
      for (let index = known.length; index < uploads.length; index += 1)
        known[index] = (await readLabel(uploads[index] ?? '', oracle.labels()).catch(() => null)) ?? UNKNOWN;
      const counts = new Map<string, number>();
      for (const label of known.slice(0, uploads.length)) counts.set(label, (counts.get(label) ?? 0) + 1);
      return counts;
    },
  };
}
