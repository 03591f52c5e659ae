/** Times of day as a clock on the wall showed them. */
import { offsetOf, wallOf, type CameraTime, type WallTime } from '../../../electron/contract/camera-time.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** "13 Nov 2026, 21:47:12". */
export function moment(wall: WallTime): string {
  const [year = '', month = '', day = ''] = wall.slice(0, 10).split('-');
  return `${String(Number(day))} ${months[Number(month) - 1] ?? ''} ${year}, ${wall.slice(11, 19)}`;
}

/** The same as the camera wrote it, with its offset where it is known: "13 Nov 2026, 21:47:12 (UTC+09:00)". */
export function cameraMoment(time: CameraTime): string {
  const offset = offsetOf(time);
  return offset === null ? moment(wallOf(time)) : `${moment(wallOf(time))} (UTC${offset})`;
}
