/** The lists of names agree with the tables (the compiler says so too), and each domain of calls has its handlers. */
import { describe, expect, it } from 'vitest';
import { calls, signals } from '../../../electron/contract/calls.ts';
import { events } from '../../../electron/contract/events.ts';
import { callNames, eventNames, signalNames } from '../../../electron/contract/names.ts';
import { isListedAddress, linkAddress } from '../../../electron/contract/links.ts';
import { linkSchema } from '../../../electron/contract/calls.ts';

describe('names', () => {
  it('are those of the tables, each once', () => {
    expect([...callNames].sort()).toEqual(Object.keys(calls).sort());
    expect([...signalNames].sort()).toEqual(Object.keys(signals).sort());
    expect([...eventNames].sort()).toEqual(Object.keys(events).sort());
  });
});

describe('links', () => {
  it.each(linkSchema.options)('%s is https, at Segmind, and on the list', (link) => {
    const address = new URL(linkAddress(link));
    expect(address.protocol).toBe('https:');
    expect(address.hostname).toMatch(/(^|\.)segmind\.com$/);
    expect(isListedAddress(linkAddress(link))).toBe(true);
  });

  it.each(['https://www.segmind.com/', 'https://cloud.segmind.com/console/billing/../x', 'javascript:alert(1)', ''])(
    '%s is not on the list',
    (address) => {
      expect(isListedAddress(address)).toBe(false);
    },
  );
});
