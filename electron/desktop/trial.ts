/**
 * NOTE(trial): where the official Electron cannot be had, the app runs on a much older one, whose Chromium lacks years of security fixes. That is for trying
 * and for tests: the window says so as long as it is open, shows only pictures that our own decoders have made, and a real key is used only
 * after a person has said so.
 */
/** Set to 1 by tests: the question is answered with yes. What is shown stays as it is. */
export const TRIAL_KEY_VARIABLE = 'DARKSLIDE_TRIAL_KEY';

/** Is this Electron older than the one that the app is made for? Versions as "45.4.1". Pure. */
export function isTrial(running: string, wanted: string): boolean {
  const major = (version: string): number => Number.parseInt(version, 10);
  return major(running) < major(wanted);
}

/** What the window says all the time. Pure. */
export function trialWords(running: string): string {
  return `Old Electron ${running}, for trying only`;
}

/** May a real key be used? Resolves once a person has answered, and remembers the answer until the app ends. */
export type MayUseKey = () => Promise<boolean>;

interface Parts {
  readonly isTrial: boolean;
  /** The variable of tests is set. */
  readonly isLifted: boolean;
  readonly ask: () => Promise<boolean>;
}

/** Asks once, and only where it is a trial. */
export function createMayUseKey({ isTrial: isOne, isLifted, ask }: Parts): MayUseKey {
  let answer: Promise<boolean> | null = isOne && !isLifted ? null : Promise.resolve(true);
  return async () => await (answer ??= ask().catch(() => false));
}
