/** The desktop's small decisions, each as a table. */
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parsePictureAddress, pictureAddress } from '../../../electron/contract/pictures.ts';
import { photoIdSchema, resultIdSchema } from '../../../electron/contract/ids.ts';
import { CONTENT_SECURITY_POLICY, fileOf } from '../../../electron/desktop/app-protocol.ts';
import { DEFAULT_SIZE, openingBounds, type Place, type Rectangle } from '../../../electron/desktop/bounds.ts';
import { keychainName, type KeychainFacts } from '../../../electron/desktop/keychain-name.ts';
import { filesFromWords } from '../../../electron/desktop/opened-files.ts';
import { devServerOf } from '../../../electron/desktop/page-address.ts';
import { isPathInside } from '../../../electron/files/path-inside.ts';
import { createRedactor, redact } from '../../../electron/settings/redact.ts';
import { startNotices } from '../../../electron/desktop/start-notices.ts';
import { nativeSource, windowColour } from '../../../electron/desktop/window-colours.ts';

describe('isPathInside', () => {
  it.each<[string, string, boolean]>([
    ['/photos', '/photos', true],
    ['/photos', '/photos/a.jpg', true],
    ['/photos', '/photos/..foo/a.jpg', true],
    ['/photos', '/photos-old/a.jpg', false],
    ['/a', '/ab', false],
    ['/photos', '/photos/../etc/passwd', false],
    ['/photos', '/', false],
    ['/photos/trip', '/photos', false],
    ['/', '/etc', true],
  ])('posix: %s holds %s: %s', (folder, candidate, inside) => {
    expect(isPathInside(folder, candidate, path.posix)).toBe(inside);
  });

  it.each<[string, string, boolean]>([
    ['C:\\Photos', 'c:\\photos\\a.jpg', true],
    ['C:\\Photos', 'D:\\Photos\\a.jpg', false],
    ['C:\\Photos', 'C:\\Photos-old\\a.jpg', false],
    ['\\\\nas\\share', '\\\\nas\\share\\a.jpg', true],
    ['\\\\nas\\share', '\\\\nas\\other\\a.jpg', false],
  ])('windows: %s holds %s: %s', (folder, candidate, inside) => {
    expect(isPathInside(folder, candidate, path.win32)).toBe(inside);
  });
});

describe("the page's addresses", () => {
  it.each<[string, string | null]>([
    ['darkslide://app/', 'index.html'],
    ['darkslide://app', 'index.html'],
    ['darkslide://app/index.html?theme=dark#grid', 'index.html'],
    ['darkslide://app/assets/index-abc.js', 'assets/index-abc.js'],
    ['darkslide://app/..%2f..%2fpackage.json', null],
    ['darkslide://app/../package.json', null],
    ['darkslide://app/assets/..%2f..%2f..%2fetc/passwd', null],
    ['darkslide://app/%2e%2e%2fpackage.json', null],
    ['darkslide://app/..%5c..%5cpackage.json', null],
    ['darkslide://app/%252e%252e%252fpackage.json', null],
    ['darkslide://app/C:%5cWindows', null],
    ['darkslide://app/a%00.js', null],
    ['darkslide://app/%zz', null],
    ['darkslide://app/.sources', null],
    ['darkslide://app.example.com/index.html', null],
    ['darkslide://user@app/index.html', null],
    ['https://app/index.html', null],
  ])('%s is %s', (address, file) => {
    expect(fileOf(address)).toBe(file);
  });

  it('the policy begins with nothing and lets no script in from outside', () => {
    expect(CONTENT_SECURITY_POLICY.startsWith("default-src 'none'; script-src 'self';")).toBe(true);
    expect(CONTENT_SECURITY_POLICY).not.toMatch(/unsafe|\*|https?:/);
  });

  it.each<[string | undefined, boolean, string | null]>([
    ['http://127.0.0.1:5173', false, 'http://127.0.0.1:5173/'],
    ['http://localhost:5173/deep', false, 'http://localhost:5173/'],
    ['http://127.0.0.1:5173', true, null],
    ['http://example.com:5173', false, null],
    ['https://localhost', false, null],
    ['file:///tmp', false, null],
    ['', false, null],
    [undefined, false, null],
  ])('development server %s, packaged %s: %s', (named, packaged, server) => {
    expect(devServerOf(named, packaged)).toBe(server);
  });
});

describe('picture addresses', () => {
  it.each(['thumb', 'view', 'full'] as const)('%s goes there and back', (kind) => {
    const photo = { type: 'photo', id: photoIdSchema.parse(12), version: 'a b/c&d?#é' } as const;
    expect(parsePictureAddress(pictureAddress(kind, photo))).toEqual({ kind, type: 'photo', id: 12 });
    const result = { type: 'result', id: resultIdSchema.parse(9_007_199_254_740), version: '1' } as const;
    expect(parsePictureAddress(pictureAddress(kind, result))).toEqual({ kind, type: 'result', id: 9_007_199_254_740 });
  });

  it.each([
    'photo://thumb/photo/0',
    'photo://thumb/photo/-1',
    'photo://thumb/photo/1.5',
    'photo://thumb/photo/../../etc/passwd',
    'photo://thumb/photo/%2e%2e',
    'photo://huge/photo/1',
    'photo://thumb/job/1',
    'photo://thumb/photo/1/extra',
    'https://thumb/photo/1',
    'photo://thumb/photo/99999999999999999',
    '',
  ])('%s is none of ours', (address) => {
    expect(parsePictureAddress(address)).toBeNull();
  });
});

describe('keychainName', () => {
  const linux: KeychainFacts = { platform: 'linux', available: true, backend: null, passwordStore: '', desktop: '' };
  it.each<[Partial<KeychainFacts>, string | null]>([
    [{ available: false }, null],
    [{ platform: 'darwin' }, 'macOS Keychain'],
    [{ platform: 'win32' }, 'Windows Data Protection'],
    [{ platform: 'darwin', available: false }, null],
    [{ backend: 'gnome_libsecret' }, 'GNOME Keyring'],
    [{ backend: 'kwallet6' }, 'KWallet'],
    [{ backend: 'basic_text' }, null],
    [{ backend: 'unknown' }, null],
    [{ passwordStore: 'basic' }, null],
    [{ passwordStore: 'kwallet5' }, 'KWallet'],
    [{ passwordStore: 'gnome-libsecret', desktop: 'KDE' }, 'GNOME Keyring'],
    [{ desktop: 'ubuntu:GNOME' }, 'GNOME Keyring'],
    [{ desktop: 'KDE' }, 'KWallet'],
  ])('%j is %s', (facts, name) => {
    expect(keychainName({ ...linux, ...facts })).toBe(name);
  });
});

describe('redact', () => {
  const secret = 'my+odd/key "1"';
  it.each([
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64'),
    JSON.stringify({ key: secret }),
    `x-api-key: ${secret}`,
  ])('takes a known key out of %s', (text) => {
    const clean = redact(`before ${text} after`, [secret]);
    expect(clean).toContain('[hidden]');
    expect(clean).not.toContain(text);
    expect(clean).toMatch(/^before .*after$/);
  });

  it.each([
    'SG_0123456789abcdef',
    "'x-api-key': 'abc123'",
    'authorization: Bearer abc.def',
    '"Authorization":"Basic abc"',
    'x-api-key=abc',
  ])('takes out %s without knowing it', (text) => {
    expect(redact(text, [])).not.toMatch(/SG_0|abc/);
  });

  it('leaves other text alone, and does not garble it for a very short key', () => {
    expect(redact('abc the path /home/SG_ and 402 credits', ['ab'])).toBe('abc the path /home/SG_ and 402 credits');
  });

  it('remembers a key that was removed', () => {
    const redactor = createRedactor();
    redactor.hide('first-key');
    redactor.hide('second-key');
    expect(redactor.clean('first-key second-key')).toBe('[hidden] [hidden]');
  });
});

describe('openingBounds', () => {
  const screen: Rectangle = { x: 0, y: 25, width: 1920, height: 1055 };
  const second: Rectangle = { x: 1920, y: 0, width: 2560, height: 1440 };
  const last = (change: Partial<Place>): Place => ({ x: 100, y: 100, width: 1200, height: 800, maximized: false, ...change });
  it.each<[string, Place | null, readonly Rectangle[], Partial<Rectangle>]>([
    ['first start', null, [screen], DEFAULT_SIZE],
    ['first start on a small screen', null, [{ ...screen, width: 1280, height: 700 }], { width: 1280, height: 700 }],
    ['first start on a tiny screen', null, [{ ...screen, width: 640, height: 480 }], { width: 900, height: 600 }],
    ['where it was', last({}), [screen], { x: 100, y: 100, width: 1200, height: 800 }],
    ['on the second screen', last({ x: 2000 }), [screen, second], { x: 2000, y: 100, width: 1200, height: 800 }],
    ['the second screen is gone', last({ x: 2000 }), [screen], { width: 1200, height: 800 }],
    ['the title bar is above the screen', last({ y: -300 }), [screen], { width: 1200, height: 800 }],
    ['almost off the right edge', last({ x: 1850 }), [screen], { width: 1200, height: 800 }],
    [
      'larger than the screen is now',
      last({ width: 4000, height: 3000 }),
      [screen],
      { x: 100, y: 100, width: 1920, height: 1055 },
    ],
    ['no screen at all', last({}), [], DEFAULT_SIZE],
  ])('%s', (_case, place, screens, bounds) => {
    expect(openingBounds(place, screens)).toEqual(bounds);
  });
});

describe('filesFromWords', () => {
  const start = { workingFolder: '/work', appPath: '/opt/darkslide' };
  it.each<[string, readonly string[], string | null, readonly string[]]>([
    ['a program of its own', ['/usr/bin/darkslide', 'a.jpg', '/b/c.jpg'], null, ['/work/a.jpg', '/b/c.jpg']],
    ['switches are no files', ['darkslide', '--no-sandbox', 'a.jpg', '-v'], null, ['/work/a.jpg']],
    ['but after -- they are', ['darkslide', '--', '-v.jpg'], null, ['/work/-v.jpg']],
    ['electron with the app', ['electron', '--no-sandbox', '/opt/darkslide', 'a.jpg'], '/opt/darkslide', ['/work/a.jpg']],
    [
      'electron with the built file',
      ['electron', '/opt/darkslide/dist/main/main.cjs', 'a.jpg'],
      '/opt/darkslide',
      ['/work/a.jpg'],
    ],
    ['values of switches before the app', ['electron', '-r', 'loader.js', '/opt/darkslide'], '/opt/darkslide', []],
    ['no word names the app', ['electron', 'something'], '/opt/darkslide', []],
    ['nothing', ['darkslide'], null, []],
  ])('%s', (_case, words, appPath, files) => {
    expect(filesFromWords({ ...start, words, appPath })).toEqual(files);
  });
});

describe('notices at start', () => {
  it('says nothing when all is as it was left', () => {
    expect(startNotices({ preferences: null, rules: null, keyFile: 'sound', key: 'none' })).toEqual([]);
  });
  it('names what to do about a key that cannot be read', () => {
    expect(startNotices({ preferences: null, rules: null, keyFile: 'sound', key: 'unreadable' })).toMatchObject([
      { code: 'key-missing' },
    ]);
    expect(startNotices({ preferences: 'Set aside.', rules: null, keyFile: 'broken', key: 'none' })).toMatchObject([
      { message: 'Set aside.' },
      { code: 'key-missing' },
    ]);
  });
});

describe('colours of the window', () => {
  it.each([
    ['dark', false, '#212121', 'dark'],
    ['light', true, '#e3e3e3', 'light'],
    ['contrast', false, '#000000', 'dark'],
    ['system', true, '#212121', 'system'],
    ['system', false, '#e3e3e3', 'system'],
  ] as const)('%s, system dark %s', (theme, dark, colour, source) => {
    expect(windowColour(theme, dark)).toBe(colour);
    expect(nativeSource(theme)).toBe(source);
  });
});
