/** The order in which files that came together are handed over. */
import { expect, it } from 'vitest';
import { readCameraTime } from '../../../../electron/contract/camera-time.ts';
import { inOrder } from '../../../../electron/watch/engine/hand-over.ts';
import { inZone, zones } from '../../../helpers/zone.ts';

const file = (path: string, written: string | null, modifiedMs = 0) => ({
  path,
  file: { modifiedMs },
  picture: { takenAt: written === null ? null : readCameraTime(written) },
});

it('is that of the cameras, in every zone, whatever the offset and when the file was written', () => {
  const files = [
    file('d.jpg', '2026-03-29T03:00:00+02:00', 1),
    file('c.jpg', '2026:03:29 02:30:00', 2),
    file('b.jpg', '2026-03-29T02:29:59.900+12:00', 3),
    file('b2.jpg', '2026-03-29T02:29:59.900-09:00', 3),
    file('a.jpg', '2026:03:29 01:59:59', 4),
    file('scan.jpg', null, Date.UTC(2026, 2, 27, 12)),
  ];
  for (const zone of zones)
    expect(inZone(zone, () => inOrder(files).map(({ path }) => path))).toEqual([
      'scan.jpg',
      'a.jpg',
      'b.jpg',
      'b2.jpg',
      'c.jpg',
      'd.jpg',
    ]);
});
