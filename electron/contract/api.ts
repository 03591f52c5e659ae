/** The shape of `window.api`: what the preload exposes and the renderer's bridge reads. */
import type { Answer, CallInput, CallOutput, SignalName, SignalPayload } from './calls.ts';
import type { EventName, EventPayload } from './events.ts';
import type { PageCallName } from './names.ts';

export type Calls = { [N in PageCallName]: (input: CallInput<N>) => Promise<Answer<CallOutput<N>>> };

/** What became of files that were dropped. */
export interface Dropped {
  /** Of those that lie somewhere; null: none does. */
  readonly answer: Answer<CallOutput<'library.add'>> | null;
  /** Places in the list of those that are pictures in memory, as from a browser: nothing was done about them. */
  readonly withoutPath: readonly number[];
}

export interface Api {
  /** One function per declared call but those with paths in them; the renderer cannot name a channel. */
  readonly calls: Calls;
  readonly signals: { [N in SignalName]: (payload: SignalPayload<N>) => void };
  /** Hears one declared event; returns the function that stops it. */
  readonly on: <N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void) => () => void;
  /** Adds files dropped from the file manager. Their paths go from the preload to main and are never seen by the page. */
  readonly addDropped: (files: readonly File[]) => Promise<Dropped>;
  /** Offers what was dropped as a folder to watch, in the same way. */
  readonly offerDropped: (files: readonly File[]) => Promise<Answer<CallOutput<'watch.offer-folder'>>>;
}
