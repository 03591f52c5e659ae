/**
 * Limits that cannot be read are no permission to spend: nothing that costs money is sent until a person confirms them. The limits that
 * held last are remembered in the ledger and in a file beside it, so that a settings file that was lost, cut or emptied is noticed, however
 * it happened.
 */
import { z } from 'zod';
import { problem, type Problem } from '../../contract/errors.ts';
import { budgetSchema, DEFAULT_BUDGET, type Budget, type LimitsFound } from '../../contract/preferences.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { lossProblem } from '../ledger/open.ts';
import type { HeldLimits } from './held-limits.ts';

/** A budget, and why it may not be spent on; null: it may. */
export interface GuardedBudget extends Budget {
  readonly unknown: Problem | null;
}

/** What is remembered: the limits that held last (null: none were ever set), and that a person has to confirm them. */
export interface Remembered {
  readonly budget: Budget | null;
  readonly unconfirmed: boolean;
}

function isSame(one: Budget, other: Budget): boolean {
  return one.runUsd === other.runUsd && one.dayUsd === other.dayUsd && one.floorUsd === other.floorUsd;
}

/** Whether limits may be spent on. Pure. */
function areTrusted(found: LimitsFound, { budget: held, unconfirmed }: Remembered): boolean {
  if (found === 'broken') return false;
  if (found === 'known') return !unconfirmed;
  // No limits in the file: with limits that were never changed the standard ones hold now as they did before
  return !unconfirmed && (held === null || isSame(held, DEFAULT_BUDGET));
}

/** Rows of the ledger's state. */
const HELD = 'limits-held';
const UNCONFIRMED = 'limits-unconfirmed';
const heldText = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(budgetSchema);

export interface SpendingGuard {
  /** Why nothing may be spent; null: the limits hold. */
  readonly problem: () => Problem | null;
  /** The limits that held last; null: none are remembered. */
  readonly held: () => Budget | null;
  /** A person says that these limits hold. */
  readonly confirm: (budget: Budget) => void;
}

/**
 * Judges the limits as they were found at start.
 * @param found - what the settings file said
 * @param budget - the limits as they stand now: a later change by a person is a confirmation, told by `confirm`
 * @param beside - what is remembered outside the ledger
 */
export function createSpendingGuard(
  ledger: Pick<Ledger, 'readState' | 'writeState'>,
  found: LimitsFound,
  budget: Budget,
  beside: HeldLimits,
): SpendingGuard {
  const held = (): Budget | null => {
    const written = beside.read();
    if (written !== null && written !== 'broken') return written;
    return readHeld(ledger) ?? (written === 'broken' ? nothingAllowed : null);
  };
  const remembered: Remembered = { budget: held(), unconfirmed: ledger.readState(UNCONFIRMED) !== null };
  let trusted = areTrusted(found, remembered);
  const isRemembered = (): boolean =>
    [beside.read(), readHeld(ledger)].every((each) => each !== null && each !== 'broken' && isSame(budget, each));
  const remember = (limits: Budget): void => {
    beside.write(limits);
    ledger.writeState(HELD, JSON.stringify(limits));
    ledger.writeState(UNCONFIRMED, null);
  };
  if (!trusted) ledger.writeState(UNCONFIRMED, 'yes');
  else if (found === 'known' && !isRemembered()) remember(budget);
  return {
    problem: () => lossProblem(ledger) ?? (trusted ? null : problem('limits-unknown')),
    held,
    confirm: (limits) => {
      remember(limits);
      trusted = true;
    },
  };
}

/** A row that cannot be read counts as limits that differ from every other: it is never trusted by accident. */
function readHeld(ledger: Pick<Ledger, 'readState'>): Budget | null {
  const text = ledger.readState(HELD);
  if (text === null) return null;
  try {
    const read = heldText.safeParse(text);
    return read.success ? read.data : nothingAllowed;
  } catch {
    return nothingAllowed;
  }
}

const nothingAllowed: Budget = { runUsd: 0, dayUsd: 0, floorUsd: 0, askAboveUsd: 0 };
