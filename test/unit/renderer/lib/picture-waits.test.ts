// @vitest-environment jsdom
/** Which pictures main is told to leave. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { waitForPicture } from '../../../../renderer/lib/picture-waits.ts';
import { fakeMain, type FakeMain } from '../gallery/samples.ts';

let main: FakeMain;

beforeEach(() => {
  vi.useFakeTimers();
  main = fakeMain({});
});
afterEach(() => {
  vi.useRealTimers();
});

const address = (id: number): string => `photo://thumb/photo/${String(id)}?v=1`;

it('tells of those that left before they came, all of a moment together, and of no other', () => {
  const [came, gone, alsoGone, moved] = [1, 2, 3, 4].map((id) => waitForPicture(address(id)));
  came?.('settled');
  came?.('left');
  gone?.('left');
  alsoGone?.('left');
  moved?.('left');
  const again = waitForPicture(address(4)); // the same picture in another cell
  vi.runAllTimers();
  expect(main.signals).toEqual([{ name: 'pictures.left', payload: { addresses: [address(2), address(3)] } }]);
  again('settled');
});

it('keeps one that another image waits for too', () => {
  const [one, other] = [waitForPicture(address(5)), waitForPicture(address(5))];
  one('left');
  vi.runAllTimers();
  expect(main.signals).toEqual([]);
  other('left');
  vi.runAllTimers();
  expect(main.signals).toHaveLength(1);
});
