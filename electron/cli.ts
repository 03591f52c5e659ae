/** The command line: the same parts as the app, without a window and without Electron. Composition root. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  readDecideArguments,
  readDevelopArguments,
  readJobsArguments,
  readJsonFlag,
  readLeftOverArguments,
  readLimitsArguments,
  readRebuildArguments,
  UsageError,
} from './command/arguments.ts';
import { USAGE } from './command/usage.ts';
import { printCredits, printModels } from './command/account-commands.ts';
import {
  EXIT,
  runAgain,
  runDevelopCommand,
  runLeftOver,
  runProblem,
  type DevelopCommandParts,
} from './command/develop-command.ts';
import { createEnding, listenForEnd, writerTo } from './command/ending.ts';
import { createFollower, endlessProblem, stopWords, type Follower } from './command/follow.ts';
import { asksForHelp, usageOf } from './command/help.ts';
import { runNeverUploadCommand } from './command/never-upload-command.ts';
import { runForgetCommand } from './command/forget-command.ts';
import { runLimitsCommand } from './command/limits-command.ts';
import { decideInLedger, leftOverInLedger, printJobs } from './command/ledger-commands.ts';
import { readWatchArguments } from './command/watch-arguments.ts';
import { runWatchCommand, type WatchHearing } from './command/watch-command.ts';
import { createOutput, printLines, problemFacts, report, sentence, type Report } from './command/report.ts';
import { DarkslideError, ownDiskProblem, toProblem, type ErrorCode } from './contract/errors.ts';
import type { Pairs } from './contract/photo.ts';
import type { Preferences } from './contract/preferences.ts';
import type { Limits } from './develop/queue/parts.ts';
import { planRule } from './develop/queue/pacing/rate.ts';
import { buildHouse } from './house.ts';
import { forkNode } from './processes/fork-node.ts';
import { loadModels } from './segmind/catalogue.ts';
import { createSegmindService } from './segmind/client.ts';
import type { SegmindService } from './segmind/service.ts';
import { isLoopback, parseEndpoint } from './segmind/endpoint.ts';
import { dataHome, makeHome } from './settings/home.ts';
import { takeKey } from './settings/key-at-start.ts';
import { createLog, type Log } from './settings/log.ts';
import { readPreferences } from './settings/preferences.ts';
import { createRedactor } from './settings/redact.ts';
import { spawnWatcher } from './watch/process/spawner.ts';
import { createEyes } from './watch/process/supervise.ts';
import type { WatchControl } from './watch/engine/parts.ts';
import { version } from '../package.json';

// Before anything reads a file: a drive that does not answer keeps the threads that wait for it (results/volumes.ts), four would soon be gone
process.env['UV_THREADPOOL_SIZE'] ??= '16';

// NOTE(load-late): the picture decoder takes half a second to load. Commands that need it in this thread are loaded when they are asked for.
const modelsFolder = join(__dirname, '..', '..', 'resources', 'models');
const imageProcess = join(__dirname, 'image-process.cjs');
const key = takeKey(process.env)?.trim() ?? '';
const keyOrNull = key === '' ? null : key;

/** Who follows the jobs of this run, once there is one. */
const run: { follower: Follower | null } = { follower: null };

const ending = createEnding(
  () => performance.now(),
  () => {
    output.fail(run.follower === null ? 'Stopping.' : stopWords(run.follower.out(), run.follower.canWrite()));
  },
);
// A lost reader of the results ends the run; a lost reader of the notes does not
const print = writerTo(process.stdout, ending.unheard);
const note = writerTo(process.stderr, () => undefined);
const output = createOutput({ out: print, err: note, terminal: process.stderr.isTTY });

/** A run that was cut off ends within this time whatever hangs: the ledger knows what was out, milliseconds. */
const CUT_END_MS = 5_000;
/** What is out when a run ends by itself gets so long to be answered, milliseconds. */
const CLOSE_MS = 120_000;

/** The log in the data folder, the same as the app's; null: no data folder was opened yet. */
const record: { log: Log | null } = { log: null };

/** Somebody looks for a fault: the log says paths too, and the terminal all that the log says. */
const isDebugging = process.env['DARKSLIDE_DEBUG'] !== undefined;

/** Details for a bug report: in the log, and on the terminal when asked for by DARKSLIDE_DEBUG=1. */
function debug(message: string, error?: unknown): void {
  record.log?.warn(message, error);
  if (!isDebugging) return;
  printLines(`${message}${error instanceof Error ? `: ${error.stack ?? error.message}` : ''}`, output.fail);
}

function hostedService(): SegmindService {
  return createSegmindService({ baseUrl: parseEndpoint(process.env['SEGMIND_BASE_URL']), version });
}

function openHome(): string {
  const home = dataHome({
    environment: process.env,
    platform: process.platform,
    userHome: homedir(),
    workingFolder: process.cwd(),
  });
  makeHome(home);
  const redactor = createRedactor();
  if (keyOrNull !== null) redactor.hide(keyOrNull);
  record.log ??= createLog({ folder: join(home, 'logs'), clean: redactor.clean, now: Date.now, isFull: isDebugging });
  return home;
}

/** Lines for a program, or for a person with a progress line on a terminal. */
function reporter(json: boolean): (line: Report) => void {
  let over = 0;
  let queued = 0;
  return (line) => {
    if (json) {
      output.print(JSON.stringify(line));
      return;
    }
    if (line.event === 'queued') queued += 1;
    else if (line.event !== 'sent' && line.event !== 'paused') over += 1;
    const words = sentence(line);
    output.progress?.('');
    if (words !== null) (line.event === 'failed' || line.event === 'paused' ? output.fail : output.print)(words);
    if (over < queued) output.progress?.(`Developing ${String(Math.min(over + 1, queued))} of ${String(queued)}`);
  };
}

interface RunTyped {
  readonly demo: boolean;
  readonly json: boolean;
  readonly maxCredits: number | null;
  readonly rate: number | null;
  readonly pairs: Pairs | null;
  /** It goes on until somebody ends it. */
  readonly untilEnded?: boolean;
}

/** Limits of the preferences, with what was typed over them. A rate that was typed holds on this computer too. */
function limitsFor(
  { budget, rate }: Preferences,
  typed: RunTyped,
  endpoint: URL,
): Pick<Preferences, 'budget'> & Pick<Limits, 'rate'> {
  return {
    budget: typed.maxCredits === null ? budget : { ...budget, runUsd: typed.maxCredits },
    rate: typed.rate === null ? planRule(rate, isLoopback(endpoint.hostname)) : { count: typed.rate, windowMs: 60_000 },
  };
}

/** Nothing was done, and nothing can be before a person has seen to it. */
const personFirst: ReadonlySet<ErrorCode> = new Set([
  'database-broken',
  'ledger-lost',
  'runner-busy',
  'lock-unusable',
  'limits-unknown',
  'home-unusable',
  'home-gone',
  'disk-full',
]);

/** What to type next. */
function hintFor(code: ErrorCode): string {
  return code === 'ledger-lost' ? 'See "rebuild-ledger".' : 'See "limits".';
}

/** Builds the house for one run of the queue, and takes it down again. */
async function runQueue(
  typed: RunTyped,
  work: (parts: DevelopCommandParts & { readonly watch: WatchControl }) => Promise<number>,
  hearing: WatchHearing | null = null,
): Promise<number> {
  const home = openHome();
  const endpoint = parseEndpoint(process.env['SEGMIND_BASE_URL']);
  const settings = readPreferences(join(home, 'settings.json'));
  const limits = limitsFor(settings.preferences, typed, endpoint);
  const emit = reporter(typed.json);
  const house = await buildHouse({
    home,
    modelsFolder,
    picturesFolder: process.cwd(),
    spawn: forkNode,
    imageProcess,
    simulatorWorker: join(__dirname, 'simulator-worker.cjs'),
    holder: 'the command line',
    version,
    endpoint,
    key: () => keyOrNull,
    isDemo: () => typed.demo,
    pairs: () => typed.pairs ?? settings.preferences.pairs,
    ownJobsOnly: true,
    endsByItself: typed.untilEnded !== true,
    limits: () => limits,
    limitsFound: settings.limits,
    demoLatencyMs: 0,
    changed: (changes) => run.follower?.changed(changes),
    watching:
      hearing === null
        ? null
        : {
            eyes: (events) =>
              createEyes({
                spawn: spawnWatcher(forkNode, join(__dirname, 'watch-process.cjs')),
                elapsed: () => performance.now(),
                log: debug,
                events,
              }),
            onMains: () => true, // a rule that was typed has no schedule
            happened: (rule, happenings) => {
              hearing.happened(rule, happenings);
            },
            handedOver: (what) => {
              hearing.handedOver(what);
            },
          },
    log: debug,
    now: Date.now,
  });
  try {
    if (typed.demo) for (const notice of house.notices) output.fail(notice.message);
    const blocked = typed.demo ? null : house.guard.problem();
    if (blocked !== null) {
      emit(report('paused', problemFacts({ ...blocked, message: `${blocked.message} ${hintFor(blocked.code)}` })));
      return EXIT.paused;
    }
    const { library, develop, watch, lock } = house;
    const endless = endlessProblem(lock);
    if (endless !== null) {
      emit(report('paused', problemFacts(endless)));
      return EXIT.paused;
    }
    const parts = { library, develop, watch, lock, emit, note: output.fail, signal: ending.stop, cut: ending.cut };
    const follower = createFollower(parts);
    run.follower = follower;
    return await work({
      ...parts,
      follower,
      models: house.models,
      carried: settings.preferences.carried,
      host: endpoint.host,
      hasKey: keyOrNull !== null,
    });
  } catch (error) {
    if (error instanceof UsageError) throw error;
    debug('The run stopped', error);
    const trouble = runProblem(error);
    emit(report(personFirst.has(trouble.code) || ownDiskProblem(error) !== null ? 'paused' : 'failed', problemFacts(trouble)));
    return personFirst.has(trouble.code) || ownDiskProblem(error) !== null ? EXIT.paused : EXIT.failed;
  } finally {
    // What the disk refused during the run it refuses now: the follower has waited for that as long as it is worth
    const isRefused = house.develop.pauses().some(({ by }) => by === 'storage');
    run.follower = null; // whoever asks for an end from now on is not told of photos that are out: none is
    await house.close(ending.cut.aborted || isRefused ? 0 : CLOSE_MS);
  }
}

async function develop(args: readonly string[]): Promise<number> {
  const typed = readDevelopArguments(args);
  return await runQueue(typed, async (parts) => await runDevelopCommand(parts, typed));
}

async function watch(args: readonly string[]): Promise<number> {
  const typed = readWatchArguments(args);
  const hearing: WatchHearing = { handedOver: () => undefined, happened: () => undefined };
  return await runQueue(
    { ...typed.develop, untilEnded: !typed.untilIdle },
    async (parts) => await runWatchCommand(parts, hearing, typed),
    hearing,
  );
}

async function decide(args: readonly string[]): Promise<number> {
  const typed = readDecideArguments(args);
  const { decision } = typed;
  if (decision !== 'again' && decision !== 'again-v2') return await decideInLedger(openHome(), typed, output);
  const run = { demo: false, json: typed.json, maxCredits: null, rate: null, pairs: null };
  return await runQueue(run, async (parts) => await runAgain(parts, typed.jobId, decision));
}

async function leftOver(args: readonly string[]): Promise<number> {
  const typed = readLeftOverArguments(args);
  if (typed.wish !== 'develop') return await leftOverInLedger(openHome(), typed, output);
  const run = { demo: false, json: typed.json, maxCredits: null, rate: null, pairs: null };
  return await runQueue(run, runLeftOver);
}

async function main(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args;
  // The simulator has a usage of its own
  if (command !== undefined && command !== 'simulate' && asksForHelp(rest)) {
    printLines(usageOf(command), output.print);
    return EXIT.done;
  }
  // The others send nothing: a signal ends them at once
  if (command === 'develop' || command === 'watch' || command === 'decide' || command === 'left-over' || command === 'simulate')
    listenForEnd(ending);
  try {
    switch (command) {
      case 'develop':
        return await develop(rest);
      case 'watch':
        return await watch(rest);
      case 'jobs': {
        const { json, check } = readJobsArguments(rest);
        return await printJobs(openHome(), json, check ? { service: hostedService(), key: keyOrNull } : null, output);
      }
      case 'decide':
        return await decide(rest);
      case 'limits':
        return runLimitsCommand(openHome(), readLimitsArguments(rest), output);
      case 'never-upload':
        return await runNeverUploadCommand(openHome(), rest, output);
      case 'forget':
        return await runForgetCommand(openHome(), rest, output);
      case 'rebuild-ledger': {
        const typed = readRebuildArguments(rest);
        const folders = typed.folders.map((folder) => resolve(folder));
        const { runRebuildCommand } = await import('./command/rebuild-command.ts');
        return await runRebuildCommand(
          { home: openHome(), models: await loadModels(modelsFolder), imageProcess, output, log: debug },
          { ...typed, folders },
        );
      }
      case 'left-over':
        return await leftOver(rest);
      case 'full-size': {
        const { readFullSizeArguments, runFullSizeCommand } = await import('./command/full-size-command.ts');
        return await runFullSizeCommand({ imageProcess, output, log: debug }, readFullSizeArguments(rest));
      }
      case 'models':
        return printModels(await loadModels(modelsFolder), readJsonFlag(rest), output);
      case 'credits': {
        const json = readJsonFlag(rest);
        return await printCredits(hostedService(), keyOrNull, json, output);
      }
      case 'simulate': {
        const { runSimulateCommand } = await import('./simulator/command.ts');
        return await runSimulateCommand(rest, output, ending.stop);
      }
      case 'help':
      case '--help':
      case '-h':
        printLines(USAGE, output.print);
        return EXIT.done;
      case undefined:
        throw new UsageError('No command was given.');
      default:
        throw new UsageError(`"${command}" is not a command.`);
    }
  } catch (error) {
    if (error instanceof UsageError) {
      output.fail(error.message);
      printLines(`\n${USAGE}`, output.fail);
      return EXIT.usage;
    }
    const trouble = toProblem(error);
    if (!(error instanceof DarkslideError)) debug(`The command "${command ?? ''}" stopped`, error);
    output.fail(trouble.message);
    return personFirst.has(trouble.code) || ownDiskProblem(error) !== null ? EXIT.paused : EXIT.failed;
  }
}

ending.cut.addEventListener('abort', () => {
  setTimeout(() => process.exit(EXIT.unsure), CUT_END_MS).unref();
});
void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
  if (ending.cut.aborted) process.exit(); // it does not wait for a reader that has stopped reading either
});
