/** Names in the order in which people count. Pure. */
import { fold } from '../../contract/search.ts';

/** Texts whose order by letters is the one in which people count: 2 before 10. Digits are padded, so that no comparison has to read numbers. */
export function countingKey(text: string): string {
  return fold(text).replace(/\d+/g, (digits) => digits.replace(/^0+(?=\d)/, '').padStart(15, '0'));
}
