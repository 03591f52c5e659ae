/** Plans one round: which files to ask for and where to kill, from what the ledgers say now. Pure but for the random numbers handed in. */
import { between } from './ground.mjs';
import { FILE_STEPS, PLACES } from './kill-points.mjs';

/** Works asked for at once: few, so that a kill leaves work for the next one and little in doubt; every so often all but the new ones. */
const MOST_AT_ONCE = 5;
const ALL_EVERY = 16;
/** Every so many rounds are killed otherwise than at a cell: at a printed line, at any moment, at the n-th entry. */
const OTHERWISE_EVERY = 6;
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
/** Two files with the same content: asked for together they lead to one request, and the second takes the first one's result. */
const isPair = ({ work }) => work.paths.length > 1;
/** The first is stored, and the second still waits for it. */
const isHalfPair = ({ work, jobs, isDone }) =>
  isDone && jobs.some((job) => job.photo_path === work.paths[1] && ['queued', 'preparing'].includes(job.state));

/** @param look - what the audit found; @param leadsTo - the faults to come, see faultScript */
export function createRounds({ walk, broken, leadsTo, random }) {
  let turn = 0;

  /** Can this cell be reached in the next round? */
  const nearness = (look) => {
    const open = look.states.filter(isOpen);
    const coming = new Set();
    for (let ahead = 1; ahead <= NEAR_POSTS; ahead += 1) coming.add(leadsTo.get(look.service.posts + ahead));
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
          return look.states.some(isHalfPair) || (open.some(isPair) && !leadsTo.has(look.service.posts + 1));
        case 'cancel':
          return open.filter(isNew).length >= SOME_WAIT;
        case 'photo-trouble':
          return true;
        default:
          return open.length > 0;
      }
    };
  };

  /** How many must be sent for so many of them to go well. */
  const enoughFor = (look, wanted) => {
    let asked = 0;
    for (let clean = 0; clean < wanted && asked < SOME_WAIT; asked += 1) {
      if (!leadsTo.has(look.service.posts + asked + 1)) clean += 1;
    }
    return asked;
  };

  /** `least`: works that must be asked for to get to the kill. */
  const filesFor = (look, step, least) => {
    const open = look.states.filter(isOpen);
    const halves = step === 'reuse' ? look.states.filter(isHalfPair).slice(0, 1) : [];
    const pairs = step === 'reuse' || step === 'hand-back' ? [...halves, ...open.filter(isPair).slice(0, 2)] : [];
    // Copies are kept for the rounds that want them, where there is other work
    const newFirst = step === 'queue' || step === 'cancel';
    const rank = (state) => (isPair(state) ? 2 : 0) + (isNew(state) === newFirst ? 0 : 1);
    const some = open.sort((a, b) => rank(a) - rank(b)).slice(0, Math.max(least, between(random, 1, MOST_AT_ONCE)));
    const known = look.states.filter((state) => !state.isLetGo && (!isNew(state) || state.isDone));
    const again = turn % ALL_EVERY === 0 ? known : known.filter(() => random() < 0.05).slice(0, 2);
    const files = [
      ...(step === 'photo-trouble' || turn % ALL_EVERY === 0 ? [broken] : []),
      ...pairs.flatMap(({ work }) => work.paths),
      ...[...some, ...again].map(({ work }) => work.paths[0]),
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
      case 'reuse':
        order.patience = LONG_PATIENCE;
        break;
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

  const otherwise = (sentAfterMs) => {
    const round = Math.floor(turn / OTHERWISE_EVERY);
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
      const aimed = turn % OTHERWISE_EVERY === 0 ? null : atCell(look);
      return aimed ?? { kill: otherwise(sentAfterMs), files: filesFor(look, null, 1) };
    },
  };
}
