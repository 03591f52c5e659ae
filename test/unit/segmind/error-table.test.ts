/** The contract's table of errors, row by row: status, text and phase lead to one code and one consequence. */
import { describe, expect, it } from 'vitest';
import { nextStep } from '../../../electron/contract/errors.ts';
import { judge, rowFor, rows } from '../../../electron/segmind/error-table.ts';
import type { Facts, Happening, Row } from '../../../electron/segmind/error-table.ts';
import { readErrorText } from '../../../electron/segmind/error-text.ts';

const turbo: Omit<Facts, 'message'> = {
  modelTitle: 'Stable Diffusion 3 Turbo',
  successor: 'sd3-med-img2img',
  host: 'api.segmind.com',
};

/** "refused pause credits-exhausted" and the sentence. */
function verdict(what: Partial<Happening>, body = ''): { short: string; message: string } {
  const text = readErrorText(body, 'SG_secret');
  const happening: Happening = { stage: 'submit', status: null, phase: 'sent', trouble: null, words: text.words, ...what };
  const given = judge(happening, { ...turbo, message: text.message });
  const consequence = given.type === 'refused' ? ` ${given.consequence}` : '';
  return { short: `${given.type}${consequence} ${given.problem.code}`, message: given.problem.message };
}

const html = '<html><body><h1>405 Not Allowed</h1><p>blocked safety credits</p></body></html>';

describe('answers to a submission', () => {
  it.each<[string, number, string, string, RegExp | null]>([
    [
      'missing field',
      400,
      '{"error":"prompt is required"}',
      'refused fail request-rejected',
      /^Segmind refused the request: prompt is required\.$/,
    ],
    ['no key', 401, '{"error":"Missing Authorization or x-api-key in header"}', 'refused pause key-rejected', null],
    ['wrong key', 401, '{"error":"Unauthorized. API key is invalid or may have expired."}', 'refused pause key-rejected', null],
    ['payment required', 402, '{"error":"pay"}', 'refused pause credits-exhausted', null],
    [
      'not for this account',
      403,
      '{"error":"Forbidden"}',
      'refused fail model-forbidden',
      /may not use Stable Diffusion 3 Turbo\.$/,
    ],
    ['a firewall page', 403, html, 'refused fail model-forbidden', null],
    ['filter with 403', 403, '{"error":{"message":"no","code":"moderation_blocked"}}', 'refused fail content-filtered', null],
    [
      'unknown slug',
      404,
      '{"error":"Model not found"}',
      'refused fail model-unknown',
      /Stable Diffusion 3 Turbo any more; use sd3-med-img2img instead\.$/,
    ],
    ['405 as a page', 405, html, 'refused fail request-rejected', /^Segmind refused the request\.$/],
    ['406 content type', 406, '{"error":"Invalid content type"}', 'refused fail request-rejected', /Invalid content type/],
    ['406 credits', 406, '{"error":"Insufficient credits: balance 0.01, need 0.08"}', 'refused pause credits-exhausted', null],
    [
      '406 credits, other words',
      406,
      '{"error":"You do not have enough, not enough credits left"}',
      'refused pause credits-exhausted',
      null,
    ],
    ['406 team limit', 406, '{"error":"Team spend limit reached, request blocked"}', 'refused pause spend-limit', null],
    ['406 spending limit', 406, '{"message":"Spending limit exceeded"}', 'refused pause spend-limit', null],
    [
      '406 value',
      406,
      '{"error":"strength must be at most 1"}',
      'refused fail value-rejected',
      /settings: strength must be at most 1\.$/,
    ],
    ['406 without words', 406, '', 'refused fail value-rejected', /settings\.$/],
    ['408', 408, '', 'unsure no-answer', null],
    ['retired', 410, '{"error":"gone"}', 'refused fail model-retired', /retired Stable Diffusion 3 Turbo; use sd3-med-img2img/],
    ['too large', 413, '<html>413</html>', 'refused shrink-once upload-too-large', null],
    ['failed while running', 422, '{"error":"no face found"}', 'refused fail job-failed', /no face found\.$/],
    ['too fast', 429, '{"error":"Rate limit exceeded"}', 'refused wait rate-limited', null],
    ['too fast, as blocked', 429, '{"error":"blocked for a minute"}', 'refused wait rate-limited', null],
    [
      'server error',
      500,
      '{"error":{"message":"bad scheduler","type":"x","code":"y"}}',
      'refused retry-once server-error',
      /bad scheduler\.$/,
    ],
    ['server error as a page', 500, html, 'refused retry-once server-error', null],
    ['filter as a server error', 500, '{"error":"Image blocked by safety system"}', 'refused fail content-filtered', null],
    [
      'filter with 400',
      400,
      '{"error":{"message":"refused","code":"moderation_blocked"}}',
      'refused fail content-filtered',
      null,
    ],
    ['filter with 422', 422, '{"error":"content policy"}', 'refused fail content-filtered', null],
    ['501', 501, '', 'unsure no-answer', null],
    ['bad gateway', 502, html, 'unsure no-answer', /may have been charged\.$/],
    ['not available', 503, '', 'unsure no-answer', null],
    ['gateway timeout', 504, html, 'unsure no-answer', null],
    ['a proxy timeout', 524, html, 'unsure no-answer', null],
    ['redirect', 302, '', 'refused fail request-rejected', /do not follow\.$/],
    ['a teapot', 418, '{"html-message":"<b>no</b> tea"}', 'refused fail request-rejected', /: no tea\.$/],
    ['200 with an error', 200, '{"error":"worker crashed"}', 'unsure no-answer', /worker crashed\.$/],
    ['200 with a polling error', 200, '{"error":"Internal Polling Error"}', 'unsure no-answer', /long wait/],
    ['200 with a filter', 200, '{"error":"moderation_blocked"}', 'refused fail content-filtered', null],
    ['200 with credits', 200, '{"error":"Insufficient credits"}', 'refused pause credits-exhausted', null],
    ['200 with a key', 200, '{"error":"API key is invalid"}', 'refused pause key-rejected', null],
    ['a status from nowhere', 799, '', 'unsure no-answer', null],
    ['a status below all', 100, '', 'unsure no-answer', null],
  ])('%s', (_, status, body, expected, message) => {
    const given = verdict({ status }, body);
    expect(given.short).toBe(expected);
    if (message !== null) expect(given.message).toMatch(message);
  });

  it('believes that a 502 before the upload was whole cost nothing', () => {
    expect(verdict({ status: 502, phase: 'sending' }).short).toBe('refused retry-once server-error');
  });
});

describe('no whole answer to a submission', () => {
  it.each<[string, Partial<Happening>, string]>([
    ['no connection', { phase: 'connecting', trouble: 'unreachable' }, 'refused wait offline'],
    ['connection too slow', { phase: 'connecting', trouble: 'timeout' }, 'refused wait offline'],
    ['a certificate that does not hold', { phase: 'connecting', trouble: 'untrusted' }, 'refused pause offline'],
    ['lost before the first byte', { phase: 'connected', trouble: 'lost' }, 'refused wait offline'],
    ['lost while uploading', { phase: 'sending', trouble: 'lost' }, 'refused retry-once offline'],
    ['stalled while uploading', { phase: 'sending', trouble: 'timeout' }, 'refused retry-once offline'],
    ['cancelled before', { phase: 'connecting', trouble: 'cancelled' }, 'refused fail cancelled'],
    ['cancelled while uploading', { phase: 'sending', trouble: 'cancelled' }, 'refused fail cancelled'],
    ['cancelled after', { phase: 'sent', trouble: 'cancelled' }, 'unsure no-answer'],
    ['lost after', { phase: 'sent', trouble: 'lost' }, 'unsure no-answer'],
    ['timeout after', { phase: 'sent', trouble: 'timeout' }, 'unsure no-answer'],
    ['no HTTP after', { phase: 'sent', trouble: 'garbled' }, 'unsure no-answer'],
    ['200 cut off', { phase: 'sent', status: 200, trouble: 'lost' }, 'unsure no-answer'],
    ['200 cancelled', { phase: 'sent', status: 200, trouble: 'cancelled' }, 'unsure no-answer'],
  ])('%s', (_, what, expected) => {
    expect(verdict(what).short).toBe(expected);
  });
});

describe('answers while asking for accepted work', () => {
  it.each<[string, Partial<Happening>, string, string]>([
    ['failed', { status: 422 }, '{"error":"out of memory"}', 'refused fail job-failed'],
    ['filtered', { status: 422 }, '{"error":"moderation_blocked"}', 'refused fail content-filtered'],
    ['expired', { status: 404 }, '', 'unsure result-expired'],
    ['gone', { status: 410 }, '', 'unsure result-expired'],
    ['key refused', { status: 401 }, '{"error":"Unauthorized"}', 'unsure no-answer'],
    ['too fast', { status: 429 }, '', 'ask-again rate-limited'],
    ['server error', { status: 500 }, '', 'ask-again server-error'],
    ['gateway', { status: 504 }, html, 'ask-again server-error'],
    ['408', { status: 408 }, '', 'ask-again offline'],
    ['offline', { phase: 'connecting', trouble: 'unreachable' }, '', 'ask-again offline'],
    ['lost', { trouble: 'lost' }, '', 'ask-again offline'],
    ['cut off', { status: 200, trouble: 'timeout' }, '', 'ask-again offline'],
    ['cancelled', { trouble: 'cancelled' }, '', 'unsure no-answer'],
    ['cancelled before the connection', { phase: 'connecting', trouble: 'cancelled' }, '', 'unsure no-answer'],
    ['credits', { status: 406 }, '{"error":"Insufficient credits"}', 'unsure no-answer'],
    ['polling hiccup', { status: 200 }, '{"error":"Internal Polling Error"}', 'ask-again server-error'],
    ['an error that says nothing about the job', { status: 200 }, '{"error":"hm"}', 'unsure no-answer'],
  ])('%s', (_, what, body, expected) => {
    expect(verdict({ stage: 'ask', ...what }, body).short).toBe(expected);
  });
});

describe('the table as a whole', () => {
  const statuses = [null, ...Array.from({ length: 700 }, (_, index) => index + 100)];
  const texts = ['', 'Insufficient credits', 'Team spend limit', 'blocked', 'API key is invalid', 'Internal Polling Error'];

  it('never sends accepted work again, and never repeats by itself what may have been charged', () => {
    for (const status of statuses) {
      for (const words of texts) {
        const asking = judge(
          { stage: 'ask', status, phase: 'sent', trouble: status === null ? 'lost' : null, words },
          { ...turbo, message: null },
        );
        if (asking.type === 'refused') expect([asking.consequence, status]).toEqual(['fail', 422]);
        const sent = judge(
          { stage: 'submit', status, phase: 'sent', trouble: status === null ? 'lost' : null, words },
          { ...turbo, message: null },
        );
        const again = sent.type === 'refused' && ['wait', 'retry-once', 'shrink-once'].includes(sent.consequence);
        if (again) expect([413, 429, 500]).toContain(status);
        expect(sent.type).not.toBe('ask-again');
      }
    }
  });

  it('gives every doubt a code whose next step is to decide', () => {
    for (const row of rows) if (row.ends === 'unsure') expect(nextStep(row.code)).toBe('decide');
  });

  it('has no row that another one hides completely', () => {
    const reached = new Set<Row | undefined>();
    for (const stage of ['submit', 'ask'] as const) {
      for (const phase of ['connecting', 'connected', 'sending', 'sent'] as const) {
        for (const trouble of [null, 'cancelled', 'timeout', 'unreachable', 'untrusted', 'lost', 'garbled'] as const) {
          for (const status of statuses) {
            for (const words of [...texts, 'Invalid content type', 'moderation_blocked']) {
              const happening: Happening = { stage, phase, trouble, status, words };
              reached.add(rowFor(happening));
            }
          }
        }
      }
    }
    for (const row of rows) expect(reached.has(row), row.name).toBe(true);
  });
});
