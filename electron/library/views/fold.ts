/** Texts as they are searched and sorted: without case and accents, numbers by their value. Pure. */

const marks = /\p{Mn}/gu;

/** Two texts that people take for the same are the same: "Übersee" and "ubersee", composed or not. */
export function fold(text: string): string {
  // Most names have nothing to fold but capitals
  if (/^[\x20-\x7e]*$/.test(text)) return text.toLowerCase();
  return text
    .normalize('NFKD')
    .replace(marks, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('ø', 'o')
    .replaceAll('ł', 'l')
    .replaceAll('ı', 'i');
}

/** Texts whose order by letters is the one in which people count: 2 before 10. Digits are padded, so that no comparison has to read numbers. */
export function countingKey(text: string): string {
  return fold(text).replace(/\d+/g, (digits) => digits.replace(/^0+(?=\d)/, '').padStart(15, '0'));
}

/** The words of a question. */
export function wordsOf(text: string): string[] {
  return fold(text)
    .split(/\s+/)
    .filter((word) => word !== '');
}
