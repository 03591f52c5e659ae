/** Plans one round: which files to ask for and where to kill, from what the ledgers say now. Pure but for the random numbers handed in. */
import { between } from './ground.mjs';
import { ENDS } from './runner.mjs';
import { FILE_STEPS, PLACES } from './kill-points.mjs';

/** Works asked for at once: few, so that a kill leaves work for the next one and little in doubt; every so often all but the new ones. */
const MOST_AT_ONCE = 5;
const ALL_EVERY = 16;
/** Every so many rounds are killed otherwise than at a cell: at a printed line, at any moment, at the n-th entry. */
const OTHERWISE_EVERY = 6;
/** Every so many rounds are not killed but asked to end, in each of the ways in turn. */
const END_EVERY = 7;
/** Entries after which a kill that was ordered elsewhere also takes a cell that was never struck. */
const PATIENCE = 20;
/** The same for what takes longer to come about. */
const LONG_PATIENCE = 60;
/** A fault of the script is near when it strikes one of so many next requests. */
const NEAR_POSTS = 3;
/** Photos that are enough for some to be still in the queue when the first is sent. */
const SOME_WAIT = 5;

/** Steps of every photo that goes well. */
const EVERY_PHOTO = new Set(['claim', 'send', 'accepted', 'picture', 'stored', ...Object.keys(FILE_STEPS)]);

const hasOpenJob = ({ jobs }) => jobs.some((job) => !['done', 'failed', 'cancelled'].includes(job.state));
const isNew = (state) => !hasOpenJob(state);
const isOpen = (state) => !state.isDone && !state.isUnsure && !state.isLetGo;
/** Two files with the same content. Both can be queued, if they are asked for one after the other; the second takes the first one's result. */
const isPair = ({ work }) => work.paths.length > 1;
const waitingFile = ({ jobs }) => jobs.find((job) => ['queued', 'preparing'].includes(job.state))?.photo_path;
/** One of them is stored, and the other still waits for it. */
const isHalfPair = (state) => isPair(state) && state.isDone && waitingFile(state) !== undefined;
/** One of them waits, and neither is stored. */
const isBegunPair = (state) => isPair(state) && isOpen(state) && waitingFile(state) !== undefined;
/** The file to ask for: of a pair the one that does not wait in the queue yet. */
const fileOf = (state) => state.work.paths.find((path) => path !== waitingFile(state)) ?? state.work.paths[0];

/** @param look - what the audit found; @param leadsTo - the faults to come, see faultScript */
export function createRounds({ walk, broken, leadsTo, random }) {
  let turn = 0;
  let others = 0;
  let ends = 0;

  /** How many must be sent for so many of them to go well. */
  const enoughFor = (look, wanted) => {
    let asked = 0;
    for (let clean = 0; clean < wanted && asked < SOME_WAIT; asked += 1) {
      if (!leadsTo.has(look.service.posts + asked + 1)) clean += 1;
    }
    return asked;
  };

  /** Can this cell be reached in the next round? */
  const nearness = (look) => {
    const open = look.states.filter(isOpen);
    const coming = new Set();
    for (let ahead = 1; ahead <= NEAR_POSTS; ahead += 1) coming.add(leadsTo.get(look.service.posts + ahead));
    const goesWell = !leadsTo.has(look.service.posts + 1);
    const left = look.jobs.some((job) => job.state === 'preparing' || job.state === 'sent');
    return ({ step }) => {
      switch (step) {
        case 'decide':
          return look.unsure.length > 0;
        case 'restart':
          return left;
        case 'refused':
        case 'silence':
        case 'spoiled':
          return coming.has(step) && open.length > 0;
        case 'queue':
          return open.some(isNew);
        case 'reuse':
          return look.states.some(isHalfPair) || (goesWell && open.some(isBegunPair));
        case 'cancel':
          return open.filter(isNew).length >= SOME_WAIT;
        case 'photo-trouble':
          return true;
        default:
          return open.length > 0;
      }
    };
  };

  /** `least`: works that must be asked for to get to the kill. */
  const filesFor = (look, step, least) => {
    const open = look.states.filter(isOpen);
    const half = step === 'reuse' ? look.states.find(isHalfPair) : undefined;
    if (half !== undefined) return [waitingFile(half)];
    // Not there yet: the other file of a begun pair is stored first, and what waits can take its result in a later round
    const begun = step === 'reuse' ? open.find(isBegunPair) : undefined;
    if (begun !== undefined) return [fileOf(begun)];
    const pairs = step === 'hand-back' ? open.filter(isPair).slice(0, 2) : [];
    const newFirst = step === 'queue' || step === 'cancel';
    // Of what is killed while it is queued, photos with a copy first: the copy can be asked for later
    const rank = (state) => (isNew(state) === newFirst ? (step === 'queue' && isPair(state) ? 0 : 1) : 2);
    const some = open.sort((a, b) => rank(a) - rank(b)).slice(0, Math.max(least, between(random, 1, MOST_AT_ONCE)));
    const known = look.states.filter((state) => !state.isLetGo && (!isNew(state) || state.isDone));
    const again = turn % ALL_EVERY === 0 ? known : known.filter(() => random() < 0.05).slice(0, 2);
    const files = [
      ...(step === 'photo-trouble' || turn % ALL_EVERY === 0 ? [broken] : []),
      ...pairs.flatMap(({ work }) => work.paths),
      ...some.map(fileOf),
      ...again.map(({ work }) => work.paths[0]),
    ];
    // With nothing left to ask for, the start alone is of interest
    return files.length === 0 ? [broken] : [...new Set(files)];
  };

  const atCell = (look) => {
    const cell = walk.next(nearness(look));
    if (cell === null) return null;
    // Where every photo passes, also at the second and third of them
    const nth = EVERY_PHOTO.has(cell.step) ? 1 + (walk.times(cell.name) % 3) : 1;
    const order = { cell: cell.name, nth, patience: PATIENCE, others: walk.missed() };
    const aim = { step: cell.step, least: enoughFor(look, order.nth) };
    switch (cell.step) {
      case 'decide':
        return { kill: { by: 'cell', order }, files: null };
      case 'cancel':
        Object.assign(order, { stopAtSend: 1, patience: LONG_PATIENCE });
        aim.least = SOME_WAIT;
        break;
      case 'hand-back':
        // By a copy of what is out, or by the end of the run
        if (random() < 0.5) break;
        Object.assign(order, { stopAtSend: 1, patience: LONG_PATIENCE });
        Object.assign(aim, { step: 'cancel', least: SOME_WAIT });
        break;
      case 'store-trouble':
        order.fullDisk = between(random, 1, 2);
        aim.least = enoughFor(look, 2);
        break;
      case 'refused':
      case 'silence':
      case 'spoiled':
        aim.least = NEAR_POSTS;
        break;
    }
    return { kill: { by: 'cell', order }, files: filesFor(look, aim.step, aim.least) };
  };

  /** When photos are out and others wait. */
  const askedToEnd = () => {
    const ways = Object.keys(ENDS);
    ends += 1;
    return { by: 'end', how: ways[(ends - 1) % ways.length], count: between(random, 1, 3) };
  };

  const otherwise = (sentAfterMs) => {
    const round = others;
    others += 1;
    switch (round % 3) {
      case 0:
        return { by: 'append', order: { append: 1 + Math.floor(round / 3), place: PLACES[Math.floor(round / 3) % 3] } };
      case 1:
        return { by: 'line', count: between(random, 1, 8) };
      default:
        return { by: 'moment', ms: between(random, 0, Math.round(sentAfterMs * 1.5)) };
    }
  };

  return {
    /** @returns the kill, and the files to ask for; null: a decision is to be cut off */
    next: (look, sentAfterMs) => {
      turn += 1;
      if (turn % END_EVERY === 0) return { kill: askedToEnd(), files: filesFor(look, null, SOME_WAIT) };
      const aimed = turn % OTHERWISE_EVERY === 0 ? null : atCell(look);
      return aimed ?? { kill: otherwise(sentAfterMs), files: filesFor(look, null, 1) };
    },
  };
}
