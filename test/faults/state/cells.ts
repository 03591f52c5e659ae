/** The cells of the state matrix: which files of the data folder are broken, and how. Pure. */

/** What the data folder holds, by its part in money. `note`: what stands beside a paid picture in the spool. */
export const things = ['settings', 'ledger', 'key', 'lock', 'spool', 'note', 'cache'] as const;
export type Thing = (typeof things)[number];

export const states = ['absent', 'empty', 'cut', 'zeros', 'garbage', 'unreadable', 'read-only', 'newer'] as const;
export type State = (typeof states)[number];

export interface Breakage {
  readonly thing: Thing;
  readonly state: State;
}

/** One data folder: nothing broken, one thing, or two at once. */
export type Cell = readonly Breakage[];

/** Nothing broken: what the others are compared with. */
export const sound: Cell = [];

/** Every thing in every state, alone. */
export function singleCells(): Cell[] {
  return things.flatMap((thing) => states.map((state): Cell => [{ thing, state }]));
}

/** Every two things, each in every state. */
export function pairCells(): Cell[] {
  return things.flatMap((one, index) =>
    things
      .slice(index + 1)
      // A spool that is broken as a whole has no note to be broken beside it
      .filter((other) => !(one === 'spool' && other === 'note'))
      .flatMap((other) =>
        states.flatMap((state) =>
          states.map((otherState): Cell => [
            { thing: one, state },
            { thing: other, state: otherState },
          ]),
        ),
      ),
  );
}

/** "settings cut + ledger absent". */
export function nameOf(cell: Cell): string {
  return cell.length === 0 ? 'nothing broken' : cell.map(({ thing, state }) => `${thing} ${state}`).join(' + ');
}

/** Whether this cell has that thing in one of these states; no states: in any. */
export function has(cell: Cell, thing: Thing, ...among: readonly State[]): boolean {
  return cell.some((each) => each.thing === thing && (among.length === 0 || among.includes(each.state)));
}

/** Takes the picture's own bytes away, which nothing in the program can bring back. */
export function destroysPicture(cell: Cell): boolean {
  return has(cell, 'spool', 'absent', 'empty', 'cut', 'zeros', 'garbage');
}

/** Ledger and note are both gone: nothing is left that knows which photo the paid picture is of. The person is told where it was put. */
export function forgetsPicture(cell: Cell): boolean {
  const isLost = has(cell, 'ledger', 'absent', 'empty', 'cut', 'zeros', 'garbage');
  return isLost && (has(cell, 'note', 'absent', 'empty', 'cut', 'zeros', 'garbage', 'newer') || has(cell, 'spool', 'newer'));
}

/** Ledger, note and picture are gone: nothing at all is left of that charge, so no limit can count it. */
export function forgetsCharge(cell: Cell): boolean {
  return has(cell, 'ledger', 'absent', 'empty', 'cut', 'zeros', 'garbage') && has(cell, 'spool', 'absent');
}

/** Is made with permissions, which the system's own administrator does not feel. */
export function needsPermissions(cell: Cell): boolean {
  return cell.some(({ state }) => state === 'unreadable' || state === 'read-only');
}

/** So many cells, drawn without repeating; `random` gives 0 ≤ n < 1. */
export function draw(cells: readonly Cell[], count: number, random: () => number): Cell[] {
  const left = [...cells];
  const drawn: Cell[] = [];
  while (drawn.length < count && left.length > 0) drawn.push(...left.splice(Math.floor(random() * left.length), 1));
  return drawn;
}
