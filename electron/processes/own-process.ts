/** A process of our own beside its owner, as the owner sees it, whoever starts it: Node (fork-node.ts) or Electron (desktop/utility.ts). */

/** What is started, and with what. */
export interface ProcessPlan {
  /** The bundled entry. */
  readonly file: string;
  /** Its one argument, handed over as JSON. */
  readonly start: object;
  /** What Electron calls it among its processes. */
  readonly name: string;
  /** All of its environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Most megabytes of JavaScript objects; null: as many as Node allows. Electron's processes do not heed it. */
  readonly heapMegabytes: number | null;
  /** True: what a terminal says to everybody in it, Ctrl-C or that it closes, does not reach this process. */
  readonly apart: boolean;
}

/** One running process. */
export interface OwnProcess {
  /** Does nothing once it has ended. */
  readonly send: (message: unknown) => void;
  readonly onMessage: (heard: (message: unknown) => void) => void;
  /**
   * Called once, when it has ended by itself or was killed, or could not be started. `said`: the last of what it wrote to stderr, bounded;
   * whatever runs in it may have written that.
   */
  readonly onExit: (ended: (why: string, said: string) => void) => void;
  /** Ends it at once, whatever it is doing. */
  readonly kill: () => void;
  /** Its number; null: not started. */
  readonly pid: () => number | null;
  /** Whether the owner, with nothing else to do, stays alive for it. */
  readonly holdOwner: (holds: boolean) => void;
}

/** Starts one. */
export type Spawn = (plan: ProcessPlan) => OwnProcess;

/** Characters of stderr that are kept: the end of what a crash prints. */
const MOST_SAID = 1_500;

/** Keeps the end of what a stream says. */
export function listenTo(stream: NodeJS.ReadableStream | null): () => string {
  let said = '';
  stream?.on('data', (part: Buffer | string) => {
    said = (said + part.toString()).slice(-MOST_SAID);
  });
  stream?.on('error', () => undefined); // it breaks with the process, whose end is told by itself
  return () => said;
}

/** Those variables of an environment that have these names. Pure. */
export function pickVariables(
  environment: Readonly<Record<string, string | undefined>>,
  names: readonly string[],
): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of names) {
    const value = environment[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}
