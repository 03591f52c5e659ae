/** The moments at which a run is killed: every kind of entry in the journal and every step of writing a paid file, walked through in turn. Pure. */

/** Kinds of journal entries, about in the order of a job's life. */
export const EVENTS = [
  'queue',
  'claim',
  'photo-trouble',
  'hand-back',
  'reuse',
  'send',
  'accepted',
  'refused',
  'silence',
  'spoiled',
  'picture',
  'found',
  'store-trouble',
  'stored',
  'restart',
  'cancel',
  'decide',
];
/** Entries that only the window makes. */
export const WINDOW_EVENTS = ['retry', 'dismiss'];

/**
 * An entry: before its INSERT; inside the open transaction, after the INSERT; when its COMMIT has returned.
 * A file: before the step; inside it, where it is no single one (half of the bytes are written); when it has returned.
 */
export const PLACES = ['before', 'inside', 'after'];

/** Steps that keep paid bytes, and the places that differ from those of their neighbours. */
export const FILE_STEPS = {
  probe: ['after'],
  'spool write': ['before', 'inside', 'after'],
  'spool sync': ['after'],
  'spool rename': ['before', 'after'],
  'result write': ['before', 'inside', 'after'],
  'result sync': ['after'],
  'result link': ['before', 'after'],
  'result unlink': ['before', 'after'],
  'spool drop': ['before', 'after'],
};

/** Of these the neighbour leaves the same on disk, but for what the system has not written yet, which a kill does not lose. */
const LIKE_A_NEIGHBOUR = new Set([
  ...['spool write before', 'spool write after', 'spool rename before', 'spool drop before'],
  ...['result write before', 'result write after', 'result link before', 'result unlink before'],
]);

export const cellName = (step, place) => `${step} ${place}`;

/**
 * Every step with its places that a transport can reach from the command line, in the order in which they are aimed at: last those that
 * leave the same on disk as another, such as an entry before its INSERT and after it without a COMMIT.
 */
export function cellsOf(transport) {
  const events = EVENTS.filter((event) => event !== 'accepted' || transport === 'v2');
  // By turns, so that runs that share the cells strike at both
  const inOrOut = events.map((event) => [event, EVENTS.indexOf(event) % 2 === 0 ? ['inside', 'after'] : ['after', 'inside']]);
  const steps = [...inOrOut, ...Object.entries(FILE_STEPS), ...events.map((event) => [event, ['before']])];
  const cells = steps.flatMap(([step, places]) =>
    places.map((place) => {
      const name = cellName(step, place);
      const isFirst = EVENTS.includes(step) ? place !== 'before' : !LIKE_A_NEIGHBOUR.has(name);
      return { step, place, name, isFirst };
    }),
  );
  return [...cells.filter((cell) => cell.isFirst), ...cells.filter((cell) => !cell.isFirst)];
}

/**
 * Goes through the cells in turn. `share` [k, n]: aims only at every n-th of them, beginning with the k-th, so that several runs share
 * the work. `only`: name of the one cell to aim at; null: all.
 */
export function createWalk(transport, [part, parts], only) {
  const cells = cellsOf(transport);
  const own = cells.filter((cell, index) => (only === null ? index % parts === part - 1 : cell.name === only));
  const aimed = new Map(own.map((cell) => [cell.name, 0]));
  const struck = new Map(cells.map((cell) => [cell.name, 0]));
  const missed = () => own.filter((cell) => struck.get(cell.name) === 0);
  return {
    /**
     * The next cell to aim at: of those that `isNear` says can be reached now, the one that was struck and tried least; null: none.
     */
    next: (isNear) => {
      // What was aimed at in vain comes again before the last
      const cost = ({ name, isFirst }) => struck.get(name) + aimed.get(name) + (isFirst ? 0 : 1.5);
      const near = own.filter((cell) => isNear(cell));
      const least = near.reduce((best, cell) => (best === null || cost(cell) < cost(best) ? cell : best), null);
      if (least !== null) aimed.set(least.name, aimed.get(least.name) + 1);
      return least;
    },
    strike: (name) => struck.set(name, (struck.get(name) ?? 0) + 1),
    times: (name) => struck.get(name) ?? 0,
    /** Own cells where nothing was ever killed. */
    missed: () => missed().map((cell) => cell.name),
    /** The same but for those that differ from another in nothing that is on disk. */
    missedFirst: () => missed().filter((cell) => cell.isFirst).length,
    struck: () => Object.fromEntries(struck),
  };
}

/** Rows of the table: step, and how often it was struck before, inside and after; a dot where that place does not exist. */
export function tableOf(struck) {
  const steps = [...new Set(Object.keys(struck).map((name) => name.slice(0, name.lastIndexOf(' '))))];
  return steps.map((step) => [step, ...PLACES.map((place) => String(struck[cellName(step, place)] ?? '·'))]);
}
