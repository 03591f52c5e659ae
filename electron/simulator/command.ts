/** `simulate` on the command line: reads its arguments, serves until told to stop, prints where. */
import { parseArgs } from 'node:util';
import { readDecimal } from '../contract/decimal.ts';
import { readSmall } from '../files/small-file.ts';
import { DEFAULT_BALANCE_USD, DEFAULT_LATENCY_MS, type SimulatorOptions } from './options.ts';
import { parseScript } from './script.ts';
import { startSimulator, type Simulator } from './server.ts';

const MOST_SCRIPT_BYTES = 16 * 1024 * 1024;

export interface CommandOutput {
  readonly print: (line: string) => void;
  readonly fail: (line: string) => void;
}

const SIMULATE_USAGE = `Usage: npm run -s simulate -- [--port N] [--ledger FILE] [--script FILE] [--balance USD] [--latency MS] [--rate N] [--key KEY]… [--seed N]

A server on 127.0.0.1 that answers as Segmind does, charges pretend money and makes pictures by itself.

  --port N       port to listen on; 0 takes a free one (default 8787)
  --ledger FILE  append one JSON line per request to this file
  --script FILE  JSON list of faults by request number, e.g. [{"request": 3, "status": 504}]
  --balance USD  balance to start with (default ${String(DEFAULT_BALANCE_USD)})
  --latency MS   how long the main model takes (default ${String(DEFAULT_LATENCY_MS)})
  --rate N       requests allowed in a minute (default: no limit)
  --key KEY      accept only this key; may be given again (default: any key that does not start with "bad")
  --seed N       another seed gives other pictures (default 1)`;

/** Line by line: whoever prints a line writes out line breaks in it. */
function printUsage(print: (line: string) => void): void {
  for (const line of SIMULATE_USAGE.split('\n')) print(line);
}

class UsageError extends Error {}

function numberFrom(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = readDecimal(text);
  if (value === null) throw new UsageError(`--${name} wants a number, not "${text}".`);
  return value;
}

function readArguments(args: string[]): {
  readonly options: SimulatorOptions;
  readonly scriptFile: string | null;
  readonly help: boolean;
} {
  const text = { type: 'string' } as const;
  let values;
  try {
    ({ values } = parseArgs({
      args,
      strict: true,
      allowPositionals: false,
      options: {
        ...{ port: text, ledger: text, script: text, balance: text, latency: text, rate: text, seed: text },
        ...{ key: { type: 'string', multiple: true }, help: { type: 'boolean', short: 'h' } },
      },
    }));
  } catch (thrown) {
    throw new UsageError(thrown instanceof Error ? thrown.message : String(thrown));
  }
  for (const [name, value] of Object.entries({ ledger: values.ledger, script: values.script, key: values.key })) {
    if ([value].flat().some((given) => given?.trim() === '')) throw new UsageError(`--${name} is empty.`);
  }
  const options: SimulatorOptions = {
    port: numberFrom('port', values.port) ?? 8787,
    startBalanceUsd: numberFrom('balance', values.balance) ?? DEFAULT_BALANCE_USD,
    latencyMs: numberFrom('latency', values.latency) ?? DEFAULT_LATENCY_MS,
    ratePerMinute: numberFrom('rate', values.rate) ?? null,
    ledgerFile: values.ledger ?? null,
    validKeys: values.key ?? null,
    seed: numberFrom('seed', values.seed) ?? 1,
  };
  return { options, scriptFile: values.script ?? null, help: values.help === true };
}

async function readScript(path: string): Promise<ReturnType<typeof parseScript>> {
  let source: string;
  try {
    source = (await readSmall(path, MOST_SCRIPT_BYTES)).toString('utf8');
  } catch {
    throw new UsageError(`The script ${path} cannot be read.`);
  }
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch (thrown) {
    throw new UsageError(`The script ${path} is not JSON: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
  return parseScript(value);
}

/**
 * Runs the command until `signal` is aborted. Gives the exit code: 0 stopped as asked, 1 could not start, 2 wrong use.
 */
export async function runSimulateCommand(args: string[], out: CommandOutput, signal: AbortSignal): Promise<number> {
  let simulator: Simulator;
  try {
    const { options, scriptFile, help } = readArguments(args);
    if (help) {
      printUsage(out.print);
      return 0;
    }
    const script = scriptFile === null ? null : await readScript(scriptFile);
    simulator = await startSimulator({ ...options, script });
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    out.fail(message);
    // The system's own refusals (port taken, ledger not writable) carry a code and are no wrong use.
    if (!(thrown instanceof UsageError) && thrown instanceof Error && 'code' in thrown) return 1;
    printUsage(out.fail);
    return 2;
  }
  out.print(`Simulator ready at ${simulator.url}`);
  if (!signal.aborted) {
    await new Promise<void>((resolve) => {
      signal.addEventListener(
        'abort',
        () => {
          resolve();
        },
        { once: true },
      );
    });
  }
  await simulator.close();
  return 0;
}
