/** Work on volumes: kept apart, and one that does not answer holds up only itself. */
import { mkdir } from 'node:fs/promises';
import { describe, expect, it, vi } from 'vitest';
import { toProblem } from '../../../../electron/contract/errors.ts';
import { createVolumes, volumeOf } from '../../../../electron/develop/results/volumes.ts';

describe('volumeOf', () => {
  it('is the longest mount above a path, and no mount whose name only begins alike', () => {
    const mounts = ['/', '/mnt', '/mnt/card', '/home'];
    expect(volumeOf('/mnt/card/DCIM', mounts)).toBe('/mnt/card');
    expect(volumeOf('/mnt/cards/DCIM', mounts)).toBe('/mnt');
    expect(volumeOf('/mnt/card', mounts)).toBe('/mnt/card');
    expect(volumeOf('/srv/photos', mounts)).toBe('/');
  });

  it('is the disk under /Volumes, or the root, where no mounts are known', () => {
    expect(volumeOf('/Volumes/Archive/2026', [])).toBe('/Volumes/Archive');
    expect(volumeOf('/Users/ada/Pictures', [])).toBe('/');
  });
});

describe('a volume that does not answer', () => {
  const volumes = () => createVolumes({ silentAfterMs: 1000, mounts: () => ['/', '/share'] });
  const silent = { code: 'folder-silent' };

  it('takes two places, is told of to everybody there, and leaves the others alone', async () => {
    vi.useFakeTimers();
    try {
      const { run } = volumes();
      let begun = 0;
      const hang = async (): Promise<never> => {
        begun += 1;
        return await new Promise<never>(() => undefined);
      };
      const ends = Promise.allSettled([1, 2, 3, 4].map(async () => await run('/share/a', hang)));
      await expect(run('/home/b', async () => await Promise.resolve('here'))).resolves.toBe('here');
      await vi.advanceTimersByTimeAsync(1000);
      const codes = (await ends).map((end) => (end.status === 'rejected' ? toProblem(end.reason).code : null));
      expect(codes).toEqual(['folder-silent', 'folder-silent', 'folder-silent', 'folder-silent']);
      expect(begun).toBe(2);
      await expect(run('/share/c', async () => await Promise.resolve(1))).rejects.toMatchObject(silent);
      await expect(run('/home/b', async () => await Promise.resolve('still'))).resolves.toBe('still');
    } finally {
      vi.useRealTimers();
    }
  });

  it('is back as soon as what was begun there has ended', async () => {
    vi.useFakeTimers();
    try {
      const { run } = volumes();
      let answer: () => void = () => undefined;
      const slow = run('/share/a', async () => {
        await new Promise<void>((resolve) => (answer = resolve));
      });
      const told = expect(slow).rejects.toMatchObject(silent);
      await vi.advanceTimersByTimeAsync(1000);
      await told;
      answer();
      await vi.advanceTimersByTimeAsync(0);
      await expect(run('/share/b', async () => await Promise.resolve('back'))).resolves.toBe('back');
    } finally {
      vi.useRealTimers();
    }
  });

  it('passes on what the work itself says', async () => {
    const { run } = volumes();
    await expect(
      run('/share/a', async () => {
        await mkdir('/proc/nowhere');
      }),
    ).rejects.toMatchObject({
      code: expect.any(String) as string,
    });
  });
});
