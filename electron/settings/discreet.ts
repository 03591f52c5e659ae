/**
 * What the log may say of an error: what went wrong and where in the program, and nothing of whose photos and words it was about. Messages of the system
 * name files, those of parsers quote what they met, those of the service repeat prompts: all of that is left out. Pure.
 */
import { inspect } from 'node:util';
import { DarkslideError, errorTexts } from '../contract/errors.ts';

/** Causes of causes that are told. */
const MOST_CAUSES = 4;
const MOST_FRAMES = 12;
/** Quoted words as long as this may be somebody's; names of tags and codes are shorter. Characters. */
const LEAST_QUOTED = 25;

/** Facts of system errors that are numbers and names of the system's own. */
const facts = ['code', 'errno', 'syscall', 'errcode', 'status'] as const;

/** An error as text, without paths, file names, prompts or anything quoted. Never throws. */
export function describeThrown(thrown: unknown, depth = 0): string {
  if (!(thrown instanceof Error)) return withoutPrivate(inspect(thrown, { depth: 4, breakLength: Infinity }));
  const known = facts.flatMap((name) => {
    const value: unknown = Reflect.get(thrown, name);
    return typeof value === 'number' || (typeof value === 'string' && /^[\w-]{1,40}$/.test(value))
      ? [`${name} ${String(value)}`]
      : [];
  });
  const said = [...new Set([wordsOf(thrown), ...known])].filter((text) => text !== '');
  const whole = `${thrown.name}: ${said.join(', ')}${framesOf(thrown.stack ?? '')}`;
  const { cause } = thrown;
  return cause === undefined || depth >= MOST_CAUSES ? whole : `${whole} | because ${describeThrown(cause, depth + 1)}`;
}

/** Sentences of ours may hold a photo's name, a folder's or what the service said: only those of the table are told. */
function wordsOf(error: Error): string {
  if (!(error instanceof DarkslideError)) return withoutPrivate(error.message);
  return error.message === errorTexts[error.code].sentence ? error.message : '';
}

/** Where in the program, by its own files' names. */
function framesOf(stack: string): string {
  const frames = stack.split('\n').flatMap((line) => {
    const found = /^\s*at (?:async )?([\w.<>$# [\]]{0,80}?) ?\(?[^()]*?([\w.-]{1,80}:\d+:\d+)\)?$/.exec(line);
    return found === null ? [] : [` ~ at ${found[1] ?? ''} (${found[2] ?? ''})`];
  });
  return frames.slice(0, MOST_FRAMES).join('');
}

/** The text without absolute paths, to the end of their lines, because names have blanks, and without long quotations. */
export function withoutPrivate(text: string): string {
  return text
    .replaceAll(/(["'`“‘])((?:(?!\1|[”’\n])[\s\S])*)(["'`”’])/g, (whole, open: string, inside: string, close: string) => {
      const isPrivate = inside.length >= LEAST_QUOTED || /[\s/\\]/.test(inside);
      return isPrivate ? `${open}[left out]${close}` : whole;
    })
    .replaceAll(/(^|[\s(=:,[{])(?:\/[^/\s]|[A-Za-z]:[\\/]|\\\\|file:\/\/)[^\n]*/gm, '$1[path]')
    .replaceAll(/(prompt["']?\s*[:=]\s*)[^\n]*/gi, '$1[left out]');
}
