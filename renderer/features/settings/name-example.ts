/** What a name template makes of one photo: examples while it is typed. The names of a run come from main, in its quote. */

export interface NameToken {
  readonly token: string;
  readonly meaning: string;
  readonly example: string;
}

/** Every token of a template, with what it stands for and what it is for the example photo. */
export const nameTokens: readonly NameToken[] = [
  { token: '{name}', meaning: 'the photo’s name', example: 'DSC_4127' },
  { token: '{ext}', meaning: 'the photo’s ending', example: 'nef' },
  { token: '{date}', meaning: 'day of capture', example: '2026-11-14' },
  { token: '{time}', meaning: 'time of capture', example: '164208' },
  { token: '{seq}', meaning: 'place in the run', example: '0001' },
  { token: '{folder}', meaning: 'the photo’s folder', example: '3 Coast, town' },
  { token: '{recipe}', meaning: 'the recipe', example: 'golden' },
  { token: '{model}', meaning: 'the model', example: 'stable-diffusion-3-turbo-img2img' },
  { token: '{strength}', meaning: 'the strength', example: '0.50' },
  { token: '{variant}', meaning: 'first free number', example: '1' },
  { token: '{hash}', meaning: 'fingerprint of the photo', example: '9f2c41ab' },
];

/** Characters that no file name may have on Windows; the others are legal on every system. */
const forbidden = /[<>:"/\\|?*]/;

function hasControl(text: string): boolean {
  return Array.from(text).some((letter) => (letter.codePointAt(0) ?? 0) < 32);
}

/** Why a template cannot be used, as a sentence; null: it can. */
export function templateProblem(template: string): string | null {
  const text = template.trim();
  if (text === '') return 'A name needs at least one character.';
  if (text.length > 200) return 'A template has at most 200 characters.';
  const unknown = [...text.matchAll(/\{[^{}]*\}/g)]
    .map((match) => match[0])
    .find((token) => !nameTokens.some((known) => known.token === token));
  if (unknown !== undefined) return `${unknown} is not a token; the list below has them all.`;
  const literal = text.replaceAll(/\{[^{}]*\}/g, '');
  if (/[{}]/.test(literal)) return 'A brace is not closed.';
  const bad = forbidden.exec(literal)?.[0];
  if (bad !== undefined) return `No ${bad} in a name.`;
  return hasControl(literal) ? 'No control characters in a name.' : null;
}

/** The example photo's result under a template; `variant` is the number it gets: from 2 on it always stands in the name. */
export function exampleName(template: string, variant = 1): string {
  const open = template.includes('{variant}') || variant === 1 ? template.trim() : `${template.trim()}-{variant}`;
  const filled = nameTokens.reduce(
    (text, { token, example }) => text.replaceAll(token, token === '{variant}' ? String(variant) : example),
    open,
  );
  return `${filled}.jpg`;
}
