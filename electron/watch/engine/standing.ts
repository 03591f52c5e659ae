/** How a rule stands, out of what its parts said last. Pure. */
import type { Problem } from '../../contract/errors.ts';
import type { RuleHealth } from '../../contract/rule.ts';

/** Moments in ms since 1970. */
export interface Standing {
  mode: 'starting' | 'native' | 'polling';
  /** Why the folder cannot be reached, or must not be believed. */
  suspended: Problem | null;
  /** Why nothing can be queued. */
  refused: Problem | null;
  /** Why nothing is sent now: paused, outside the hours, on battery. */
  hold: Problem | null;
  /** Why the system's reports cannot be relied on. */
  polling: Problem | null;
  isScanning: boolean;
  since: number;
  lastReachedAt: number | null;
  lastEventAt: number | null;
  lastScanAt: number | null;
  probeMs: number | null;
}

type Facts = Pick<RuleHealth, 'state' | 'problem' | 'since' | 'lastReachedAt' | 'lastEventAt' | 'lastScanAt' | 'probeMs'>;

/** The worst that is true comes first: who cannot reach the folder need not know its hours. */
export function healthOf(standing: Standing): Facts {
  const { since, lastReachedAt, lastEventAt, lastScanAt, probeMs } = standing;
  return { ...stateOf(standing), since, lastReachedAt, lastEventAt, lastScanAt, probeMs };
}

function stateOf({
  mode,
  suspended,
  refused,
  hold,
  polling,
  isScanning,
  lastScanAt,
}: Standing): Pick<Facts, 'state' | 'problem'> {
  if (suspended !== null) return { state: 'suspended', problem: suspended };
  if (refused !== null) return { state: 'failed', problem: refused };
  if (hold !== null) return { state: 'paused', problem: hold };
  if (isScanning) return { state: 'scanning', problem: null };
  if (mode === 'starting' || lastScanAt === null) return { state: 'starting', problem: null };
  return mode === 'polling' ? { state: 'polling', problem: polling } : { state: 'watching', problem: null };
}

/** Of a rule that is switched off. */
export function healthWhenOff(since: number): Facts & { readonly settling: 0 } {
  const never = { lastReachedAt: null, lastEventAt: null, lastScanAt: null, probeMs: null };
  return { state: 'off', problem: null, since, ...never, settling: 0 };
}
