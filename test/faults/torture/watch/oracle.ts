/**
 * What other programs did to the watched folders, and hence what has to be developed. Knows nothing of Darkslide but how long a file has to be
 * still; pure bookkeeping, so that a fault of the program cannot hide in it.
 */

/** The content of one file. */
export interface Content {
  /** Which picture it shows; null: none, or not all of it. */
  readonly label: string | null;
  /** Digest, length and time of the bytes: what must not change. */
  readonly print: string;
}

/** One file in a watched folder. */
export interface Held {
  readonly path: string;
  label: string | null;
  print: string;
  /** Since when this picture is here, under whatever name, on the clock that is never set, milliseconds. */
  since: number;
  /** When anything happened to the file last. */
  disturbed: number;
  /**
   * Pictures that this file showed before, long enough to be taken for finished. A rule takes a file once: where one of them was
   * developed the present one need not be.
   */
  before: readonly string[];
  /** Another name has the same bytes on the disk: written into in place it would change both. */
  linked: boolean;
}

export type Need =
  /** Charged once, and its result is stored. */
  | { readonly type: 'once' }
  /** This picture or one that its file showed before. */
  | { readonly type: 'either'; readonly labels: readonly string[] }
  /** It was there for a while, and gone: once or not at all. */
  | { readonly type: 'maybe' }
  /** It never lay still in a watched folder. */
  | { readonly type: 'never' };

/** A file that changed sooner than this cannot have been taken for finished; the program waits two seconds. Milliseconds. */
const NOT_STILL_MS = 1_500;
/** Whatever lay still for so long while the program was at work has to be developed, even if it goes away then. Milliseconds. */
const SURELY_TAKEN_MS = 20_000;

export type Oracle = ReturnType<typeof createOracle>;

/**
 * Builds it.
 * @param now - milliseconds on the clock that is never set
 * @param undisturbedSince - since when the program watches without being killed or left without answers; null: it does not
 * @param trace - is told of everything, for whoever looks for the cause of a fault
 */
export function createOracle(
  now: () => number,
  undisturbedSince: () => number | null,
  trace: (what: string, held: Held) => void,
) {
  const files = new Map<string, Held>();
  /** Labels of everything that was made, watched or not. */
  const labels = new Set<string>();
  /** What lay under a name before it was moved away or deleted, and when that was. */
  const gone = new Map<string, { readonly held: Held; readonly at: number }>();
  const must = new Set<string>();
  const may = new Set<string>();
  /** Every label that a path ever had: jobs are told by paths. */
  const everAt = new Map<string, Set<string>>();

  const note = (held: Held, what: string): void => {
    trace(what, held);
    const { path, label } = held;
    if (label === null) return;
    const known = everAt.get(path) ?? new Set();
    known.add(label);
    everAt.set(path, known);
  };

  /** Its picture is about to go away, or to be replaced. */
  const leaves = ({ label, since, disturbed, before }: Held): void => {
    if (label === null || now() - since < NOT_STILL_MS) return;
    may.add(label);
    const undisturbed = undisturbedSince();
    if (undisturbed !== null && before.length === 0 && now() - Math.max(disturbed, undisturbed) >= SURELY_TAKEN_MS)
      must.add(label);
  };

  /** Pictures that were perhaps taken of this file, for whatever it shows next. */
  const pastOf = (held: Held, next: string | null, at = now()): string[] => {
    const wasStill = held.label !== null && held.label !== next && at - held.since >= NOT_STILL_MS;
    return [...new Set([...held.before, ...(wasStill && held.label !== null ? [held.label] : [])])].filter(
      (label) => label !== next,
    );
  };

  /**
   * Pictures of the file that had this name a moment ago. Nobody who was not looking meanwhile can tell one file that was replaced
   * from two that came one after the other, and a name that was taken is taken once.
   */
  const pastOfName = (path: string, next: string | null): string[] => {
    const left = gone.get(path);
    const undisturbed = undisturbedSince();
    if (left === undefined || (undisturbed !== null && now() - Math.max(left.at, undisturbed) >= SURELY_TAKEN_MS)) return [];
    return pastOf(left.held, next, left.at);
  };

  const put = (path: string, content: Content): void => {
    const known = files.get(path);
    if (known !== undefined) leaves(known);
    const before = known === undefined ? pastOfName(path, content.label) : pastOf(known, content.label);
    const since = known?.label === content.label ? known.since : now();
    const held = { path, ...content, since, disturbed: now(), before, linked: known?.linked ?? false };
    files.set(path, held);
    note(held, 'written');
  };

  const take = (path: string): Held => {
    const held = files.get(path);
    if (held === undefined) throw new Error(`The oracle knows no file ${path}`);
    leaves(held);
    files.delete(path);
    gone.set(path, { held, at: now() });
    return held;
  };

  return {
    /** A picture was made, wherever it is put. */
    made: (label: string): void => {
      labels.add(label);
    },
    labels: (): ReadonlySet<string> => labels,
    files: (): readonly Held[] => [...files.values()],
    at: (path: string): Held | undefined => files.get(path),
    /** A file is written, in place or under a new name. */
    put,
    gone: (path: string): void => {
      trace('deleted', take(path));
    },
    /** It has another name; what lay there is replaced. A picture that was still may be taken under either name. */
    moved: (from: string, to: string): void => {
      const replaced = files.get(to);
      const held = take(from);
      if (replaced !== undefined) leaves(replaced);
      const past = replaced === undefined ? pastOfName(to, held.label) : pastOf(replaced, held.label);
      const moved = { ...held, path: to, disturbed: now(), before: [...new Set([...held.before, ...past])] };
      files.set(to, moved);
      note(moved, `moved from ${from}`);
    },
    /** It left the watched folders for a while. What came back is put as `returned`. */
    left: take,
    returned: (path: string, held: Held): void => {
      const before = [...new Set([...held.before, ...pastOfName(path, held.label)])];
      const back = { ...held, path, disturbed: now(), before };
      files.set(path, back);
      note(back, 'came back');
    },
    linked: (from: string, to: string): void => {
      const held = files.get(from);
      if (held === undefined) throw new Error(`The oracle knows no file ${from}`);
      held.linked = true;
      const twin = { ...held, path: to, disturbed: now(), before: pastOfName(to, held.label) };
      files.set(to, twin);
      note(twin, `linked to ${from}`);
    },
    /** Its time was set. */
    touched: (path: string, print: string): void => {
      const held = files.get(path);
      if (held === undefined) return;
      leaves(held);
      held.print = print;
      held.disturbed = now();
      trace('touched', held);
    },
    labelsEverAt: (path: string): ReadonlySet<string> => everAt.get(path) ?? new Set(),
    /** What each picture needs, with everything at rest. */
    needs: (): Map<string, Need> => {
      const needs = new Map<string, Need>([...labels].map((label) => [label, { type: may.has(label) ? 'maybe' : 'never' }]));
      for (const { label, before } of files.values()) {
        if (label === null || needs.get(label)?.type === 'once') continue;
        needs.set(label, before.length === 0 ? { type: 'once' } : { type: 'either', labels: [label, ...before] });
      }
      for (const label of must) needs.set(label, { type: 'once' });
      return needs;
    },
  };
}
