/** One torture run: kill, look, decide, kill again; then finish, and ask for everything once more. */
import { join } from 'node:path';
import { Explained } from '../../../electron/launch/project.mjs';
import { audit } from './audit.mjs';
import { between, copyProgram, faultScript, MODEL, randomFrom, startSimulator, writePhotos } from './ground.mjs';
import { runOnce } from './runner.mjs';

/** Runs without a kill after which the rest must be finished; a bound, so that a fault of the program ends the run. */
const MOST_ROUNDS = 60;

/** @returns figures and findings of the run; what they must be is judged by the caller. */
export async function torture({ photos: count, kills, seed, transport, folder, say }) {
  const started = performance.now();
  const random = randomFrom(seed);
  const program = copyProgram(join(folder, 'program'), transport);
  const photos = await writePhotos(join(folder, 'photos'), count, random);
  const rules = faultScript(count * 2, transport, random);
  const simulator = await startSimulator(program, { folder, rules, seed });
  const run = createRun({ folder, program, photos, simulator, random, say });
  say(`seed ${seed}: ${count} photos, ${kills} kills, transport ${transport}`);
  try {
    for (let turn = 0; run.kills() < kills && turn < kills * 4; turn += 1) {
      const ended = await run.once(killPoint(turn, { random, count, sentAfterMs: run.sentAfterMs() }));
      const left = photos.length - run.latest().done - run.latest().unsure.length - run.dropped();
      // Work that is in doubt stands still: people decide when too little is left to kill
      if (ended.killed === null || left < 4) await run.decideAll(0.85);
      if (ended.killed === null && run.isOver()) break;
      if (run.kills() % 10 === 0) say(`${run.kills()} kills, ${run.latest().done} done, ${run.latest().unsure.length} unsure`);
    }
    for (let round = 0; !run.isOver() && round < MOST_ROUNDS; round += 1) {
      await run.once(null);
      await run.decideAll(0.6);
    }
    const paid = run.latest().service.charges;
    await run.once(null);
    const end = run.latest();
    const { done, changed, stray, halfWritten, damaged } = end;
    return {
      ...{ seed, transport, photos: count, killsWanted: kills, done, changed, stray, halfWritten, damaged, ...run.figures() },
      ...{ ordered: end.ordered, posts: end.service.posts, charges: end.service.charges, distinct: end.service.distinct },
      unfinished: photos.length - done - run.dropped(),
      chargesAskedAgain: end.service.charges - paid,
      seconds: (performance.now() - started) / 1000,
    };
  } finally {
    await simulator.close();
  }
}

/** In turn: at the first, second, third … append to the journal, of any kind or from sending on; at a fact that is printed; at any moment. */
function killPoint(turn, { random, count, sentAfterMs }) {
  const round = Math.floor(turn / 4);
  // So many that a kill leaves work for the next one
  const most = Math.max(6, Math.min(40, Math.floor(count / 4)));
  switch (turn % 4) {
    case 1:
      return { by: 'line', count: between(random, 1, Math.ceil(most / 2)) };
    case 3:
      return { by: 'moment', ms: between(random, 0, Math.round(sentAfterMs * 1.5)) };
    case 2:
      return { by: 'append', count: 1 + (round % most) };
    default:
      return { by: 'money', count: 1 + (round % most) };
  }
}

/** The state of a run: what was killed, decided and found. */
function createRun({ folder, program, photos, simulator, random, say }) {
  const home = join(folder, 'home');
  const environment = { ...process.env, DARKSLIDE_HOME: home, SEGMIND_BASE_URL: simulator.url, SEGMIND_API_KEY: 'SG_torture' };
  const dropped = new Set();
  const killsBy = {};
  const killedAfter = {};
  const lost = new Set();
  const double = new Set();
  let runs = 0;
  let sentAfterMs = 1000;
  let told = 0;
  let again = 0;
  let latest = null;

  const look = () => {
    latest = audit({ home, ledger: simulator.ledger, photos });
    for (const line of latest.lost) lost.add(line);
    for (const line of latest.double) double.add(line);
  };

  const count = (why) => {
    killsBy[why] = (killsBy[why] ?? 0) + 1;
  };

  /** A person's word. "Again" sends at once, and so may meet a fault or a silence that only a kill ends. */
  const tell = async (args) => {
    const ended = await runOnce({ program, args, environment, home, kill: null });
    if (ended.killed !== null) count(ended.killed);
    if (ended.code === 2) throw new Explained(`${args.join(' ')} is not understood: ${ended.errors}`);
    return ended;
  };

  const decideAll = async (chanceOfAgain) => {
    for (const job of latest.unsure) {
      const toAgain = random() < chanceOfAgain;
      await tell(['decide', String(job.id), toAgain ? '--again' : '--drop', '--json']);
      if (!toAgain) dropped.add(job.photo_path);
      told += 1;
      if (toAgain) again += 1;
    }
    look();
  };

  look();
  return {
    once: async (kill) => {
      const files = photos.filter((photo) => !dropped.has(photo.path)).map((photo) => photo.path);
      const args = ['develop', ...files, '--model', MODEL, '--prompt', 'evening light', '--strength', '0.5', '--json'];
      const ended = await runOnce({ program, args, environment, home, kill });
      runs += 1;
      if (ended.sentAfterMs !== null) sentAfterMs = (sentAfterMs + ended.sentAfterMs) / 2;
      look();
      if (ended.killed !== null) {
        count(ended.killed);
        const after = latest.last === null ? 'nothing' : latest.last.event;
        killedAfter[after] = (killedAfter[after] ?? 0) + 1;
      } else if (ended.code === 2) throw new Explained(`The command line did not understand: ${ended.errors}`);
      else if (ended.code === 3) say(`the runner paused: ${ended.lines.at(-1) ?? ''}`);
      return ended;
    },
    decideAll,
    /** About how long a start takes until something is sent, milliseconds. */
    sentAfterMs: () => sentAfterMs,
    kills: () => Object.values(killsBy).reduce((sum, times) => sum + times, 0),
    latest: () => latest,
    dropped: () => dropped.size,
    /** Every photo is done or was let go. */
    isOver: () => latest.done + dropped.size >= photos.length && latest.unsure.length === 0,
    figures: () => {
      return {
        ...{ runs, killsBy, killedAfter, told, again, drop: dropped.size },
        ...{ kills: Object.values(killsBy).reduce((total, times) => total + times, 0) },
        ...{ lost: [...lost], double: [...double] },
      };
    },
  };
}
