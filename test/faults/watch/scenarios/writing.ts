/** How programs write a file in place: at once, in pieces, with pauses, from the end, over another one. */
import { chmod, truncate, utimes } from 'node:fs/promises';
import type { Scenario, World } from '../world.ts';

/** Pieces in another order than that of the file. */
async function scattered(world: World, path: string, bytes: Buffer, order: readonly number[]): Promise<void> {
  const length = Math.ceil(bytes.length / order.length);
  await world.opened(path, 'w', async (file) => {
    await file.truncate(bytes.length);
    for (const index of order) {
      await file.write(bytes, index * length, Math.min(length, bytes.length - index * length), index * length);
      await world.pause(0.3);
    }
  });
}

export const writing: readonly Scenario[] = [
  {
    name: 'a photo written at once',
    write: async (world) => {
      await world.put(world.at('a.jpg'), await world.photo('a'));
    },
    expect: { a: 1 },
  },
  {
    name: 'two pieces right after each other',
    write: async (world) => {
      await world.trickle(world.at('a.jpg'), await world.photo('a', { size: 'large' }), 2, 0);
    },
    expect: { a: 1 },
  },
  {
    name: 'ten pieces with short pauses',
    write: async (world) => {
      await world.trickle(world.at('a.jpg'), await world.photo('a', { size: 'large' }), 10, 0.5);
    },
    expect: { a: 1 },
  },
  {
    name: 'three pieces with pauses longer than a file must be still',
    write: async (world) => {
      await world.trickle(world.at('a.jpg'), await world.photo('a', { size: 'large' }), 3, 2.5);
    },
    expect: { a: 1 },
  },
  {
    name: 'a pause that starts again after each byte at the end',
    write: async (world) => {
      const bytes = await world.photo('a', { size: 'large' });
      await world.put(world.at('a.jpg'), bytes.subarray(0, -6));
      for (let left = 6; left > 0; left -= 1) {
        await world.pause(1.2);
        await world.opened(world.at('a.jpg'), 'a', async (file) => {
          await file.write(bytes, bytes.length - left, 1);
        });
      }
    },
    expect: { a: 1 },
  },
  {
    name: 'size set at once, then filled from the start',
    write: async (world) => {
      await scattered(world, world.at('a.jpg'), await world.photo('a', { size: 'large' }), [0, 1, 2, 3]);
    },
    expect: { a: 1 },
  },
  {
    name: 'size set at once, then filled from the end',
    write: async (world) => {
      await scattered(world, world.at('a.jpg'), await world.photo('a', { size: 'large' }), [3, 2, 1, 0]);
    },
    expect: { a: 1 },
  },
  {
    name: 'pieces in any order, as a download manager does',
    write: async (world) => {
      await scattered(world, world.at('a.jpg'), await world.photo('a', { size: 'large' }), [4, 0, 5, 2, 1, 3]);
    },
    expect: { a: 1 },
  },
  {
    name: 'size set at once and filled only after a long pause',
    write: async (world) => {
      const bytes = await world.photo('a', { size: 'large' });
      await world.opened(world.at('a.jpg'), 'w', async (file) => {
        await file.truncate(bytes.length);
        await world.pause(4);
        await file.write(bytes, 0, bytes.length, 0);
      });
    },
    expect: { a: 1 },
  },
  {
    name: 'size set at once and never filled',
    write: async (world) => {
      await world.put(world.at('a.jpg'), Buffer.alloc(100_000));
      await world.put(world.at('b.jpg'), await world.photo('b'));
    },
    expect: { a: 0, b: 1 },
  },
  {
    name: 'no byte at first, then filled',
    write: async (world) => {
      await world.put(world.at('a.jpg'), Buffer.alloc(0));
      await world.pause(3);
      await world.put(world.at('a.jpg'), await world.photo('a'));
    },
    expect: { a: 1 },
  },
  {
    name: 'no byte, for ever',
    write: async (world) => {
      await world.put(world.at('a.jpg'), Buffer.alloc(0));
      await world.put(world.at('b.jpg'), await world.photo('b'));
    },
    expect: { a: 0, b: 1 },
  },
  {
    name: 'a file that ends in the middle, for ever',
    write: async (world) => {
      const bytes = await world.photo('a', { size: 'large' });
      await world.put(world.at('a.jpg'), bytes.subarray(0, bytes.length / 2));
      await world.put(world.at('b.jpg'), await world.photo('b'));
    },
    expect: { a: 0, b: 1 },
  },
  {
    name: 'a writer that stops half way for ten minutes',
    write: async (world) => {
      await world.trickle(world.at('a.jpg'), await world.photo('a', { size: 'large' }), 2, 300);
    },
    expect: { a: 1 },
  },
  {
    name: '24 megapixels in many small pieces',
    write: async (world) => {
      const bytes = await world.photo('a', { size: 'full' });
      await world.trickle(world.at('a.jpg'), bytes, 60, 0.2);
    },
    expect: { a: 1 },
  },
  {
    name: 'the same bytes written twice',
    write: async (world) => {
      await world.put(world.at('a.jpg'), await world.photo('a'));
      await world.pause(0.5);
      await world.put(world.at('a.jpg'), await world.photo('a'));
    },
    expect: { a: 1 },
  },
  {
    name: 'another picture written over it before it was still',
    write: async (world) => {
      await world.put(world.at('a.jpg'), await world.photo('a'));
      await world.pause(0.4);
      await world.put(world.at('a.jpg'), await world.photo('b'));
    },
    expect: { a: 0, b: 1 },
  },
  {
    name: 'bytes after the end of the picture',
    write: async (world) => {
      await world.put(world.at('a.jpg'), Buffer.concat([await world.photo('a'), Buffer.alloc(5000, 7)]));
    },
    expect: { a: 1 },
  },
  {
    name: 'the head of the file comes last',
    write: async (world) => {
      const bytes = await world.photo('a', { size: 'large' });
      await world.opened(world.at('a.jpg'), 'w', async (file) => {
        await file.write(bytes, 1000, bytes.length - 1000, 1000);
        await world.pause(2);
        await file.write(bytes, 0, 1000, 0);
      });
    },
    expect: { a: 1 },
  },
  {
    name: 'a writer that keeps the finished file open',
    write: async (world) => {
      const bytes = await world.photo('a');
      await world.opened(world.at('a.jpg'), 'w', async (file) => {
        await file.write(bytes);
        await world.developed('a');
      });
    },
    expect: { a: 1 },
  },
  {
    name: 'emptied and written again',
    write: async (world) => {
      await world.put(world.at('a.jpg'), await world.photo('a'));
      await world.pause(0.3);
      await truncate(world.at('a.jpg'), 0);
      await world.pause(1.5);
      await world.put(world.at('a.jpg'), await world.photo('a'));
    },
    expect: { a: 1 },
  },
  {
    name: 'a writer that dies half way and begins anew under the same name',
    write: async (world) => {
      const bytes = await world.photo('a', { size: 'large' });
      await world.put(world.at('a.jpg'), bytes.subarray(0, bytes.length / 3));
      await world.pause(3);
      await world.trickle(world.at('a.jpg'), bytes, 3, 0.4);
    },
    expect: { a: 1 },
  },
  ...(
    [
      ['long ago', new Date('2001-02-03T04:05:06Z')],
      ['in 1970', new Date(1000)],
      ['in the future', new Date('2099-01-01T00:00:00Z')],
    ] as const
  ).map(([when, date]): Scenario => ({
    name: `a copy that keeps its date, ${when}`,
    write: async (world) => {
      await world.put(world.at('a.jpg'), await world.photo('a'));
      await utimes(world.at('a.jpg'), date, date);
    },
    expect: { a: 1 },
  })),
  {
    name: 'permissions that change after writing',
    write: async (world) => {
      await world.put(world.at('a.jpg'), await world.photo('a'));
      await chmod(world.at('a.jpg'), 0o600);
      await world.pause(0.5);
      await chmod(world.at('a.jpg'), 0o644);
      await world.developed('a');
      await chmod(world.at('a.jpg'), 0o600);
    },
    expect: { a: 1 },
  },
  {
    name: 'a file that is touched again and again, then left alone',
    write: async (world) => {
      await world.put(world.at('a.jpg'), await world.photo('a'));
      for (let time = 0; time < 8; time += 1) {
        await utimes(world.at('a.jpg'), new Date(), new Date());
        await world.pause(0.6);
      }
    },
    expect: { a: 1 },
  },
  ...(['png', 'webp', 'tiff'] as const).map((format): Scenario => ({
    name: `a ${format.toUpperCase()} in pieces`,
    write: async (world) => {
      await world.trickle(world.at(`a.${format}`), await world.photo('a', { size: 'large', format }), 4, 1.3);
    },
    expect: { a: 1 },
  })),
  {
    name: 'forty photos at once',
    write: async (world) => {
      await Promise.all(
        Array.from({ length: 40 }, async (_, index) => {
          await world.put(world.at(`burst-${String(index)}.jpg`), await world.photo(`burst ${String(index)}`));
        }),
      );
    },
    expect: Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`burst ${String(index)}`, 1])),
  },
];
