/**
 * What to do when answers stay away: each photo without one may have been charged, so a service that is silent must not be handed a
 * whole queue. Round by round fewer photos go out, and after the third round a person is asked. Pure.
 */
import { problem, type Problem } from '../../../contract/errors.ts';
import type { JobEvent } from '../../ledger/job.ts';

export interface BreakerState {
  /** Rounds in a row without any answer. */
  readonly rounds: number;
  /** When the last round was noticed, on a clock that is never set: what went out before belongs to it. */
  readonly noticedAt: number;
  /** Photos without an answer in these rounds. */
  readonly photos: number;
}

/** The service said something about a photo, good or bad; an unreachable one and one that only took the work did not. */
export function isAnswer(event: JobEvent): boolean {
  if (event.type === 'refused') return event.problem.code !== 'offline';
  return event.type === 'picture' || event.type === 'spoiled';
}

/** After so many rounds the queue stops. */
export const MOST_ROUNDS = 3;

export const closedBreaker: BreakerState = { rounds: 0, noticedAt: 0, photos: 0 };

/** A photo that went out at `startedAt` got no answer. */
export function unanswered(state: BreakerState, startedAt: number, now: number): BreakerState {
  const photos = state.photos + 1;
  if (startedAt <= state.noticedAt) return { ...state, photos };
  return { rounds: state.rounds + 1, noticedAt: now, photos };
}

/** A person wants to go on: one round is tried before they are asked again. */
export function halfOpen(state: BreakerState): BreakerState {
  return state.rounds === 0 ? state : { rounds: MOST_ROUNDS - 1, noticedAt: 0, photos: 0 };
}

/** How many of `lanes` may be out while answers stay away. */
export function lanesAllowed(state: BreakerState, lanes: number): number {
  return Math.max(1, Math.floor(lanes / 2 ** state.rounds));
}

/** Why the queue stops; null: it goes on. */
export function breakerProblem(state: BreakerState): Problem | null {
  if (state.rounds < MOST_ROUNDS) return null;
  const photos = state.photos === 1 ? 'The last photo' : `The last ${String(state.photos)} photos`;
  return problem('no-answer', `${photos} got no answer and may have been charged. Nothing more is sent until you say so.`);
}
