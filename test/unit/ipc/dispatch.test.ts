/** The door: who may ask, what fits, and what never crosses. */
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { DarkslideError } from '../../../electron/contract/errors.ts';
import { createDispatch } from '../../../electron/ipc/dispatch.ts';
import type { Handlers, SignalHandlers } from '../../../electron/ipc/handlers.ts';
import type { Sender } from '../../../electron/ipc/sender.ts';

const ours: Sender = { address: 'darkslide://app/', isMainFrame: true, isOurWindow: true };
const KEY = 'SG_0123456789abcdef';
const PATH = '/home/ada/Pictures/secret.jpg';

function door(handlers: Partial<Handlers> = {}, drag: SignalHandlers['results.drag-out'] = () => undefined) {
  const lines: string[] = [];
  const dispatch = createDispatch(
    {
      pageOrigin: 'darkslide://app',
      log: (line, thrown) => lines.push(`${line} ${inspect(thrown)}`),
      scrub: (text) => text.replaceAll(KEY, '[hidden]'),
    },
    handlers as Handlers, // only the handlers that the test calls
    { 'results.drag-out': drag, 'pictures.left': () => undefined },
  );
  return { dispatch, lines };
}

/** A run whose parameters are this JSON. */
const withParameters = (json: string) => {
  const recipe = { title: '', model: 'm', format: 'jpeg', longSide: 512, name: '{name}' };
  return { photoIds: [1], recipe: { ...recipe, parameters: JSON.parse(json) as unknown } };
};
const add = (paths: unknown) => ({ name: 'library.add', input: { paths } });

describe('the sender', () => {
  it.each<[string, Partial<Sender>]>([
    ['another origin', { address: 'https://example.com/' }],
    ['our host under another scheme', { address: 'https://app/' }],
    ['our scheme under another host', { address: 'darkslide://app.example.com/' }],
    ['a picture of ours', { address: 'photo://thumb/photo/1' }],
    ['an address with a user', { address: 'darkslide://app@example.com/' }],
    ['no address', { address: null }],
    ['a frame inside the page', { isMainFrame: false }],
    ['another window', { isOurWindow: false }],
    ['about:blank', { address: 'about:blank' }],
    ['a file', { address: 'file:///app/index.html' }],
  ])('%s is refused before anything runs', async (_case, change) => {
    let ran = 0;
    const { dispatch } = door({ 'queue.pause': () => void (ran += 1) }, () => void (ran += 1));
    const sender = { ...ours, ...change };
    expect(await dispatch.call(sender, { name: 'queue.pause' })).toMatchObject({ ok: false, error: { code: 'not-allowed' } });
    dispatch.signal(sender, { name: 'results.drag-out', payload: { resultIds: [1] } });
    expect(ran).toBe(0);
  });

  it('our page is served, wherever in the page it is', async () => {
    const { dispatch } = door({ 'queue.pause': () => undefined });
    const sender = { ...ours, address: 'darkslide://app/index.html#grid' };
    expect(await dispatch.call(sender, { name: 'queue.pause', input: undefined })).toEqual({ ok: true, value: undefined });
  });
});

describe('the message', () => {
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a string', 'library.add'],
    ['an unknown name', { name: 'library.read-any-file', input: {} }],
    ['a name of Object', { name: 'constructor', input: {} }],
    ['__proto__', JSON.parse('{"name":"__proto__","input":{}}')],
    ['a field too many', { ...add(['/a']), channel: 'other' }],
    ['no paths', add([])],
    ['an empty path', add([''])],
    ['a path that is no text', add([{ toString: 'x' }])],
    ['a path without end', add(['x'.repeat(40_000)])],
    ['a list of four thousand million empty places', { name: 'queue.cancel', input: { jobIds: new Array(4_294_967_295) } }],
    ['a prototype for parameters', { name: 'develop.quote', input: withParameters('{"constructor":1}') }],
    ['an id that is a path', { name: 'library.details', input: { photoId: '../../etc/passwd' } }],
    ['an id below one', { name: 'library.details', input: { photoId: 0 } }],
    ['a preference that is not ours', { name: 'preferences.change', input: { dataHome: '/' } }],
    ['a link that is not listed', { name: 'window.open-link', input: { link: 'https://example.com' } }],
  ])('%s is bad input and no handler runs', async (_case, message) => {
    const fail = () => expect.fail('a handler ran');
    const { dispatch } = door({
      'library.add': fail,
      'library.details': fail,
      'queue.cancel': fail,
      'develop.quote': fail,
      'preferences.change': fail,
      'window.open-link': fail,
    });
    expect(await dispatch.call(ours, message)).toMatchObject({ ok: false, error: { code: 'bad-input' } });
  });

  it('says in the log where the input does not fit, without its values', async () => {
    const { dispatch, lines } = door({ 'account.save-key': () => expect.fail('a handler ran') });
    await dispatch.call(ours, { name: 'account.save-key', input: { key: `${KEY}${'x'.repeat(400)}` } });
    expect(lines.join()).toContain('account.save-key: the input does not fit: key (too_big)');
    expect(lines.join()).not.toContain(KEY);
  });

  it('hands the handler only what the schema knows', async () => {
    const seen: unknown[] = [];
    const { dispatch } = door({
      'library.add': (input) => {
        seen.push(input);
        return { added: [], known: [], refused: [], results: [], paired: [] };
      },
    });
    await dispatch.call(ours, { name: 'library.add', input: { paths: ['/a.jpg'], overwrite: true } });
    expect(seen).toEqual([{ paths: ['/a.jpg'] }]);
  });
});

describe('the answer', () => {
  it('shows what a name or the service hides in a text', async () => {
    const evil = 'evil\u001b\u202e.jpg';
    const shown = String.raw`evil\x1b\u202e.jpg`;
    const refused = [{ name: evil, problem: { code: 'file-missing' as const, message: evil } }];
    const { dispatch } = door({
      'library.add': () => ({ added: [], known: [], refused, results: [], paired: [] }),
      'queue.pause': () => {
        throw new DarkslideError('server-error', evil);
      },
    });
    expect(await dispatch.call(ours, add(['/a.jpg']))).toMatchObject({
      value: { refused: [{ name: shown, problem: { message: shown } }] },
    });
    expect(await dispatch.call(ours, { name: 'queue.pause', input: undefined })).toMatchObject({ error: { message: shown } });
  });

  it('drops what the schema does not name', async () => {
    const refused = [{ name: 'a.jpg', problem: { code: 'file-missing' as const, message: 'Gone.' }, path: PATH }];
    const { dispatch } = door({ 'library.add': () => ({ added: [], known: [], refused, results: [], paired: [] }) });
    const answer = await dispatch.call(ours, add(['/a.jpg']));
    expect(answer).toMatchObject({ ok: true, value: { results: [], refused: [{ name: 'a.jpg' }] } });
    expect(JSON.stringify(answer)).not.toContain(PATH);
  });

  it('of another shape becomes internal and leaves a line', async () => {
    const wrong = () => ({ added: PATH }) as never; // a handler with a bug
    const { dispatch, lines } = door({ 'library.add': wrong });
    const answer = await dispatch.call(ours, add(['/a.jpg']));
    expect(answer).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(JSON.stringify(answer)).not.toContain(PATH);
    expect(lines.join()).toContain('library.add: the answer does not fit: added');
  });

  it('a known failure keeps its code and words', async () => {
    const { dispatch } = door({
      'library.details': () => {
        throw new DarkslideError('not-found');
      },
    });
    expect(await dispatch.call(ours, { name: 'library.details', input: { photoId: 1 } })).toEqual({
      ok: false,
      error: { code: 'not-found', message: 'That is not in the library any more.' },
    });
  });

  it.each<[string, () => never]>([
    [
      'an error',
      () => {
        throw new Error(`ENOENT: ${PATH} ${KEY}`);
      },
    ],
    ['a rejected promise', (async () => Promise.reject(new Error(`${PATH} ${KEY}`))) as unknown as () => never],
    [
      'a bare string',
      () => {
        throw `${PATH} ${KEY}` as unknown as Error;
      },
    ],
    [
      'an error with a cause',
      () => {
        throw new Error('outer', { cause: new Error(`${PATH} ${KEY}`) });
      },
    ],
    [
      'a known failure with a key in its words',
      () => {
        throw new DarkslideError('server-error', `Segmind said ${KEY}`, { cause: new Error(PATH) });
      },
    ],
  ])('%s: no path, no key and no stack crosses', async (_case, handler) => {
    const { dispatch, lines } = door({ 'library.details': handler });
    const answer = await dispatch.call(ours, { name: 'library.details', input: { photoId: 1 } });
    expect(answer).toMatchObject({ ok: false });
    const crossed = JSON.stringify(answer);
    expect(crossed).not.toContain(PATH);
    expect(crossed).not.toContain(KEY);
    expect(crossed).not.toMatch(/ {4}at |\.ts:/);
    expect(lines.join()).toContain('library.details failed');
  });
});

describe('signals', () => {
  it('are done before the call returns', () => {
    const seen: unknown[] = [];
    door({}, (payload) => seen.push(payload)).dispatch.signal(ours, { name: 'results.drag-out', payload: { resultIds: [3, 4] } });
    expect(seen).toEqual([{ resultIds: [3, 4] }]);
  });

  it.each([undefined, { name: 'results.delete', payload: {} }, { name: 'results.drag-out', payload: { resultIds: [] } }])(
    '%j is refused with a line in the log',
    (message) => {
      const { dispatch, lines } = door({}, () => expect.fail('a handler ran'));
      dispatch.signal(ours, message);
      expect(lines).toHaveLength(1);
    },
  );

  it('that fail do not take the app with them', () => {
    const { dispatch, lines } = door({}, () => {
      throw new Error('no icon');
    });
    dispatch.signal(ours, { name: 'results.drag-out', payload: { resultIds: [1] } });
    expect(lines.join()).toContain('no icon');
  });
});
