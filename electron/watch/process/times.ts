/** How long the watching process waits for what. Given to it at start, so that tests can scale all of it. */
import { z } from 'zod';

const milliseconds = z.number().positive().max(86_400_000);

export const watchTimesSchema = z.object({
  /** The probe file has to be noticed within this. */
  probeMs: milliseconds,
  /** Each root itself is looked at so often: the system does not always say that a folder is gone. */
  rootLookMs: milliseconds,
  /** Hints that come one after the other are gathered for so long; the first one goes at once. */
  mergeMs: milliseconds,
  /** Polling is this far apart at least, and at most. */
  pollMinMs: milliseconds,
  pollMaxMs: milliseconds,
  /** A disk that has not answered for so long counts as silent; a share that wakes a sleeping disk takes less. */
  silentMs: milliseconds,
  /** Where the system's reports failed they are tried again after this. */
  nativeRetryMs: milliseconds,
});
export type WatchTimes = Readonly<z.infer<typeof watchTimesSchema>>;

export const defaultWatchTimes: WatchTimes = {
  probeMs: 5_000,
  rootLookMs: 2_000,
  mergeMs: 20,
  pollMinMs: 2_000,
  pollMaxMs: 60_000,
  silentMs: 15_000,
  nativeRetryMs: 600_000,
};
