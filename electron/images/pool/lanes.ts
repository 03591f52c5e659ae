/**
 * Who is next: paid work and what comes into watched folders before looking into files and pictures for the screen. The two of each pair take turns, because
 * either may come in bunches: paid photos in fives and tens, files of a new folder in thousands, while somebody waits for the pictures in sight. Pure.
 */
import type { TaskName } from './protocol.ts';

const pairOf: Readonly<Record<TaskName, readonly [pair: 0 | 1, place: 0 | 1]>> = {
  finish: [0, 0],
  words: [0, 0],
  prepare: [0, 0],
  verify: [0, 1],
  details: [1, 0],
  inspect: [1, 0],
  hash: [1, 0],
  // Nobody pays for it again, and it takes seconds
  fullSize: [1, 1],
  rendition: [1, 1],
};

export interface Lanes<Item> {
  readonly push: (task: TaskName, item: Item) => void;
  readonly isEmpty: () => boolean;
  /** The next one, taken out. */
  readonly next: () => Item | undefined;
  /** Everything that waits, taken out. */
  readonly drain: () => Item[];
}

/** Nothing waits at first. */
export function createLanes<Item>(): Lanes<Item> {
  const pairs = [0, 1].map(() => ({ lanes: [[], []] as [Item[], Item[]], lastWasFirst: false }));
  const laneOf = (task: TaskName): Item[] => {
    const [pair, place] = pairOf[task];
    return pairs[pair]?.lanes[place] ?? [];
  };
  return {
    push: (task, item) => {
      laneOf(task).push(item);
    },
    isEmpty: () => pairs.every(({ lanes }) => lanes.every((lane) => lane.length === 0)),
    next: () => {
      for (const pair of pairs) {
        const [first, second] = pair.lanes;
        const lane = (pair.lastWasFirst ? [second, first] : [first, second]).find(({ length }) => length > 0);
        if (lane === undefined) continue;
        pair.lastWasFirst = lane === first;
        return lane.shift();
      }
      return undefined;
    },
    drain: () => pairs.flatMap(({ lanes }) => lanes.flatMap((lane) => lane.splice(0))),
  };
}
