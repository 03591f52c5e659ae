/** What a handler is: derived from the table of calls, so that a call without a handler does not compile. */
import type { CallInput, CallName, CallOutput, SignalName, SignalPayload } from '../contract/calls.ts';

/** Does one call. Throws DarkslideError for failures that the user should read; anything else becomes `internal`. */
export type Handler<N extends CallName> = (input: CallInput<N>) => CallOutput<N> | Promise<CallOutput<N>>;

export type Handlers = { readonly [N in CallName]: Handler<N> };

/** The handlers of one domain: all calls whose name starts with it. */
export type DomainHandlers<D extends string> = Pick<Handlers, Extract<CallName, `${D}.${string}`>>;

/** Signals are done within the message itself: a drag out of the window cannot wait. */
export type SignalHandlers = { readonly [N in SignalName]: (payload: SignalPayload<N>) => void };
