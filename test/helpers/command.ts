/** The built command line as a process over a data folder of the test's own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const program = join(root, 'dist', 'main', 'cli.cjs');

const lineSchema = z.object({
  event: z.string(),
  job: z.number().nullable(),
  source: z.string().nullable(),
  result: z.string().nullable(),
  code: z.string().nullable(),
  message: z.string().nullable(),
});

export interface Ran {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
  /** The reports of --json. */
  readonly lines: z.infer<typeof lineSchema>[];
}

/** Another user of this computer; null: whoever runs the tests. */
export type RunAs = { readonly uid: number; readonly gid: number } | null;

export interface RunOptions {
  readonly runAs?: RunAs;
  /** A copy of the built command line; the one in dist unless told. */
  readonly file?: string;
  /** Words for Node itself. */
  readonly flags?: readonly string[];
  /** True: it leads a process group of its own, as a command at a terminal does. */
  readonly ownGroup?: boolean;
  /** Called with all that was printed so far, whenever there is more of it. */
  readonly onOutput?: (out: string) => void;
}

/** Starts a command; the caller reads its streams. Throws where the program was not built. */
export function startCommand(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  { runAs = null, file = program, flags = [], ownGroup = false }: RunOptions = {},
): ChildProcess {
  if (!existsSync(file)) throw new Error('dist/main/cli.cjs is missing: run "npm run build" first');
  return spawn(process.execPath, [...flags, file, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: ownGroup,
    ...runAs,
  });
}

/** Runs a command to its end. */
export async function runCommand(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  options: RunOptions = {},
): Promise<Ran> {
  const child = startCommand(args, env, options);
  let out = '';
  let err = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    out += chunk.toString();
    options.onOutput?.(out);
  });
  child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) =>
    child.on('close', (...end) => {
      resolve(end);
    }),
  );
  return { code, signal, out, err, lines: readReports(out) };
}

/** The reports among what was printed. */
export function readReports(out: string): z.infer<typeof lineSchema>[] {
  const lines = out.split('\n').filter((line) => line.startsWith('{"event"'));
  return lines.map((line) => lineSchema.parse(JSON.parse(line)));
}
