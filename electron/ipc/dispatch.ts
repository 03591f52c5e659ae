/**
 * From a raw message to an answer: who asks, is it a declared call, does the input fit, what came out. Everything that
 * crosses is parsed by the table of calls, in both directions; knows nothing of Electron.
 */
import { z } from 'zod';
import { isTooLarge } from '../contract/bounds.ts';
import { calls, signals, type Answer } from '../contract/calls.ts';
import { DarkslideError, problem, type Problem } from '../contract/errors.ts';
import { callNames, signalNames } from '../contract/names.ts';
import { visible } from '../contract/visible.ts';
import type { Handlers, SignalHandlers } from './handlers.ts';
import { isOurPage, type Sender } from './sender.ts';

export interface DispatchParts {
  readonly pageOrigin: string;
  /** One line for the log; `thrown` may hold anything and must be redacted by the log. */
  readonly log: (line: string, thrown?: unknown) => void;
  /** Takes keys out of a text before it crosses. */
  readonly scrub: (text: string) => string;
}

export interface Dispatch {
  /** Never throws: every outcome is an answer. */
  call(sender: Sender, message: unknown): Promise<Answer<unknown>>;
  /** Done within this call; a refused signal leaves a line in the log. */
  signal(sender: Sender, message: unknown): void;
}

const callSchema = z.strictObject({ name: z.enum(callNames), input: z.unknown() });
const signalSchema = z.strictObject({ name: z.enum(signalNames), payload: z.unknown() });

type AnyHandler = (input: unknown) => unknown;

/** The whole door, given one handler for each declared name. */
export function createDispatch(parts: DispatchParts, handlers: Handlers, signalHandlers: SignalHandlers): Dispatch {
  const { pageOrigin, log, scrub } = parts;

  const refuse = (code: Problem['code'], line: string): Answer<unknown> => {
    log(line);
    return { ok: false, error: problem(code) };
  };

  const failed = (name: string, thrown: unknown): Answer<unknown> => {
    if (thrown instanceof DarkslideError) {
      log(`${name} failed: ${thrown.code}`, thrown.cause);
      return { ok: false, error: { code: thrown.code, message: visible(scrub(thrown.message)) } };
    }
    log(`${name} failed unexpectedly`, thrown);
    return { ok: false, error: problem('internal') };
  };

  return {
    call: async (sender, message) => {
      if (!isOurPage(sender, pageOrigin)) return refuse('not-allowed', 'A call from elsewhere was refused.');
      if (isTooLarge(message)) return refuse('bad-input', 'A call that is larger than any of ours was refused.');
      const envelope = callSchema.safeParse(message);
      if (!envelope.success) return refuse('bad-input', 'A call that is not declared was refused.');
      const { name } = envelope.data;
      const input = calls[name].input.safeParse(envelope.data.input);
      if (!input.success) return refuse('bad-input', `${name}: the input does not fit: ${whatIsWrong(input.error)}`);
      try {
        // The input was parsed by the schema of this very name, which the compiler cannot follow through the lookup.
        const handler = handlers[name] as AnyHandler;
        const output = calls[name].output.safeParse(await handler(input.data));
        if (output.success) return { ok: true, value: output.data };
        return refuse('internal', `${name}: the answer does not fit: ${whatIsWrong(output.error)}`);
      } catch (thrown) {
        return failed(name, thrown);
      }
    },
    signal: (sender, message) => {
      if (!isOurPage(sender, pageOrigin)) {
        log('A signal from elsewhere was refused.');
        return;
      }
      const envelope = isTooLarge(message) ? null : signalSchema.safeParse(message);
      if (envelope?.success !== true) {
        log('A signal that is not declared was refused.');
        return;
      }
      const { name } = envelope.data;
      const payload = signals[name].safeParse(envelope.data.payload);
      if (!payload.success) {
        log(`${name}: the payload does not fit: ${whatIsWrong(payload.error)}`);
        return;
      }
      try {
        // Parsed by the schema of this very name, as above
        (signalHandlers[name] as (payload: unknown) => void)(payload.data);
      } catch (thrown) {
        log(`${name} failed`, thrown);
      }
    },
  };
}

/** Places and kinds of what does not fit, never the values: they may be a key or a path. */
function whatIsWrong(error: z.ZodError): string {
  return error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.map(String).join('.')} (${issue.code})`)
    .join(', ');
}
