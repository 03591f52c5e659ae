/** The only reader of `window.api`: typed calls that return values or throw a CallError, events, and dropped files. */
import type { Api, Dropped } from '../../electron/contract/api.ts';
import type { Answer, CallInput, CallOutput, SignalName, SignalPayload } from '../../electron/contract/calls.ts';
import type { ErrorCode, Problem } from '../../electron/contract/errors.ts';
import type { EventName, EventPayload } from '../../electron/contract/events.ts';
import type { PageCallName } from '../../electron/contract/names.ts';

declare global {
  interface Window {
    readonly api: Api;
  }
}

/** A call that main refused, with a code and a sentence that can be shown as it is. */
export class CallError extends Error {
  readonly code: ErrorCode;

  constructor(problem: Problem) {
    super(problem.message);
    this.name = 'CallError';
    this.code = problem.code;
  }
}

function unwrap<T>(answer: Answer<T>): T {
  if (!answer.ok) throw new CallError(answer.error);
  return answer.value;
}

/** Asks main. Throws CallError with words for the user. */
export async function call<N extends PageCallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> {
  return unwrap(await window.api.calls[name](input));
}

/** Hears an event of main; returns the function that stops it. */
export function listen<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void {
  return window.api.on(name, listener);
}

/** Sends a one-way message that belongs to a gesture, such as a drag out of the window. */
export function signal<N extends SignalName>(name: N, payload: SignalPayload<N>): void {
  window.api.signals[name](payload);
}

/** Offers a folder dropped from the file manager to be watched. */
export async function offerDropped(files: readonly File[]): Promise<CallOutput<'watch.offer-folder'>> {
  return unwrap(await window.api.offerDropped(files));
}

/** Adds files and folders dropped from the file manager; null: none of these lies anywhere. `inMemory`: those that are in memory only. */
export async function addDropped(
  files: readonly File[],
): Promise<{ readonly outcome: CallOutput<'library.add'> | null; readonly inMemory: readonly File[] }> {
  const { answer, withoutPath }: Dropped = await window.api.addDropped(files);
  const inMemory = withoutPath.flatMap((place) => files[place] ?? []);
  return { outcome: answer === null ? null : unwrap(answer), inMemory };
}
