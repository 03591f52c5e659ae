/** What a person is asked before files are opened that nobody pointed at one by one. */
import { realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { problem, type Problem } from '../contract/errors.ts';

/**
 * pasted: paths that stood in a text, which others may have written; `onNetwork`: some lie on another computer, by their names.
 * disk: a folder that is the whole of a drive.
 */
export type OpenQuestion =
  | { readonly kind: 'pasted'; readonly paths: readonly string[]; readonly onNetwork: boolean }
  | { readonly kind: 'disk'; readonly path: string };

/** Asks a person; false: leave it. */
export type MayOpen = (question: OpenQuestion) => Promise<boolean>;

/** What is said of files that a person did not want opened. */
export function leftAlone(question: OpenQuestion): Problem {
  return problem(
    'not-opened',
    question.kind === 'disk' ? 'The whole drive was left alone, as you said. Add a folder on it.' : undefined,
  );
}

/**
 * Is this folder the root of a drive, or of the whole system? Looking through all of it takes minutes, and meets what nobody had in mind.
 * Throws where the folder cannot be looked at.
 */
export async function isWholeDisk(folder: string): Promise<boolean> {
  const real = await realpath(folder);
  const above = dirname(real);
  if (above === real) return true;
  const [here, there] = await Promise.all([stat(real), stat(above)]);
  return here.dev !== there.dev;
}
