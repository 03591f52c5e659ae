/** Texts as people search and compare them: without regard to case, accents and the form in which a system writes them. Pure. */

const marks = /\p{Mn}/gu;

/** Letters that carry their difference inside, so that taking apart does not help. */
const plainLetters: Readonly<Record<string, string>> = { ß: 'ss', ø: 'o', ł: 'l', đ: 'd', æ: 'ae', œ: 'oe', ı: 'i' };

/** A text as it is compared: "Übersee", composed or not, and "UBERSEE" are "ubersee". */
export function fold(text: string): string {
  // Most names are plain; taking letters apart costs ten times as much
  if (/^[\t\n -~]*$/.test(text)) return text.toLowerCase();
  return text
    .normalize('NFKD')
    .replace(marks, '')
    .toLowerCase()
    .replace(/[ßøłđæœı]/g, (letter) => plainLetters[letter] ?? letter);
}

/** The words of a question, folded; none for an empty one. */
export function wordsOf(text: string): string[] {
  return fold(text)
    .split(/\s+/)
    .filter((word) => word !== '');
}

/** True where a folded text holds every word. */
export function foundIn(folded: string, words: readonly string[]): boolean {
  return words.every((word) => folded.includes(word));
}
