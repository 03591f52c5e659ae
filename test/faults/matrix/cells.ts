/** The cells of the fault matrix: what the service does to one photo, as a script of the simulator. Pure. */
import type { ScriptSource } from '../../../electron/simulator/script.ts';

export type Transport = 'v1' | 'v2';
export type Body = 'whole' | 'cut' | 'empty' | 'wrong type' | 'slow' | 'none';
/** Which answer goes wrong: that of the POST, or for v2 one of those that follow. */
export type Place = 'post' | 'status' | 'response' | 'output';

type Rules = Extract<ScriptSource, readonly unknown[]>;
type Rule = Rules[number];

export interface Cell {
  readonly place: Place;
  /** "406 credits", "reset". */
  readonly answer: string;
  readonly transport: Transport;
  readonly body: Body;
  /** Whether the service charges before it goes wrong. */
  readonly charge: 'before' | 'after';
  readonly rules: Rules;
}

interface Status {
  readonly answer: string;
  readonly status: number;
  readonly words: string;
  /** The answers that leave open whether the work was done. "Only 200 is billed" speaks of answers of the service itself, and those come from what stands before it. */
  readonly open?: true;
}

const statuses: readonly Status[] = [
  { answer: '400', status: 400, words: 'prompt is required' },
  { answer: '401', status: 401, words: 'Unauthorized. API key is invalid or may have expired. Get a new one from the console.' },
  { answer: '402', status: 402, words: 'Payment required' },
  { answer: '403', status: 403, words: 'You do not have access to this model' },
  { answer: '404', status: 404, words: 'Model not found' },
  { answer: '406 content type', status: 406, words: 'Invalid content type' },
  { answer: '406 credits', status: 406, words: 'Insufficient credits. Your balance is 0.01 and this request needs 0.08.' },
  { answer: '406 value', status: 406, words: 'strength must be at most 1' },
  { answer: '406 spend limit', status: 406, words: 'Team spend limit reached' },
  { answer: '408', status: 408, words: 'Request Timeout', open: true },
  { answer: '410', status: 410, words: 'This model has been retired' },
  { answer: '413', status: 413, words: 'Request entity too large' },
  { answer: '422', status: 422, words: 'The job failed' },
  { answer: '429', status: 429, words: 'Rate limit exceeded' },
  { answer: '500', status: 500, words: 'Internal server error' },
  { answer: '502', status: 502, words: 'Bad gateway', open: true },
  { answer: '503', status: 503, words: 'Service unavailable', open: true },
  { answer: '504', status: 504, words: 'Gateway timeout', open: true },
];

const bodies: readonly Body[] = ['whole', 'cut', 'empty', 'wrong type', 'slow'];

/** Slower than usual, and still in time. Milliseconds; see `matrixTimings`. */
const SLOW_MS = 200;

/** What a body does to a rule that answers with a status. */
function withBody(rule: Rule, words: string, body: Body): Rule {
  switch (body) {
    case 'none':
    case 'whole':
      return { ...rule, body: { error: words } };
    case 'cut':
      return { ...rule, body: { error: words }, cutAfterBytes: 9 };
    case 'empty':
      return { ...rule, body: '' };
    case 'wrong type':
      return { ...rule, body: { error: words }, contentType: 'image/jpeg' };
    case 'slow':
      return { ...rule, body: { error: words }, delayMs: SLOW_MS };
  }
}

/** The picture itself, or for v2 the acceptance, with status 200: always charged. */
const fine: Record<Exclude<Body, 'none'>, Rule> = {
  whole: { delayMs: 0 },
  cut: { cutAfterBytes: 40 },
  empty: { status: 200, body: '' },
  'wrong type': { contentType: 'text/html' },
  slow: { delayMs: SLOW_MS },
};

/** Answers with 200 that hold no picture, and connections that end without an answer. */
const others: readonly { readonly answer: string; readonly charge: Cell['charge']; readonly rule: Rule }[] = [
  { answer: '200, a web page', charge: 'after', rule: { html: true } },
  { answer: '200, error in JSON', charge: 'after', rule: { json: { error: 'Something broke' } } },
  { answer: '200, polling error', charge: 'after', rule: { json: { error: 'Internal Polling Error' } } },
  { answer: '200, filter', charge: 'before', rule: { json: { error: { code: 'moderation_blocked' } }, charged: false } },
  { answer: '302', charge: 'before', rule: { status: 302, headers: { location: 'https://elsewhere.invalid/' } } },
  { answer: 'reset', charge: 'before', rule: { reset: 'before-charge' } },
  { answer: 'reset', charge: 'after', rule: { reset: 'after-charge' } },
  { answer: 'no answer', charge: 'before', rule: { silence: true, charged: false } },
  { answer: 'no answer', charge: 'after', rule: { silence: true, charged: true } },
];

function postCells(transport: Transport): Cell[] {
  const at = { place: 'post', transport } as const;
  const cells: Cell[] = [];
  for (const body of bodies) {
    if (body !== 'none') cells.push({ ...at, answer: '200', body, charge: 'after', rules: [fine[body]] });
  }
  for (const other of others)
    cells.push({ ...at, answer: other.answer, body: 'none', charge: other.charge, rules: [other.rule] });
  for (const { answer, status, words, open } of statuses) {
    for (const charge of open === true ? (['before', 'after'] as const) : (['before'] as const)) {
      for (const body of bodies) {
        const rule = withBody({ status, ...(charge === 'after' ? { charged: true } : {}) }, words, body);
        cells.push({ ...at, answer, body, charge, rules: [rule] });
      }
    }
  }
  return cells;
}

/** After the acceptance the work is charged, whatever the answers to the questions about it say. */
function laterCells(): Cell[] {
  const cells: Cell[] = [];
  for (const place of ['status', 'response', 'output'] as const) {
    const at = { place, transport: 'v2', charge: 'after' } as const;
    const add = (answer: string, body: Body, rule: Rule): void => {
      cells.push({ ...at, answer, body, rules: [{ ...rule, at: place }] });
    };
    for (const { answer, status, words } of statuses.filter((each) => [401, 404, 410, 429, 500, 502, 504].includes(each.status)))
      add(answer, 'whole', { status, body: { error: words } });
    add('200', 'cut', { cutAfterBytes: 9 });
    add('200', 'empty', { status: 200, body: '' });
    add('200', 'wrong type', { contentType: 'text/html' });
    add('200', 'slow', { delayMs: SLOW_MS });
    add('200, a web page', 'none', { html: true });
    add('reset', 'none', { reset: 'before-charge' });
    add('no answer', 'none', { silence: true });
    // A hiccup that passes must not cost the picture
    add('500 once', 'whole', { status: 500, times: 1 });
    add('200 once', 'empty', { status: 200, body: '', times: 1 });
    add('a web page once', 'none', { html: true, times: 1 });
    add('reset once', 'none', { reset: 'before-charge', times: 1 });
  }
  const failed: Rule = { jobFails: 'The job failed on the graphics card' };
  cells.push({ place: 'post', transport: 'v2', answer: '422 of the job', body: 'none', charge: 'before', rules: [failed] });
  return cells;
}

/** Every cell. */
export function allCells(): Cell[] {
  return [...postCells('v1'), ...postCells('v2'), ...laterCells()];
}

/** "v1 post 502 cut, charged". */
export function nameOf(cell: Cell): string {
  return `${cell.transport} ${cell.place} ${cell.answer}, body ${cell.body}, ${cell.charge === 'after' ? 'after' : 'before'} the charge`;
}
