/**
 * The one table from what happened on the wire to what the user is told and what the queue does. Pure.
 * Rows are tried from top to bottom and the first that fits decides. What may have been charged never leads to a repeat.
 */
import { problem } from '../contract/errors.ts';
import type { ErrorCode, Problem } from '../contract/errors.ts';
import type { RunOutcome } from './service.ts';

export type Consequence = Extract<RunOutcome, { type: 'refused' }>['consequence'];

/** submit: a POST that may be charged. ask: looking after work that was accepted earlier, which costs nothing. */
export type Stage = 'submit' | 'ask';

/** How far a request got. `sent` from the moment the last piece of the body was handed over, `sending` before that. */
export type Phase = 'connecting' | 'connected' | 'sending' | 'sent';

/** Why no whole answer came. untrusted: the other side's certificate did not hold. garbled: it did not speak HTTP. */
export type Trouble = 'cancelled' | 'timeout' | 'unreachable' | 'untrusted' | 'lost' | 'garbled';

export interface Happening {
  readonly stage: Stage;
  /** Null: no status line arrived. */
  readonly status: number | null;
  readonly phase: Phase;
  /** Null: the answer is whole. */
  readonly trouble: Trouble | null;
  /** Message, type and code of the service's own error, for matching; empty for HTML. */
  readonly words: string;
}

/** What the sentences may mention. */
export interface Facts {
  readonly modelTitle: string;
  readonly successor: string | null;
  /** The service's own message, cleaned; null: it said nothing readable. */
  readonly message: string | null;
  readonly host: string;
}

export type Judgement =
  | { readonly type: 'refused'; readonly problem: Problem; readonly consequence: Consequence }
  | { readonly type: 'unsure'; readonly problem: Problem }
  /** The work was accepted and this look at it failed; look again. */
  | { readonly type: 'ask-again'; readonly problem: Problem };

export interface Row {
  /** What the row is for, as the contract or the log would call it. */
  readonly name: string;
  readonly stage?: Stage;
  /** One status, or the first and last of a range. */
  readonly status?: readonly [number] | readonly [number, number];
  readonly words?: RegExp;
  readonly phase?: readonly Phase[];
  readonly trouble?: readonly Trouble[];
  readonly code: ErrorCode;
  readonly ends: Consequence | 'unsure' | 'ask-again';
  readonly say?: (facts: Facts) => string;
}

const creditWords =
  /(insufficient|not enough|out of|exhausted)\W+(\w+\W+){0,2}(credit|balance)|credits?\W+(\w+\W+){0,2}(exhausted|insufficient|required|needed)/i;
const spendWords = /spend(ing)?\W*(limit|cap)|team\W+(\w+\W+){0,2}limit|(limit|budget)\W+(\w+\W+){0,3}team/i;
const keyWords = /api.?key\b.*\b(invalid|expired|revoked|missing)|invalid\W+api.?key|missing authorization/i;
const filterWords = /moderation|content.?(filter|policy)|nsfw|safety|blocked/i;

const beforeTheEnd = ['connecting', 'connected', 'sending'] as const;

/** The table, one row per line as in the contract. Exported for the test that walks over it. */
// prettier-ignore
export const rows: readonly Row[] = [
  // No answer at all
  { name: 'cancelled, nothing charged', stage: 'submit', status: [0], phase: beforeTheEnd, trouble: ['cancelled'], code: 'cancelled', ends: 'fail' },
  { name: 'certificate refused', stage: 'submit', status: [0], phase: beforeTheEnd, trouble: ['untrusted'], code: 'offline', ends: 'pause', say: ({ host }) => `The connection to ${host} is not secure, so nothing was sent.` },
  { name: 'upload broken off', stage: 'submit', status: [0], phase: ['sending'], code: 'offline', ends: 'retry-once', say: () => 'The connection broke during the upload; nothing was charged.' },
  { name: 'refused connection, DNS, offline', stage: 'submit', status: [0], phase: ['connecting', 'connected'], code: 'offline', ends: 'wait' },
  { name: 'cancelled after sending', trouble: ['cancelled'], code: 'no-answer', ends: 'unsure', say: () => 'Cancelled after it was sent, so it may have been charged.' },
  { name: 'no answer while asking', stage: 'ask', status: [0], code: 'offline', ends: 'ask-again' },
  { name: 'no answer after sending', stage: 'submit', status: [0], code: 'no-answer', ends: 'unsure' },
  { name: 'answer cut off while asking', stage: 'ask', status: [200, 299], trouble: ['timeout', 'lost', 'garbled'], code: 'offline', ends: 'ask-again' },
  { name: 'answer cut off', stage: 'submit', status: [200, 299], trouble: ['timeout', 'lost', 'garbled'], code: 'no-answer', ends: 'unsure', say: () => 'The answer broke off, so the picture is lost and may have been charged.' },

  // Work that was accepted: nothing here may lead back to sending it
  { name: 'v2 job failed by the filter', stage: 'ask', status: [422], words: filterWords, code: 'content-filtered', ends: 'fail' },
  { name: 'v2 job failed', stage: 'ask', status: [422], code: 'job-failed', ends: 'fail', say: said('Segmind could not develop this photo') },
  { name: 'v2 result gone', stage: 'ask', status: [404], code: 'result-expired', ends: 'unsure' },
  { name: 'v2 result gone', stage: 'ask', status: [410], code: 'result-expired', ends: 'unsure' },
  { name: 'key refused while asking', stage: 'ask', status: [401], code: 'no-answer', ends: 'unsure', say: () => 'Segmind took the photo but no longer accepts the key, so the result cannot be fetched.' },
  { name: 'slow down while asking', stage: 'ask', status: [429], code: 'rate-limited', ends: 'ask-again' },
  { name: 'timeout while asking', stage: 'ask', status: [408], code: 'offline', ends: 'ask-again' },
  { name: 'polling hiccup', stage: 'ask', status: [200, 299], words: /polling error/i, code: 'server-error', ends: 'ask-again' },
  { name: 'server error while asking', stage: 'ask', status: [500, 599], code: 'server-error', ends: 'ask-again' },
  { name: 'anything else while asking', stage: 'ask', code: 'no-answer', ends: 'unsure', say: said('Segmind took the photo but does not hand out the result') },

  // The account
  { name: '401', status: [401], code: 'key-rejected', ends: 'pause' },
  { name: 'key named in the text', status: [200, 299], words: keyWords, code: 'key-rejected', ends: 'pause' },
  { name: 'key named in the text', status: [400, 406], words: keyWords, code: 'key-rejected', ends: 'pause' },
  { name: '402', status: [402], code: 'credits-exhausted', ends: 'pause' },
  { name: 'credits, with 200', status: [200, 299], words: creditWords, code: 'credits-exhausted', ends: 'pause' },
  { name: '406 insufficient credits', status: [400, 406], words: creditWords, code: 'credits-exhausted', ends: 'pause' },
  { name: '406 team spend limit', status: [400, 406], words: spendWords, code: 'spend-limit', ends: 'pause' },
  { name: '429', status: [429], code: 'rate-limited', ends: 'wait' },

  // The content filter, whatever the status it comes with
  { name: 'content filter, with 200', status: [200, 299], words: filterWords, code: 'content-filtered', ends: 'fail' },
  { name: '403 from the filter', status: [403], words: /moderation|content.?policy|nsfw/i, code: 'content-filtered', ends: 'fail' },
  { name: '403', status: [403], code: 'model-forbidden', ends: 'fail', say: ({ modelTitle }) => `This account may not use ${modelTitle}.` },
  { name: 'content filter, refused', status: [400, 428], words: filterWords, code: 'content-filtered', ends: 'fail' },
  { name: 'content filter, as a server error', status: [500], words: filterWords, code: 'content-filtered', ends: 'fail' },

  // This request
  { name: '400', status: [400], code: 'request-rejected', ends: 'fail', say: said('Segmind refused the request') },
  { name: '404', status: [404], code: 'model-unknown', ends: 'fail', say: instead((model) => `Segmind does not know ${model} any more`) },
  { name: '406 content type', status: [406], words: /content.?type/i, code: 'request-rejected', ends: 'fail', say: said('Segmind refused the request') },
  { name: '406 value', status: [406], code: 'value-rejected', ends: 'fail', say: said('Segmind refused one of the settings') },
  { name: '408', status: [408], code: 'no-answer', ends: 'unsure' },
  { name: '410', status: [410], code: 'model-retired', ends: 'fail', say: instead((model) => `Segmind has retired ${model}`) },
  { name: '413', status: [413], code: 'upload-too-large', ends: 'shrink-once' },
  { name: '422', status: [422], code: 'job-failed', ends: 'fail', say: said('Segmind could not develop this photo') },
  { name: 'redirect', status: [300, 399], code: 'request-rejected', ends: 'fail', say: ({ host }) => `${host} points to another address; the key and the photo do not follow.` },
  { name: 'other refusals, 405 among them', status: [400, 499], code: 'request-rejected', ends: 'fail', say: said('Segmind refused the request') },

  // The server's own trouble
  { name: '500', status: [500], code: 'server-error', ends: 'retry-once', say: said('Segmind had an error of its own') },
  { name: '502, 504 before the upload was whole', status: [501, 599], phase: beforeTheEnd, code: 'server-error', ends: 'retry-once' },
  { name: '502, 504', status: [501, 599], code: 'no-answer', ends: 'unsure', say: () => 'Segmind broke off while working, so it may have been charged.' },
  { name: '200 with Internal Polling Error', status: [200, 299], words: /polling error/i, code: 'no-answer', ends: 'unsure', say: () => 'Segmind lost track of this photo after a long wait, so it may have been charged.' },
  { name: '200 with an error', status: [200, 299], code: 'no-answer', ends: 'unsure', say: said('It may have been charged. Segmind answered with an error') },
  { name: 'a status that HTTP does not have', code: 'no-answer', ends: 'unsure' },
];

/** The first row that speaks of a happening. */
export function rowFor(happening: Happening): Row | undefined {
  return rows.find((candidate) => fits(candidate, happening));
}

/** What a happening means. Total: the last row takes what no other did. */
export function judge(happening: Happening, facts: Facts): Judgement {
  const row = rowFor(happening);
  if (row === undefined) return { type: 'unsure', problem: problem('no-answer') };
  const told = problem(row.code, row.say?.(facts));
  if (row.ends === 'unsure') return { type: 'unsure', problem: told };
  if (row.ends === 'ask-again') return { type: 'ask-again', problem: told };
  return { type: 'refused', problem: told, consequence: row.ends };
}

/** Whether a row speaks of a happening. A missing status counts as 0. */
function fits(row: Row, happening: Happening): boolean {
  const status = happening.status ?? 0;
  const [first, last = first] = row.status ?? [0, Infinity];
  return (
    (row.stage === undefined || row.stage === happening.stage) &&
    status >= first &&
    status <= last &&
    (row.phase === undefined || row.phase.includes(happening.phase)) &&
    (row.trouble === undefined || (happening.trouble !== null && row.trouble.includes(happening.trouble))) &&
    (row.words === undefined || row.words.test(happening.words))
  );
}

/** The service's own message behind our sentence, or the sentence alone. */
function said(sentence: string): (facts: Facts) => string {
  return ({ message }) => (message === null ? `${sentence}.` : `${sentence}: ${message}`);
}

/** A model that is gone, and what to take in its place. */
function instead(sentence: (modelTitle: string) => string): (facts: Facts) => string {
  return ({ modelTitle, successor }) =>
    successor === null ? `${sentence(modelTitle)}.` : `${sentence(modelTitle)}; use ${successor} instead.`;
}
