/** The command line: the same parts as the app, without a window and without Electron. Composition root. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { readDevelopArguments, readJsonFlag, USAGE, UsageError } from './command/arguments.ts';
import { printCredits, printModels } from './command/account-commands.ts';
import { createDevelopRun, EXIT, runProblem } from './command/develop-command.ts';
import { problemFacts, report, sentence, type Output, type Report } from './command/report.ts';
import { toProblem } from './contract/errors.ts';
import { buildHouse } from './house.ts';
import { loadModels } from './segmind/catalogue.ts';
import { createSegmindService } from './segmind/client.ts';
import { parseEndpoint } from './segmind/endpoint.ts';
import { dataHome, makeHome } from './settings/home.ts';
import { runSimulateCommand } from './simulator/command.ts';
import { version } from '../package.json';

const modelsFolder = join(__dirname, '..', '..', 'resources', 'models');
const key = process.env['SEGMIND_API_KEY']?.trim() ?? '';
const keyOrNull = key === '' ? null : key;

const output: Output = {
  print: (line) => process.stdout.write(`${line}\n`),
  fail: (line) => process.stderr.write(`${line}\n`),
  progress: process.stderr.isTTY ? (line) => process.stderr.write(`\r\u001b[K${line}`) : null,
};

/** Details for a bug report, only when asked for: DARKSLIDE_DEBUG=1. */
function debug(message: string, error?: unknown): void {
  if (process.env['DARKSLIDE_DEBUG'] === undefined) return;
  output.fail(`${message}${error instanceof Error ? `: ${error.stack ?? error.message}` : ''}`);
}

async function develop(args: readonly string[], signal: AbortSignal): Promise<number> {
  const typed = readDevelopArguments(args);
  const home = dataHome({
    environment: process.env,
    platform: process.platform,
    userHome: homedir(),
    workingFolder: process.cwd(),
  });
  makeHome(home);
  let over = 0;
  let queued = 0;
  const emit = (line: Report): void => {
    if (typed.json) {
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
  const run = createDevelopRun();
  const house = await buildHouse({
    home,
    modelsFolder,
    picturesFolder: process.cwd(),
    imageWorker: join(__dirname, 'image-worker.cjs'),
    simulatorWorker: join(__dirname, 'simulator-worker.cjs'),
    holder: 'the command line',
    version,
    endpoint: parseEndpoint(process.env['SEGMIND_BASE_URL']),
    key: () => keyOrNull,
    isDemo: () => typed.demo,
    ownJobsOnly: true,
    demoLatencyMs: 0,
    changed: run.changed,
    log: debug,
    now: Date.now,
  });
  try {
    for (const notice of house.notices) output.fail(notice.message);
    const holder = house.lock.holder();
    return await run.command(
      {
        library: house.library,
        develop: house.develop,
        models: house.models,
        heldBy: () =>
          house.lock.isHeld()
            ? null
            : `Another Darkslide${holder === null ? '' : ` (${holder.name}, process ${String(holder.pid)})`}`,
        emit,
        signal,
      },
      typed,
    );
  } catch (error) {
    if (error instanceof UsageError) throw error;
    debug('The run stopped', error);
    emit(report('failed', problemFacts(runProblem(error))));
    return EXIT.failed;
  } finally {
    await house.close(120_000);
  }
}

async function main(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args;
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => {
      stop.abort();
    });
  }
  try {
    switch (command) {
      case 'develop':
        return await develop(rest, stop.signal);
      case 'models':
        return printModels(await loadModels(modelsFolder), readJsonFlag(rest), output);
      case 'credits': {
        const json = readJsonFlag(rest);
        const service = createSegmindService({ baseUrl: parseEndpoint(process.env['SEGMIND_BASE_URL']), version });
        return await printCredits(service, keyOrNull, json, output);
      }
      case 'simulate':
        return await runSimulateCommand(rest, output, stop.signal);
      case 'help':
      case '--help':
      case '-h':
        output.print(USAGE);
        return EXIT.done;
      case undefined:
        throw new UsageError('No command was given.');
      default:
        throw new UsageError(`"${command}" is not a command.`);
    }
  } catch (error) {
    if (error instanceof UsageError) {
      output.fail(`${error.message}\n\n${USAGE}`);
      return EXIT.usage;
    }
    output.fail(toProblem(error).message);
    return EXIT.failed;
  }
}

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
