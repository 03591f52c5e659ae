/** Gathers lines of a story for a moment, so that a burst of five hundred files is one line and one write. */
import type { Happening } from './story.ts';

export interface StoryBuffer {
  readonly add: (lines: readonly Happening[]) => void;
  /** Writes what is left. */
  readonly close: () => void;
}

/** `waitMs`: how long lines are gathered. */
export function createStoryBuffer(waitMs: number, write: (lines: readonly Happening[]) => void): StoryBuffer {
  let lines: Happening[] = [];
  let timer: ReturnType<typeof setTimeout> | null = null;
  const flush = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const written = lines;
    lines = [];
    if (written.length > 0) write(written);
  };
  return {
    add: (more) => {
      if (more.length === 0) return;
      lines.push(...more);
      timer ??= setTimeout(flush, waitMs);
      timer.unref();
    },
    close: flush,
  };
}
