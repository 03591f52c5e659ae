/**
 * Patterns for names: "*" and "?" within a name, "[a-f]" for one character, "**" for any folders. Matched step by step and not by a regular
 * expression, because one that a person types can keep such an expression busy for hours. Pure.
 */

/** One character, whatever its number of code units. */
type Token =
  { readonly type: 'any' } | { readonly type: 'one' } | { readonly type: 'of'; readonly is: (character: string) => boolean };

/**
 * Reads a pattern. One without "/" is about the last name of a path, in whatever folder; one with "/" about the whole path below the root; one
 * that ends with "/" about everything in that folder. Upper and lower case are alike, and so are composed and decomposed letters.
 */
export function readPattern(pattern: string): (path: string) => boolean {
  const plain = folded(pattern)
    .replaceAll('\\', '/')
    .replace(/^\.?\/+/, '');
  const isAnywhere = !folded(pattern).replaceAll('\\', '/').includes('/');
  const whole = plain.endsWith('/') ? `${plain}**` : plain;
  const parts = whole.split('/').map((name) => (name === '**' ? null : tokensOf(name)));
  return (path) => {
    const names = folded(path).split('/');
    return matchPath(parts, isAnywhere ? names.slice(-1) : names);
  };
}

function folded(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

function tokensOf(name: string): readonly Token[] {
  const characters = Array.from(name);
  const tokens: Token[] = [];
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at];
    const end = character === '[' ? characters.indexOf(']', at + 2) : -1;
    if (character === '*') tokens.push({ type: 'any' });
    else if (character === '?') tokens.push({ type: 'one' });
    else if (end > 0) {
      tokens.push({ type: 'of', is: setOf(characters.slice(at + 1, end)) });
      at = end;
    } else tokens.push({ type: 'of', is: (other) => other === character });
  }
  return tokens;
}

function setOf(characters: readonly string[]): (character: string) => boolean {
  const isNot = characters[0] === '!' || characters[0] === '^';
  const given = isNot ? characters.slice(1) : characters;
  const ranges: (readonly [string, string])[] = [];
  for (let at = 0; at < given.length; at += 1) {
    const from = given[at] ?? '';
    const to = given[at + 1] === '-' ? given[at + 2] : undefined;
    ranges.push([from, to ?? from]);
    if (to !== undefined) at += 2;
  }
  return (character) => ranges.some(([from, to]) => character >= from && character <= to) !== isNot;
}

/** "*" takes as little as it can, and only the last one met is ever taken back: never more steps than the product of both lengths. */
function greedy<Part>(
  parts: readonly Part[],
  count: number,
  isAny: (part: Part) => boolean,
  fits: (part: Part, index: number) => boolean,
): boolean {
  let part = 0;
  let index = 0;
  let star = -1;
  let from = 0;
  while (index < count) {
    const now = parts[part];
    if (now !== undefined && isAny(now)) {
      star = part;
      from = index;
      part += 1;
    } else if (now !== undefined && fits(now, index)) {
      part += 1;
      index += 1;
    } else if (star >= 0) {
      from += 1;
      part = star + 1;
      index = from;
    } else return false;
  }
  return parts.slice(part).every(isAny);
}

function matchPath(parts: readonly (readonly Token[] | null)[], names: readonly string[]): boolean {
  return greedy(
    parts,
    names.length,
    (part) => part === null,
    (part, index) => part !== null && matchName(part, Array.from(names[index] ?? '')),
  );
}

function matchName(tokens: readonly Token[], characters: readonly string[]): boolean {
  return greedy(
    tokens,
    characters.length,
    (token) => token.type === 'any',
    (token, index) => token.type === 'one' || (token.type === 'of' && token.is(characters[index] ?? '')),
  );
}
