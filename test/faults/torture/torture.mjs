/** One torture run: kill, look, decide, kill again; then finish, and ask for everything once more. */
import { appendFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Explained } from '../../../electron/launch/project.mjs';
import { audit, readCharges } from './audit.mjs';
import { copyProgram, faultScript, MODEL, randomFrom, startSimulator, writePhotos } from './ground.mjs';
import { createWalk, EVENTS } from './kill-points.mjs';
import { createRounds } from './rounds.mjs';
import { ENDS, runOnce } from './runner.mjs';

/** Runs without a kill after which the rest must be finished; a bound, so that a fault of the program ends the run. */
const MOST_ROUNDS = 60;
/** A moment that was never struck is worth so many times the kills that are wanted. */
const SOME_MORE = 1.15;
/** Doubts that wait for a person, and works left to kill, at which the person decides. */
const MANY_DOUBTS = 10;
const FEW_LEFT = 6;

/** @returns figures and findings of the run; what they must be is judged by the caller. */
export async function torture({ photos: count, kills, seed, transport, share, at, bugs, isShort, folder, say }) {
  const started = performance.now();
  const random = randomFrom(seed);
  const program = copyProgram(join(folder, 'program'), transport);
  const { works, broken } = await writePhotos(join(folder, 'photos'), count, random);
  const { rules, leadsTo } = faultScript((count + kills) * 3, transport, random);
  const simulator = await startSimulator(program, { folder, rules, seed });
  const walk = createWalk(transport, share, at);
  const rounds = createRounds({ walk, broken, leadsTo, random });
  const run = createRun({ folder, program, works, simulator, random, walk, bugs, say });
  say(`seed ${seed}: ${count} photos, ${kills} kills, transport ${transport}`);
  try {
    const missed = () => (isShort ? walk.missedFirst() : walk.missed().length);
    const isEnough = () => run.strikes() >= kills && (missed() === 0 || run.strikes() >= kills * SOME_MORE);
    for (let turn = 0; !isEnough() && turn < kills * 4 && !run.isSpoilt(); turn += 1) {
      const { kill, files } = rounds.next(run.look(), run.sentAfterMs());
      const ended = files === null ? await run.decideOne(kill) : await run.develop(files, kill);
      // Work that is in doubt stands still: people decide when there is much of it, or too little else is left to kill
      const isTime = !isShort && (ended.killed === null || run.look().unsure.length > MANY_DOUBTS);
      if (isTime || run.left() < FEW_LEFT) await run.decideAll(0.85);
      if (run.isOver()) break;
      if (run.kills() % 10 === 0) say(`${run.kills()} kills, ${run.left()} left, ${run.look().unsure.length} unsure`);
    }
    for (let round = 0; round < MOST_ROUNDS && !run.isSpoilt(); round += 1) {
      const files = run.openFiles(isShort);
      if (files.length === 0) break;
      await run.develop(files, null);
      if (!isShort) await run.decideAll(0.6);
    }
    const last = run.isSpoilt() ? null : await run.develop(run.wantedFiles(isShort), null);
    const end = run.look();
    const { changed, stray, halfWritten, leftInSpool, damaged, foreign, paidAfterSpoiled } = end;
    const isLeft = ({ jobs, isUnsure }) => isShort && (jobs.length === 0 || isUnsure);
    const isUnfinished = (state) => !state.isDone && !state.isLetGo && !isLeft(state);
    return {
      ...{ seed, transport, photos: count, works: works.length, killsWanted: kills, ...run.figures() },
      ...{ changed, stray, halfWritten, leftInSpool, damaged, foreign, paidAfterSpoiled },
      ...{ struck: walk.struck(), missed: walk.missed() },
      ...{ ordered: end.ordered, posts: end.service.posts, charges: end.service.charges, distinct: end.service.distinct },
      done: end.states.filter((state) => state.isDone).length,
      letGo: end.states.filter((state) => state.isLetGo).length,
      inDoubt: end.unsure.length,
      unfinished: end.states.filter(isUnfinished).length,
      sentAskedAgain: last?.entries.filter((event) => event === 'send').length ?? 0,
      seconds: (performance.now() - started) / 1000,
    };
  } finally {
    await simulator.close();
  }
}

/** A copy of a photo in doubt waits for the person's word about that one, and a run that asks for it waits along. */
const filesOf = ({ work, jobs, isUnsure }) => {
  const doubtful = jobs.filter((job) => job.state === 'unsure' || job.state === 'sent').map((job) => job.photo_path);
  return isUnsure ? work.paths.filter((path) => doubtful.includes(path)) : work.paths;
};

/** The state of a run: what was killed, decided and found. */
function createRun({ folder, program, works, simulator, random, walk, bugs, say }) {
  const home = join(folder, 'home');
  const environment = { ...process.env, DARKSLIDE_HOME: home, SEGMIND_BASE_URL: simulator.url, SEGMIND_API_KEY: 'SG_torture' };
  const counts = {
    runs: 0,
    cutWords: 0,
    again: 0,
    drop: 0,
    badEnds: [],
    unasked: [],
    told: new Set(),
    killsBy: {},
    killedAfter: {},
    unknown: new Set(),
  };
  /** Photo → what was found last about it. */
  const lost = new Map();
  const double = new Map();
  let sentAfterMs = 1000;
  let latest = null;

  const look = () => {
    latest = audit({ home, ledger: simulator.ledger, works });
    for (const { photo, fault } of latest.lost) lost.set(photo, `${photo}: ${fault}`);
    for (const { photo, fault } of latest.double) double.set(photo, `${photo}: ${fault}`);
    for (const job of latest.unsure) counts.told.add(job.id);
  };
  const count = (map, name) => {
    map[name] = (map[name] ?? 0) + 1;
  };

  const start = async (args, kill) => {
    const silences = () => readCharges(simulator.ledger).silences;
    const ended = await runOnce({ program, args, environment, kill, bugs, silences });
    counts.runs += 1;
    const { killed: by, cell, code, tookMs, entries, lines } = ended;
    // For whoever looks for the cause of a fault, with --keep
    appendFileSync(join(folder, 'runs.jsonl'), `${JSON.stringify({ args, kill, by, cell, code, tookMs, entries, lines })}\n`);
    if (ended.sentAfterMs !== null) sentAfterMs = (sentAfterMs + ended.sentAfterMs) / 2;
    for (const event of ended.entries) if (!EVENTS.includes(event)) counts.unknown.add(event);
    if (ended.code === 2 || (ended.code === 1 && ended.lines.length === 0))
      throw new Explained(`${args.slice(0, 3).join(' ')} ended with ${ended.code}: ${ended.errors}`);
    counts.badEnds.push(...ended.wrong);
    if (ended.cell !== null) walk.strike(ended.cell);
    return ended;
  };

  /** A run that counts where it was killed. */
  const killed = (ended) => {
    look();
    if (ended.killed === null) return ended;
    count(counts.killsBy, ended.killed);
    count(counts.killedAfter, latest.last);
    return ended;
  };

  /** What this run sent although it was not asked for it: left over by another, perhaps. */
  const noteUnasked = (sent, isAsked) => {
    for (const job of latest.jobs.filter(({ id }) => sent.includes(id))) {
      if (!isAsked(job)) counts.unasked.push(`job ${job.id} (${basename(job.photo_path)})`);
    }
  };

  const wordFor = (job, toAgain) => [
    'decide',
    String(job.id),
    toAgain ? '--again' : random() < 0.5 ? '--drop' : '--charged',
    '--json',
  ];

  look();
  return {
    develop: async (files, kill) => {
      const args = ['develop', ...files, '--model', MODEL, '--prompt', 'evening light', '--strength', '0.5', '--json'];
      const ended = killed(await start(args, kill));
      noteUnasked(ended.sent, ({ photo_path: path }) => files.includes(path));
      if (ended.code === 3) say(`the runner paused: ${ended.lines.at(-1) ?? ''}`);
      return ended;
    },
    /** A decision that is cut off at an ordered moment. */
    decideOne: async (kill) => {
      counts.again += 1;
      const [{ id }] = latest.unsure;
      const ended = killed(await start(wordFor(latest.unsure[0], true), kill));
      noteUnasked(ended.sent, (job) => job.id === id);
      return ended;
    },
    /**
     * A person's word on everything in doubt. "Again" sends at once; most of these runs are cut off when the word is in the journal, and
     * the next run does the work: it is a process start less for each, and one more moment to die at.
     */
    decideAll: async (chanceOfAgain) => {
      for (const job of latest.unsure) {
        const toAgain = random() < chanceOfAgain;
        if (toAgain) counts.again += 1;
        else counts.drop += 1;
        const isCut = toAgain && random() < 0.9;
        const ended = await start(wordFor(job, toAgain), isCut ? { by: 'word', order: { cell: 'decide after', nth: 1 } } : null);
        if (ended.killed === 'word') counts.cutWords += 1;
        else if (ended.killed !== null) count(counts.killsBy, ended.killed);
      }
      look();
    },
    look: () => latest,
    /** About how long a start takes until something is sent, milliseconds. */
    sentAfterMs: () => sentAfterMs,
    kills: () => Object.values(counts.killsBy).reduce((sum, times) => sum + times, 0),
    /** Kills without the runs that were asked to end and did. */
    strikes: () => Object.entries(counts.killsBy).reduce((sum, [how, times]) => (how in ENDS ? sum : sum + times), 0),
    /** Works that a kill can still meet. */
    left: () => latest.states.filter((state) => !state.isDone && !state.isUnsure && !state.isLetGo).length,
    /** Begun only: nothing that is in doubt or was never asked for. */
    openFiles: (begunOnly) => {
      const open = latest.states.filter((state) => !state.isDone && !state.isLetGo);
      return open.filter(({ jobs, isUnsure }) => !begunOnly || (jobs.length > 0 && !isUnsure)).flatMap(filesOf);
    },
    /** Everything but what the person let go, who would order it anew by asking for it. */
    wantedFiles: (begunOnly) =>
      latest.states.filter((state) => !state.isLetGo && (!begunOnly || state.jobs.length > 0)).flatMap(filesOf),
    /** Every work is done or was let go. */
    isOver: () => latest.states.every((state) => state.isDone || state.isLetGo) && latest.unsure.length === 0,
    /** Every planted bug was found: the rest of the run would tell nothing more. */
    isSpoilt: () => {
      const { changed, damaged, stray } = latest;
      const signs = {
        requeue: double.size,
        forget: lost.size,
        touch: changed.length,
        spoil: damaged.length,
        twice: stray.length,
        unasked: counts.unasked.length,
        stack: counts.badEnds.length,
      };
      return bugs.length > 0 && bugs.every((bug) => signs[bug] > 0);
    },
    figures: () => {
      const { told, unknown, ...rest } = counts;
      const kills = Object.values(counts.killsBy).reduce((total, times) => total + times, 0);
      return { ...rest, kills, told: told.size, unknown: [...unknown], lost: [...lost.values()], double: [...double.values()] };
    },
  };
}
