/** Names of results: a template filled in, legal on Windows, macOS and Linux, capped in length. Pure. */
import { createHash } from 'node:crypto';
import { dayOf, type WallTime } from '../../contract/camera-time.ts';
import type { ParameterValue, Recipe } from '../../contract/recipe.ts';
import { isDeviceName } from '../../library/path-text.ts';
import { recipeLabel } from '../ledger/labels.ts';

export const nameTokens = [
  'name',
  'ext',
  'date',
  'time',
  'seq',
  'folder',
  'recipe',
  'model',
  'strength',
  'variant',
  'hash',
] as const;
/** What stands for {name} and {folder} where there is no photo. */
export const TEXT_NAME = 'picture';
export const TEXT_FOLDER = 'Darkslide';
export type NameToken = (typeof nameTokens)[number];
export type NameValues = Readonly<Record<NameToken, string>>;

/** Bytes of UTF-8 for the whole name with its extension; file systems allow 255, the rest is for our temporary files. */
const MAX_BYTES = 200;
/** What Windows forbids in names, and control characters. */
const forbidden = /[<>:"/\\|?*\p{Cc}]/gu;

/** What is wrong with a template, as a sentence; null: nothing. */
export function templateProblem(template: string): string | null {
  for (const match of template.matchAll(/\{([^{}]*)\}/g)) {
    const token = match[1] ?? '';
    if (!(nameTokens as readonly string[]).includes(token)) return `{${token}} is not one of the tokens for names.`;
  }
  if (/[{}]/.test(template.replace(/\{[^{}]*\}/g, ''))) return 'A brace in the name template is not closed.';
  return template.trim() === '' ? 'The name template is empty.' : null;
}

function cutBytes(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  let cut = '';
  let size = 0;
  // Segments keep a base character and its accents, or an emoji, in one piece
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    size += Buffer.byteLength(segment);
    if (size > bytes) break;
    cut += segment;
  }
  return cut;
}

/** A legal file name without extension: forbidden characters become "_", no dots or spaces at the ends, no device names. */
export function legalName(text: string, maxBytes: number = MAX_BYTES): string {
  const cleaned = text
    .replace(forbidden, '_')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '');
  const cut = cutBytes(cleaned, maxBytes).replace(/[. ]+$/g, '');
  if (cut === '') return 'photo';
  return isDeviceName(cut) ? `_${cut}` : cut;
}

/** Fills the template and makes it a legal file name with extension. Two long names that are cut alike still differ. */
function resultName(template: string, values: NameValues, extension: string): string {
  const filled = template.replace(
    /\{([a-z]+)\}/g,
    (whole, token: string) => (Object.hasOwn(values, token) ? values[token as NameToken] : whole), // its own property: a token
  );
  const room = MAX_BYTES - extension.length - 1;
  const full = legalName(filled, 4096);
  if (Buffer.byteLength(full) <= room) return `${full}.${extension}`;
  const mark = createHash('sha256').update(full).digest('hex').slice(0, 6);
  const tail = `~${mark}-${legalName(values.variant, 8)}`;
  return `${legalName(full, room - tail.length)}${tail}.${extension}`;
}

function strengthText(value: ParameterValue | undefined): string {
  return typeof value === 'number' ? value.toFixed(2) : '';
}

export interface NameFacts {
  /** File name of the original, with extension. */
  readonly fileName: string;
  /** Name of the folder it lies in. */
  readonly folderName: string;
  /** See `timeOfPhoto`. */
  readonly time: WallTime;
  readonly recipe: Recipe;
  readonly contentHash: string;
  /** 1 for the first photo of a run. */
  readonly sequence: number;
  /** 1 for the first result of this name; counts up while names are taken. */
  readonly variant: number;
}

/** The values of all tokens for one photo. */
function nameValues(facts: NameFacts): NameValues {
  const dot = facts.fileName.lastIndexOf('.');
  return {
    name: dot > 0 ? facts.fileName.slice(0, dot) : facts.fileName,
    ext: dot > 0 ? facts.fileName.slice(dot + 1).toLowerCase() : '',
    date: dayOf(facts.time),
    time: facts.time.slice(11, 19).replaceAll(':', ''),
    seq: String(facts.sequence).padStart(4, '0'),
    folder: facts.folderName,
    recipe: recipeLabel(facts.recipe),
    model: facts.recipe.model,
    strength: strengthText(facts.recipe.parameters['strength']),
    variant: String(facts.variant),
    hash: facts.contentHash.slice(0, 8),
  };
}

/** The name for a variant; a template without {variant} or {seq} gets "-2", "-3" … when its name is taken. */
export function variantName(facts: NameFacts): string {
  const extension = facts.recipe.format === 'jpeg' ? 'jpg' : 'png';
  const template = facts.recipe.name;
  const open = template.includes('{variant}') || facts.variant === 1 ? template : `${template}-{variant}`;
  return resultName(open, nameValues(facts), extension);
}
