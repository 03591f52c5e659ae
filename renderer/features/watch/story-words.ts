/** What happened with a rule, line by line: the same that follows itself is one line, under the day it happened on. Pure. */
import { localDay } from '../../../electron/contract/local-time.ts';
import type { SkipReason, StoryLine } from '../../../electron/contract/rule.ts';
import { formatCount, formatDay, formatTime, plural } from '../../lib/format.ts';
import { skipWords } from './watch-words.ts';

type Kind = StoryLine['kind'];

/** Lines of one kind that follow each other. */
export interface StoryGroup {
  /** Id of the newest line. */
  readonly id: number;
  readonly kind: Kind;
  readonly reason: SkipReason | null;
  /** ms since 1970. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** File names, the newest first, a few of them. */
  readonly names: readonly string[];
  readonly detail: string | null;
}

export interface StoryDay {
  /** "2026-11-05", by the calendar of this computer. */
  readonly day: string;
  readonly title: string;
  readonly groups: readonly StoryGroup[];
}

/** Names shown of one group. */
const NAMED = 3;
/** Lines farther apart than this are two, milliseconds: a pause of the camera shows. */
const APART_MS = 15 * 60_000;

/** What happens to photos, one after the other. */
const GATHERED: ReadonlySet<Kind> = new Set<Kind>(['skipped', 'queued', 'failed', 'unsure', 'moved']);

function joins(group: StoryGroup, line: StoryLine): boolean {
  return (
    group.kind === line.kind &&
    group.reason === line.reason &&
    group.detail === line.detail &&
    localDay(group.to) === localDay(line.at) &&
    Math.abs(group.from - (line.until ?? line.at)) <= APART_MS
  );
}

function groupOf(line: StoryLine): StoryGroup {
  const { id, kind, reason, at, until, count, name, detail } = line;
  return { id, kind, reason, from: at, to: Math.max(at, until ?? at), count, names: name === null ? [] : [name], detail };
}

/** Where a line joins: photos queued while others get no answer are two lines, not twenty. What happened to the rule itself parts them. */
function placeOf(groups: readonly StoryGroup[], line: StoryLine): number {
  for (let index = groups.length - 1; index >= 0; index -= 1) {
    const group = groups[index];
    if (group === undefined || joins(group, line)) return index;
    if (!GATHERED.has(group.kind) || !GATHERED.has(line.kind)) break;
  }
  return -1;
}

/** Days, the newest first; within a day the newest group first. `lines`: the newest first. */
export function storyDays(lines: readonly StoryLine[], now: number): StoryDay[] {
  const groups: StoryGroup[] = [];
  for (const line of lines) {
    const index = placeOf(groups, line);
    const known = groups[index];
    if (known === undefined) {
      groups.push(groupOf(line));
      continue;
    }
    const names = line.name === null || known.names.length >= NAMED ? known.names : [...known.names, line.name];
    groups[index] = {
      ...known,
      from: Math.min(known.from, line.at),
      to: Math.max(known.to, line.until ?? line.at),
      count: known.count + line.count,
      names,
    };
  }
  const days = new Map<string, StoryGroup[]>();
  for (const group of groups) {
    const day = localDay(group.to);
    days.set(day, [...(days.get(day) ?? []), group]);
  }
  return [...days].map(([day, ofDay]) => ({ day, title: dayTitle(day, now), groups: ofDay }));
}

function dayTitle(day: string, now: number): string {
  return localDay(now) === day ? 'Today' : formatDay(day, now);
}

/** "14:02", "14:02–14:28". */
export function storyTime({ from, to }: StoryGroup): string {
  const [first, last] = [formatTime(from), formatTime(to)];
  return first === last ? first : `${first}–${last}`;
}

/** "24 photos queued". */
export function storyTitle({ kind, reason, count }: StoryGroup): string {
  switch (kind) {
    case 'started':
      return 'Began to watch';
    case 'stopped':
      return 'Switched off';
    case 'scanned':
      return count === 0 ? 'Looked through the folder: it is empty' : `Looked through the folder: ${plural(count, 'file')} in it`;
    case 'suspended':
      return 'The folder cannot be reached';
    case 'returned':
      return 'The folder is back';
    case 'polling':
      return 'Lists the folder again and again';
    case 'watching':
      return 'The system reports changes';
    case 'paused':
      return count > 0 ? `Paused, ${plural(count, 'photo')} waiting` : 'Paused';
    case 'resumed':
      return count > 0 ? `Went on with ${plural(count, 'photo')}` : 'Went on';
    case 'queued':
      return `${plural(count, 'photo')} queued`;
    case 'skipped':
      return `${formatCount(count)} passed over: ${reason === null ? 'no reason' : lowered(skipWords[reason])}`;
    case 'restarted':
      return 'The watcher ended and was started again';
    case 'failed':
      return count > 1 ? `${formatCount(count)} failed` : 'Failed';
    case 'unsure':
      return `${plural(count, 'photo')} without an answer, maybe charged`;
    case 'moved':
      return `${plural(count, 'original')} moved to the done folder`;
  }
}

/** The second line: names, then what the kind does not say. */
export function storyNote({ names, count, detail }: StoryGroup): string {
  const rest = count - names.length;
  const listed = names.length === 0 ? '' : rest > 0 ? `${names.join(', ')} and ${formatCount(rest)} more` : names.join(', ');
  return [listed, detail ?? ''].filter((part) => part !== '').join('. ');
}

/** Kinds that stand out: work stood still. */
export function storyWarns(kind: Kind): boolean {
  return ['suspended', 'paused', 'restarted', 'failed', 'unsure'].includes(kind);
}

function lowered(words: string): string {
  return words.startsWith('RAW') ? words : words.charAt(0).toLowerCase() + words.slice(1);
}
