/**
 * Text that others wrote (names of files and folders, prompts, sentences of the service) in a form that a person can see. Control
 * characters can clear a terminal, and invisible ones can turn the order of letters round, so that "gpj.exe" reads as "exe.jpg". Only for
 * showing: files are opened by their real names. Pure.
 */
import { z } from 'zod';

/**
 * Control characters, line and paragraph separators, marks and overrides of writing direction, characters without a width that join
 * nothing, and halves of a surrogate pair. The joiners U+200C and U+200D stay: Persian and emoji need them.
 */
const unseen = /[\p{Cc}\p{Cs}\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/gu;

const named: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r' };

function escaped(character: string): string {
  const code = character.charCodeAt(0);
  // JSON never holds the first kind unescaped, and reads the second as the character itself: a line of JSON keeps its meaning
  if (code < 0x20) return named[character] ?? `\\x${code.toString(16).padStart(2, '0')}`;
  return `\\u${code.toString(16).padStart(4, '0')}`;
}

/** One line: what cannot be seen is written as "\x1b", "\n" or "\u202e". */
export function visible(text: string): string {
  return text.replaceAll(unseen, escaped);
}

/** The same for a text of several lines, such as a prompt: its line breaks stay. */
export function visibleLines(text: string): string {
  return text
    .split(/\r\n|\n/)
    .map(visible)
    .join('\n');
}

/** Characters of a shown text; a prompt has as many at most. What is longer is cut rather than refused: it was written by others. */
const MOST_SHOWN = 20_000;
/** Of one character in the form that can be seen. */
const LONGEST_ESCAPE = 6;

/** A text that crosses to the page in order to be shown there. */
export const shownTextSchema = z
  .string()
  .overwrite((text) => visible(text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text))
  .max((MOST_SHOWN + 1) * LONGEST_ESCAPE);
