/** How long watching waits for what. All in milliseconds on the clock that is never set; scaled down in tests. */
export interface WatchTimes {
  /** A file's size, time and number have to be the same for so long … */
  readonly stillMs: number;
  /** … at so many looks at least. */
  readonly looks: number;
  /** Hints that come so close together are looked at together. */
  readonly mergeMs: number;
  /** A file that is being written is looked at this often at most. */
  readonly spacingMs: number;
  /** The first further try of a file that is not whole or cannot be opened, twice that for the next, up to the longest. */
  readonly retryMs: number;
  readonly retryLongestMs: number;
  /** So long one picture of a RAW + JPEG pair waits for the other. */
  readonly pairMs: number;
  /** How often the whole folder is listed without any reason. */
  readonly rescanMs: number;
  /** How often a folder that cannot be reached is tried. */
  readonly reachMs: number;
  /** How often the wall clock and the power supply are looked at for the schedule. */
  readonly scheduleMs: number;
  /** Lines of the story that come so close together and say the same are one. */
  readonly storyMs: number;
  /** A stop that ends by itself, such as a limit of an hour, is over once nothing was in the way for so long. */
  readonly calmMs: number;
}

export const watchTimes: WatchTimes = {
  stillMs: 2_000,
  looks: 3,
  mergeMs: 8,
  spacingMs: 100,
  retryMs: 10_000,
  retryLongestMs: 60 * 60_000,
  pairMs: 30_000,
  rescanMs: 60 * 60_000,
  reachMs: 5_000,
  scheduleMs: 15_000,
  storyMs: 2_000,
  calmMs: 60_000,
};
