/** The queue's table as a flat list of rows of known height. */
import type { JobId } from '../../../electron/contract/ids.ts';
import type { Job } from '../../../electron/contract/job.ts';
import { formatCount } from '../../lib/format.ts';
import { dollars } from '../../../electron/contract/dollars.ts';
import type { Rows } from '../../ui/virtual.ts';
import type { JobGroups } from './job-groups.ts';

export type QueueTab = 'all' | 'needs-you' | 'waiting' | 'done' | 'history';

export type QueueRow =
  | { readonly kind: 'group'; readonly title: string; readonly note: string; readonly top: number; readonly height: number }
  | {
      readonly kind: 'job';
      readonly job: Job;
      /** The next one to be sent. */
      readonly first: boolean;
      readonly top: number;
      readonly height: number;
    };

export const ROW_HEIGHT = 36;
const GROUP_HEIGHT = 32;

function sum(jobs: readonly Job[], value: (job: Job) => number): number {
  return jobs.reduce((total, job) => total + value(job), 0);
}

function doneNote(jobs: readonly Job[]): string {
  const reused = jobs.filter((job) => job.reused).length;
  const note = `${formatCount(jobs.length)}, ${dollars(sum(jobs, (job) => job.costUsd ?? 0))}`;
  return reused === 0 ? note : `${note}. ${formatCount(reused)} taken from earlier results, not paid again`;
}

/** Jobs under one head. */
export interface Section {
  readonly title: string;
  readonly note: string;
  readonly jobs: readonly Job[];
  /** The first of them is the next one to be sent. */
  readonly startsWithNext?: boolean;
}

/** A section in its place. */
interface PlacedSection extends Section {
  /** Index of its head among all rows. */
  readonly start: number;
  readonly top: number;
}

/**
 * Sections as rows, top to bottom, each made when it is asked for: with ten thousand jobs, making them all for the thirty in sight would
 * cost a good part of a frame whenever one job changes.
 */
export class QueueRows implements Rows<QueueRow> {
  readonly length: number;
  /** Of all rows, pixels. */
  readonly height: number;
  readonly #sections: readonly PlacedSection[];

  constructor(sections: readonly Section[]) {
    const placed: PlacedSection[] = [];
    let start = 0;
    let top = 0;
    for (const section of sections) {
      if (section.jobs.length === 0) continue;
      placed.push({ ...section, start, top });
      start += 1 + section.jobs.length;
      top += GROUP_HEIGHT + section.jobs.length * ROW_HEIGHT;
    }
    this.#sections = placed;
    this.length = start;
    this.height = top;
  }

  /** Undefined: there is no such row. */
  at(index: number): QueueRow | undefined {
    const section = this.#sections.findLast(({ start }) => start <= index);
    if (section === undefined) return undefined;
    const { title, note, start, top, jobs, startsWithNext = false } = section;
    if (index === start) return { kind: 'group', title, note, top, height: GROUP_HEIGHT };
    const nth = index - start - 1;
    const job = jobs[nth];
    if (job === undefined) return undefined;
    const jobTop = top + GROUP_HEIGHT + nth * ROW_HEIGHT;
    return { kind: 'job', job, first: startsWithNext && nth === 0, top: jobTop, height: ROW_HEIGHT };
  }

  /** Index of a job's row; -1: it is not among them. */
  indexOf(id: JobId): number {
    for (const { jobs, start } of this.#sections) {
      const nth = jobs.findIndex((job) => job.id === id);
      if (nth >= 0) return start + 1 + nth;
    }
    return -1;
  }

  *[Symbol.iterator](): Generator<QueueRow, void> {
    for (let index = 0; index < this.length; index += 1) {
      const row = this.at(index);
      if (row !== undefined) yield row;
    }
  }
}

/** The rows of a tab; `paused`: what runs was sent before the pause. */
export function queueRows(groups: JobGroups, tab: QueueTab, paused: boolean): QueueRows {
  const { needsYou, running, waiting, held, doneToday, doneBefore, cancelled } = groups;
  const count = (jobs: readonly Job[]): string => formatCount(jobs.length);
  const all = tab === 'all';
  const sections: Section[] = [];
  if (all || tab === 'needs-you') sections.push({ title: 'Needs you', note: count(needsYou), jobs: needsYou });
  if (all || tab === 'waiting') sections.push({ title: 'On hold', note: `${count(held)}, the others go on`, jobs: held });
  if (all)
    sections.push({ title: 'Running', note: paused ? 'sent before the pause, these finish' : count(running), jobs: running });
  if (all || tab === 'waiting') {
    const note = `${count(waiting)}, first in first out, drag to reorder`;
    sections.push({ title: 'Waiting', note, jobs: waiting, startsWithNext: !paused });
  }
  if (all || tab === 'done') sections.push({ title: 'Done today', note: doneNote(doneToday), jobs: doneToday });
  if (all) sections.push({ title: 'Done before today', note: doneNote(doneBefore), jobs: doneBefore });
  if (all) sections.push({ title: 'Cancelled', note: count(cancelled), jobs: cancelled });
  return new QueueRows(sections);
}
