/** Searching as people type: without regard to case, accents and the form in which a system writes them. Pure. */

/** A text as it is compared: "Zürich" and "ZU\u0308RICH" become "zurich". */
export function fold(text: string): string {
  // Most names are plain; taking letters apart costs ten times as much
  if (/^[\t\n -~]*$/.test(text)) return text.toLowerCase();
  const apart = text
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase();
  return apart.replace(/[ßøłđæœı]/g, (letter) => plainLetters[letter] ?? letter);
}

/** Letters that carry their difference inside, so that taking apart does not help. */
const plainLetters: Readonly<Record<string, string>> = { ß: 'ss', ø: 'o', ł: 'l', đ: 'd', æ: 'ae', œ: 'oe', ı: 'i' };

/** The words of a query, folded; none for an empty one. */
export function searchWords(query: string): string[] {
  return fold(query)
    .split(/\s+/)
    .filter((word) => word !== '');
}

/** True where a folded text holds every word. */
export function foundIn(folded: string, words: readonly string[]): boolean {
  return words.every((word) => folded.includes(word));
}
