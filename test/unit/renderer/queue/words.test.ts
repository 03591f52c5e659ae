/** What the queue says: states, reasons, charges, next steps, pauses and announcements. */
import { describe, expect, it } from 'vitest';
import { errorTexts, problem, type ErrorCode } from '../../../../electron/contract/errors.ts';
import type { Held, Pause } from '../../../../electron/contract/job.ts';
import { queueAnnouncement } from '../../../../renderer/features/queue/announcements.ts';
import { heldNote, heldStep, heldTitle } from '../../../../renderer/features/queue/held-words.ts';
import { jobProgress } from '../../../../renderer/features/queue/job-progress.ts';
import { jobExplanation, jobStory, receiptRows, receiptText } from '../../../../renderer/features/queue/job-story.ts';
import { clock, costWords, jobLine, jobStep } from '../../../../renderer/features/queue/job-words.ts';
import {
  bannerNote,
  pauseNote,
  pauseSentence,
  pauseStep,
  pauseTitle,
  runWords,
} from '../../../../renderer/features/queue/pause-words.ts';
import { idle, NOON, sampleJob } from './samples.ts';

const pause = (by: NonNullable<Pause>['by'], code: ErrorCode | null = null, until: number | null = null) => ({
  by,
  problem: code === null ? null : problem(code),
  until,
});

describe('a job says state, reason, charged or not', () => {
  it.each([
    ['waiting', sampleJob(1), 'Waiting', 'about $0.08'],
    [
      'refused by the filter',
      sampleJob(1, { state: 'failed', sentAt: NOON, problem: problem('content-filtered') }),
      'Failed. The content filter refused it. Not charged',
      '$0.00',
    ],
    [
      'too long',
      sampleJob(1, { state: 'failed', problem: problem('picture-too-long') }),
      'Failed. One side is more than 2.5 times the other. Not sent',
      '$0.00',
    ],
    [
      'paid and unusable',
      sampleJob(1, { state: 'failed', sentAt: NOON, charge: 'yes', costUsd: 0.08, problem: problem('reply-unusable') }),
      'Failed. What came back is not a usable picture. Charged $0.08',
      '$0.08',
    ],
    [
      'no answer',
      sampleJob(1, { state: 'unsure', sentAt: NOON, charge: 'maybe', problem: problem('no-answer') }),
      'Maybe charged. Sent, but no answer came',
      '$0.08?',
    ],
    [
      'disk full',
      sampleJob(1, { state: 'received', sentAt: NOON, charge: 'yes', costUsd: 0.08, problem: problem('disk-full') }),
      'Not stored yet. The disk is full. The result is paid and safe',
      '$0.08',
    ],
    [
      'done',
      sampleJob(1, { state: 'done', sentAt: NOON, finishedAt: NOON + 9600, charge: 'yes', costUsd: 0.08 }),
      'Done 14:30, 9.6 s',
      '$0.08',
    ],
    [
      'taken from the ledger',
      sampleJob(1, { state: 'done', finishedAt: NOON, reused: true }),
      'Done 14:30, found in the ledger',
      '$0.00',
    ],
    [
      'simulated',
      sampleJob(1, { state: 'done', sentAt: NOON, finishedAt: NOON + 1000, simulated: true, costUsd: 0.08 }),
      'Done 14:30, 1.0 s, simulated',
      '$0.00',
    ],
  ])('%s', (_name, job, line, cost) => {
    expect(jobLine(job)).toBe(line);
    expect(costWords(job)).toBe(cost);
  });

  it('has a step that works for every failure there is', () => {
    for (const code of Object.keys(errorTexts) as ErrorCode[]) {
      // Object.keys forgets the key type
      const step = jobStep(sampleJob(1, { state: 'failed', problem: problem(code) }));
      expect(step, code).not.toBeNull();
      // Taking back is for what waits; the queue refuses it for what failed.
      expect(step?.action, code).not.toBe('remove');
    }
  });

  it('names the price before a second payment', () => {
    const paid = sampleJob(1, { state: 'failed', charge: 'yes', costUsd: 0.08, problem: problem('reply-unusable') });
    expect(jobStep(paid)?.label).toBe('Send again, about $0.08');
    expect(jobStep(sampleJob(1, { state: 'failed', problem: problem('server-error') }))?.label).toBe('Try again');
  });
});

describe('progress', () => {
  it('rises and never arrives before the picture does', () => {
    const job = sampleJob(1, { state: 'sent', sentAt: NOON, expectedMs: 10_000 });
    let last = -1;
    for (const after of [0, 1000, 5000, 9999, 10_000, 20_000, 3_600_000]) {
      const { fraction } = jobProgress(job, NOON + after);
      expect(fraction).toBeGreaterThanOrEqual(last);
      expect(fraction).toBeLessThan(1);
      last = fraction;
    }
    expect(jobProgress(job, NOON + 7000).words).toBe('3 s left');
    expect(jobProgress(job, NOON + 10_001).words).toBe('longer than usual');
  });
});

describe('a pause', () => {
  it.each([
    [pause('user'), 'Paused', 'Paused', 'resume'],
    [
      pause('account', 'credits-exhausted'),
      'Paused: out of credits',
      'Paused: Segmind says the credits are used up',
      'check-balance',
    ],
    [
      pause('account', 'key-rejected'),
      'Paused: the key is not accepted',
      'Paused: Segmind does not accept this key; it may be wrong or expired',
      'enter-key',
    ],
    [pause('offline', 'offline'), 'No network', 'No network', 'try-now'],
    [
      pause('storage', 'disk-full'),
      'Paused: the disk is full',
      'Paused: The disk is full. The result is paid and safe',
      'store-again',
    ],
    [
      pause('runner', 'runner-busy'),
      'Another Darkslide develops from this library',
      'Another Darkslide develops from this library',
      'try-now',
    ],
  ])('$by $problem.code', (value, title, sentence, action) => {
    expect(pauseTitle(value)).toBe(title);
    expect(pauseSentence(value)).toBe(sentence);
    expect(pauseStep(value).action).toBe(action);
  });

  it('says what waits, what it costs and what becomes of it', () => {
    expect(pauseNote(pause('offline', 'offline'), 18, 1.44, NOON)).toBe(
      '18 photos wait and go out by themselves when it is back. Nothing sent, nothing charged.',
    );
    expect(pauseNote(pause('offline'), 1, 0.08, NOON)).toContain('1 photo waits and goes out by itself');
    expect(pauseNote(pause('account', 'credits-exhausted'), 24, 1.92, NOON)).toBe('24 waiting, about $1.92');
    expect(pauseNote(pause('rate', 'rate-limited', NOON + 40_000), 5, 0.4, NOON)).toBe(
      '5 waiting, about $0.40. Goes on by itself in 40 s',
    );
    const balance = { usd: 0.04, checkedAt: NOON, simulated: false };
    expect(bannerNote(pause('account', 'credits-exhausted'), 24, 1.92, balance, NOON)).toBe(
      '24 photos wait, about $1.92. The balance is $0.04.',
    );
  });

  it('counts the run', () => {
    expect(runWords(idle)).toBeNull();
    expect(runWords({ ...idle, running: 2, waiting: 23, runDone: 6, runTotal: 31 })).toBe('Developing 7 of 31');
    // A total that main has not caught up with must not give "7 of 6".
    expect(runWords({ ...idle, running: 1, runDone: 6, runTotal: 6 })).toBe('Developing 7 of 7');
  });
});

describe('announcements', () => {
  it('interrupts for money and pauses, and only for them', () => {
    expect(queueAnnouncement(idle, { ...idle, unsure: 1, pause: pause('account', 'credits-exhausted') })).toEqual({
      text: '1 maybe charged. Sent, but no answer came. It waits for your decision',
      urgent: true,
    });
    expect(queueAnnouncement(idle, { ...idle, pause: pause('account', 'key-rejected') })?.urgent).toBe(true);
    expect(queueAnnouncement(idle, { ...idle, pause: pause('user') })).toEqual({ text: 'Paused', urgent: false });
    expect(queueAnnouncement(idle, { ...idle, failed: 2 })).toEqual({ text: '2 failed', urgent: false });
    expect(queueAnnouncement({ ...idle, running: 1 }, { ...idle, runDone: 12 })).toEqual({
      text: '12 photos developed',
      urgent: false,
    });
    expect(queueAnnouncement({ ...idle, running: 2 }, { ...idle, running: 1, runDone: 1 })).toBeNull();
  });

  it('says a standing pause once', () => {
    const paused = { ...idle, pause: pause('offline', 'offline') };
    expect(queueAnnouncement(paused, { ...paused, waiting: 3 })).toBeNull();
    expect(queueAnnouncement(paused, idle)).toEqual({ text: 'The queue goes on', urgent: false });
  });
});

describe('story and receipt', () => {
  const receipt = {
    host: 'api.segmind.com',
    width: 1536,
    height: 1024,
    pictureBytes: 412_000,
    fields: { prompt: 'Late evening light over the plain', strength: 0.5 },
    leftOut: 198,
    contentHash: `9f2c${'0'.repeat(56)}41ab`,
    requestId: null,
  };
  const job = sampleJob(1, {
    state: 'unsure',
    charge: 'maybe',
    sentAt: NOON,
    finishedAt: NOON + 100_000,
    problem: problem('no-answer'),
    receipt,
  });

  it('tells what happened in order, with the balance asked since', () => {
    const balance = { usd: 0.04, checkedAt: NOON + 120_000, simulated: false };
    const story = jobStory(job, balance);
    const alone = 'Balance $0.04. None was read before it was sent, so it tells nothing about this photo';
    expect(story.map((step) => step.text)).toEqual(['Queued', 'Sent, 412 KB', 'Sent, but no answer came', alone]);
    expect(story.map((step) => step.time)).toEqual([...story.map((step) => step.time)].sort((a, b) => a - b));
    expect(jobStory(job, { ...balance, checkedAt: NOON })).toHaveLength(3);
  });

  it('tells what the balances around it say, and what follows', () => {
    const evidence = {
      verdict: 'charged',
      reason: 'The $0.08 gone is one photo’s price',
      ...{ beforeUsd: 0.12, afterUsd: 0.04, readAt: NOON + 120_000, askAt: null },
    } as const;
    expect(jobStory({ ...job, evidence }, null).at(-1)).toMatchObject({
      text: 'Balance $0.12 → $0.04. The $0.08 gone is one photo’s price',
      verdict: 'most likely charged',
    });
    expect(jobExplanation({ ...job, evidence }, clock)).toContain('Sending again costs a second time');
    const free = { ...evidence, verdict: 'not-charged' } as const;
    expect(jobExplanation({ ...job, evidence: free }, clock)).toContain('most likely costs only once');
    const early = { ...evidence, verdict: 'early', askAt: NOON + 150_000 } as const;
    expect(jobExplanation({ ...job, evidence: early }, () => '14:31')).toContain('Check the balance again after 14:31.');
  });

  it('shows short and copies whole', () => {
    const rows = receiptRows(receipt, false);
    expect(rows.find((row) => row.name === 'Picture')?.value).toBe('1536 × 1024, sRGB, 412 KB');
    expect(rows.find((row) => row.name === 'Photo')?.value).toBe('sha256 9f2c…41ab');
    const kept = (host: string, simulated: boolean): string | undefined =>
      receiptRows({ ...receipt, host }, simulated).find((row) => row.name === 'Kept there')?.value;
    expect(kept('api.segmind.com', false)).toMatch(/prompt and settings are stored, the result for 7 days, the photo not at all/);
    expect(kept('segmind.com.elsewhere.invalid', false)).toMatch(/^Not known/);
    expect(kept('127.0.0.1:9', true)).toMatch(/never left/);
    const carried = receiptRows({ ...receipt, notCarried: ['the maker notes, which do not fit'] }, false);
    expect(carried.find((row) => row.name === 'Not in the result')?.value).toBe('the maker notes, which do not fit');
    const text = receiptText(job, rows);
    expect(text).toContain(receipt.contentHash);
    expect(text).toContain('Late evening light over the plain');
    expect(text).toContain('Cost: Maybe charged');
  });
});

describe('what is passed over says for what it waits, and how it goes on', () => {
  const held = (some: Partial<Held>): Held => ({
    ...{ id: 'h', scope: 'folder', label: 'Coast / Darkslide', count: 3, paid: 0, usd: 0.24, until: null },
    problem: problem('folder-unwritable', 'The folder "Coast / Darkslide" cannot be written. Change its permissions.'),
    ...some,
  });

  it.each([
    [held({}), '3 photos wait for the folder “Coast / Darkslide”', 'Try now'],
    [held({ scope: 'source', label: 'Card / DCIM', count: 1 }), '1 photo waits for its photos’ folder “Card / DCIM”', 'Try now'],
    [held({ scope: 'rule', label: 'Weddings' }), '3 photos wait for room in the limits of “Weddings”', 'Try now'],
    [held({ scope: 'account', label: 'segmind' }), '3 photos wait for room in your spending limit', 'Change the budget'],
    [held({ scope: 'left-over', usd: 0.96, count: 12 }), '12 photos were left over', 'Develop (about $0.96)'],
  ])('%#', (what, title, step) => {
    expect(heldTitle(what)).toBe(title);
    expect(heldStep(what).label).toBe(step);
  });

  it('names the reason, what is paid, the price and the next look', () => {
    expect(heldNote(held({ paid: 1, until: NOON + 20_000 }), NOON)).toBe(
      'The folder "Coast / Darkslide" cannot be written. Change its permissions. 1 result is paid and safe. ' +
        'They cost about $0.24 when they go out. Looked at again by itself in 20 s.',
    );
  });

  it('is said aloud once, and in the row of each photo', () => {
    const now = { ...idle, waiting: 3, held: [held({})] };
    expect(queueAnnouncement(idle, now)).toEqual({ text: '3 photos wait for the folder “Coast / Darkslide”', urgent: false });
    expect(queueAnnouncement(now, { ...now, held: [held({ count: 4 })] })).toBeNull();
    const waits = { scope: 'folder', label: 'Coast / Darkslide' } as const;
    expect(jobLine(sampleJob(1, { held: waits }))).toBe('On hold. Waits for the folder “Coast / Darkslide”');
    const paid = sampleJob(1, { state: 'received', charge: 'yes', problem: problem('disk-full'), held: waits });
    expect(jobLine(paid)).toBe('Paid, not stored yet. Waits for the folder “Coast / Darkslide”');
    expect(jobStep(paid)?.action).toBe('store-again');
  });
});
