/** Puts class names together. */

/** Joins the names that are there; false, null and undefined fall out. */
export function classes(...names: readonly (string | false | null | undefined)[]): string {
  return names.filter((name) => typeof name === 'string' && name !== '').join(' ');
}
