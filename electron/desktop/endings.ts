/** A row of things to finish, each with a deadline; one that fails or hangs does not keep the next from running. */

export interface Ending {
  readonly name: string;
  readonly run: () => Promise<void> | void;
  /** Milliseconds after which the next one starts anyway. */
  readonly deadlineMs: number;
}

/** Runs them one after another. Never rejects; true when all of them ended as they should. */
export async function runEndings(endings: readonly Ending[], log: (line: string, thrown?: unknown) => void): Promise<boolean> {
  let allEnded = true;
  for (const { name, run, deadlineMs } of endings) {
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => {
        resolve('late');
      }, deadlineMs);
    });
    try {
      const ended = (async () => run())().then(() => 'done' as const);
      if ((await Promise.race([ended, deadline])) === 'late') {
        allEnded = false;
        log(`${name} did not end within ${String(deadlineMs)} ms.`);
      }
    } catch (error) {
      allEnded = false;
      log(`${name} failed while ending.`, error);
    } finally {
      clearTimeout(timer);
    }
  }
  return allEnded;
}
