/** A task that waits for its process, or is with one. Pure. */
import type { DarkslideError } from '../../contract/errors.ts';
import type { TaskCall, TaskValue } from './protocol.ts';

/** One task, and who is told what became of it. */
export interface Waiting {
  readonly call: TaskCall;
  readonly resolve: (value: TaskValue) => void;
  readonly reject: (reason: DarkslideError) => void;
  /** Resolves when one of the two above was called. */
  readonly settled: Promise<void>;
  /** Processes that it took along. */
  losses: number;
}

/** Builds it. */
export function waitingFor(
  call: TaskCall,
  resolve: (value: TaskValue) => void,
  reject: (reason: DarkslideError) => void,
): Waiting {
  let settle: () => void = () => undefined;
  const settled = new Promise<void>((done) => (settle = done));
  return {
    call,
    losses: 0,
    settled,
    resolve: (value) => {
      settle();
      resolve(value);
    },
    reject: (reason) => {
      settle();
      reject(reason);
    },
  };
}
