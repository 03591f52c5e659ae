/** What a watched folder's health is called, and the line below it. Pure. */
import { dollars } from '../../../electron/contract/dollars.ts';
import type { RuleView } from '../../../electron/contract/rule.ts';
import { formatCount, formatTime, formatWhen, plural } from '../../lib/format.ts';

/** Shape and colour of the dot; each has its word beside it. */
export type Dot = 'ok' | 'poll' | 'paused' | 'gone' | 'bad';

export interface HealthWords {
  readonly dot: Dot;
  /** "Watching", "Paused by budget". */
  readonly title: string;
  /** "Last event 14:28, test file seen in 40 ms". */
  readonly note: string;
  /** warns: it stands still. fails: it needs the user. */
  readonly tone: 'plain' | 'warns' | 'fails';
}

function paused({ health }: RuleView, all: boolean): Pick<HealthWords, 'title' | 'note'> {
  const note = health.problem?.message;
  if (all) return { title: 'Paused', note: 'You paused all watching. What arrives is still noticed' };
  switch (health.problem?.code) {
    case 'budget-reached':
    case 'limits-unknown':
      return { title: 'Paused by budget', note: note ?? '' };
    case 'watch-hours':
      return { title: 'Outside its hours', note: note ?? '' };
    case 'watch-battery':
      return { title: 'On battery', note: note ?? '' };
    case 'key-missing':
    case 'key-rejected':
    case 'credits-exhausted':
    case 'spend-limit':
      return { title: 'Paused by the account', note: note ?? '' };
    default:
      return { title: 'Paused', note: note ?? 'It goes on by itself' };
  }
}

function lastSeen({ health }: RuleView, now: number): string {
  return health.lastReachedAt === null
    ? 'Not seen since Darkslide started. Nothing is forgotten'
    : `Last seen ${whenShort(health.lastReachedAt, now)}. Nothing is forgotten`;
}

function quietNote({ health }: RuleView, now: number): string {
  if (health.settling > 0) return `${plural(health.settling, 'photo')} arriving, looked at until whole`;
  const event = health.lastEventAt === null ? 'Nothing arrived yet' : `Last event ${whenShort(health.lastEventAt, now)}`;
  return health.probeMs === null
    ? event
    : `${event}, test file seen in ${formatCount(Math.max(1, Math.round(health.probeMs)))} ms`;
}

/** "14:28" today, "yesterday 19:20", "12 Nov 19:20". */
function whenShort(at: number, now: number): string {
  const when = formatWhen(at, now);
  if (when.startsWith('Today ')) return formatTime(at);
  return when.startsWith('Yesterday ') ? when.replace('Y', 'y') : `${when} ${formatTime(at)}`;
}

/** Dot, word and line of a rule. `all`: a person paused all of them. */
export function healthWords(rule: RuleView, all: boolean, now: number): HealthWords {
  const { health } = rule;
  const said = health.problem?.message ?? '';
  if (!rule.enabled) return { dot: 'gone', title: 'Off', note: 'Nothing is noticed or sent', tone: 'plain' };
  if (health.state === 'failed') return { dot: 'bad', title: 'Failed', note: said, tone: 'fails' };
  if (health.state === 'suspended') {
    const missing = health.problem === null || ['root-missing', 'root-silent'].includes(health.problem.code);
    return { dot: 'gone', title: missing ? 'Not reachable' : 'Waits', note: missing ? lastSeen(rule, now) : said, tone: 'plain' };
  }
  if (all || health.state === 'paused') return { dot: 'paused', ...paused(rule, all), tone: all ? 'plain' : 'warns' };
  switch (health.state) {
    case 'off':
    case 'starting':
      return { dot: 'poll', title: 'Starting', note: 'Its folder is opened', tone: 'plain' };
    case 'scanning':
      return { dot: 'ok', title: 'Looking through the folder', note: 'Nothing that is there is forgotten', tone: 'plain' };
    case 'watching':
      return { dot: 'ok', title: 'Watching', note: quietNote(rule, now), tone: 'plain' };
    case 'polling':
      return { dot: 'poll', title: 'Polling', note: said === '' ? quietNote(rule, now) : said, tone: 'plain' };
  }
}

/** "24"; a dash where it cannot be known. */
export function waitingWords({ health }: RuleView): string {
  return health.state === 'suspended' && health.waiting === 0 ? '–' : formatCount(health.waiting);
}

/** "of $10.00": the day's limit, else the tightest that there is. */
export function capWords({ caps }: RuleView): string {
  if (caps.dayUsd !== null) return `of ${dollars(caps.dayUsd)}`;
  if (caps.hourUsd !== null) return `${dollars(caps.hourUsd)} an hour`;
  return caps.totalUsd === null ? 'no limit of its own' : `${dollars(caps.totalUsd)} in all`;
}

/** Name, health and numbers in one line, for screen readers: "Lightroom exports, Watching, 24 waiting". */
export function ruleName(rule: RuleView, all: boolean, now: number): string {
  const waiting = rule.health.waiting > 0 ? `, ${formatCount(rule.health.waiting)} waiting` : '';
  return `${rule.name}, ${healthWords(rule, all, now).title}${waiting}`;
}
