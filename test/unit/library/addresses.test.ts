/** Where the app may go for a picture, and what pasted text means. */
import { describe, expect, it } from 'vitest';
import { parsePictureUrl } from '../../../electron/library/fetch-picture.ts';
import { folderLabel, pathLabel } from '../../../electron/library/labels.ts';
import { pastedName, readPastedText } from '../../../electron/library/pasted.ts';
import { isNoFile, isOnNetwork } from '../../../electron/library/path-text.ts';
import { isPublicAddress } from '../../../electron/network/public-address.ts';

describe('addresses of the public internet', () => {
  it.each(['8.8.8.8', '1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700::1111'])('%s is one', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    'fe80::1',
    'fc00::1',
    'fd12:3456::1',
    '2001:db8::1',
    '2002:7f00:1::',
    '64:ff9b::7f00:1',
    'localhost',
    '',
  ])('%j is none', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(['http://example.com/a.jpg', 'file:///etc/passwd', 'https://user:word@example.com/', 'ftp://example.com', 'nonsense'])(
    '%s is refused',
    (url) => {
      expect(() => parsePictureUrl(url)).toThrow(expect.objectContaining({ code: 'url-refused' }));
    },
  );
});

describe('pasted text', () => {
  it('is sorted into paths, addresses and the rest', () => {
    expect(readPastedText('/a/b.jpg\r\n"/c d.png"\nfile:///e%20f.jpg\nhttps://x.org/1.jpg\n# note\n\nhello')).toEqual({
      paths: ['/a/b.jpg', '/c d.png', '/e f.jpg'],
      urls: ['https://x.org/1.jpg'],
      other: ['hello'],
    });
  });

  it('is no path where it names another computer by an address, or a device', () => {
    const lines = ['file://evil.example/share/a.jpg', '/dev/video0', '/proc/self/environ', '/sys/kernel', '/a\u0000b.jpg'];
    expect(readPastedText(lines.join('\n'))).toMatchObject({ paths: [], other: lines });
    expect(readPastedText('/dev/shm/a.jpg').paths).toEqual(['/dev/shm/a.jpg']);
  });

  it.each([
    ['C:\\photos\\con.jpg', true],
    ['C:\\con .txt', true],
    ['C:\\photos\\CONIN$', true],
    ['C:\\photos\\conout$.png', true],
    ['C:\\photos\\lpt¹.jpg', true],
    ['C:\\photos\\nul', true],
    ['C:\\aux\\a.jpg', true],
    ['C:\\photos\\com1:stream', true],
    ['\\\\.\\PhysicalDrive0', true],
    ['\\\\?\\GLOBALROOT\\Device\\x.jpg', true],
    ['//./pipe/x', true],
    ['C:\\photos\\a\nb.jpg', true],
    ['C:\\photos\\console.jpg', false],
    ['C:\\photos\\com10.jpg', false],
    ['\\\\nas\\photos\\a.jpg', false],
  ])('on Windows %j is a device: %s', (path, is) => {
    expect(isNoFile(path, 'win32')).toBe(is);
  });

  it('knows a path to another computer, which learns who asks', () => {
    expect([
      isOnNetwork('\\\\nas\\a.jpg', 'win32'),
      isOnNetwork('C:\\a.jpg', 'win32'),
      isOnNetwork('//nas/a.jpg', 'linux'),
    ]).toEqual([true, false, false]);
  });

  it('names a picture without a file after the moment', () => {
    const at = new Date(2026, 10, 14, 9, 5, 7);
    expect(pastedName('image.png', 'png', at, 0)).toBe('image 2026-11-14 09.05.07.png');
    expect(pastedName('../..', 'jpeg', at, 1)).toBe('Pasted 2026-11-14 09.05.07 2.jpg');
  });
});

describe('labels of folders', () => {
  it('show two names and no more', () => {
    expect(folderLabel('/home/ann/Autumn trip/3 Coast/a.jpg')).toBe('Autumn trip / 3 Coast');
    expect(folderLabel('/a.jpg')).toBe('/');
    expect(pathLabel('/photos')).toBe('photos');
  });
});
