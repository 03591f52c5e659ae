/** The shape of `window.api`: what the preload exposes and the renderer's bridge reads. */
import type { Answer, CallInput, CallName, CallOutput, SignalName, SignalPayload } from './calls.ts';
import type { EventName, EventPayload } from './events.ts';

export type Calls = { [N in CallName]: (input: CallInput<N>) => Promise<Answer<CallOutput<N>>> };

export interface Api {
  /** One function per declared call; the renderer cannot name a channel. */
  readonly calls: Calls;
  readonly signals: { [N in SignalName]: (payload: SignalPayload<N>) => void };
  /** Hears one declared event; returns the function that stops it. */
  readonly on: <N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void) => () => void;
  /** Adds files dropped from the file manager. Their paths go from the preload to main and are never seen by the page. */
  readonly addDropped: (files: readonly File[]) => Promise<Answer<CallOutput<'library.add'>>>;
  /** Offers what was dropped as a folder to watch, in the same way. */
  readonly offerDropped: (files: readonly File[]) => Promise<Answer<CallOutput<'watch.offer-folder'>>>;
}
