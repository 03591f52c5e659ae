/** Walks through a schema and finds what in it has no end. Reads what zod keeps of each, so that a new schema is looked at without being listed. */
import type { z } from 'zod';

/** What a check or a schema says of itself: enough of zod's own description. */
interface Definition {
  readonly type: string;
  readonly checks?: readonly { readonly _zod: { readonly def: { readonly check: string; readonly pattern?: RegExp } } }[];
  readonly check?: string;
  readonly pattern?: RegExp;
  readonly shape?: Record<string, z.ZodType>;
  readonly element?: z.ZodType;
  readonly innerType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly items?: readonly z.ZodType[];
  readonly keyType?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly in?: z.ZodType;
  readonly out?: z.ZodType;
}

/** Kinds that cannot be large. */
const small = new Set(['number', 'boolean', 'literal', 'enum', 'null', 'undefined', 'never', 'int']);
/** Around another one. */
const wrappers = new Set(['nullable', 'optional', 'default', 'nonoptional', 'readonly', 'catch', 'prefault']);

/** Paths of texts, lists, tables and unknown values without a bound; empty: there are none. */
export function unbounded(schema: z.ZodType, path = ''): string[] {
  const definition = schema._zod.def as unknown as Definition; // zod's own types name each kind apart
  const here = path === '' ? '.' : path;
  const below = (part: z.ZodType | undefined, name: string): string[] =>
    part === undefined ? [] : unbounded(part, `${path}${path === '' || name.startsWith('[') ? '' : '.'}${name}`);
  if (small.has(definition.type)) return [];
  if (wrappers.has(definition.type)) return definition.innerType === undefined ? [here] : unbounded(definition.innerType, path);
  switch (definition.type) {
    case 'string':
      return isTextBounded(definition) ? [] : [here];
    case 'array':
      return [...(hasCheck(definition, 'max_length') ? [] : [here]), ...below(definition.element, '[]')];
    case 'record':
      return [
        ...(hasCheck(definition, 'custom') ? [] : [here]),
        ...below(definition.keyType, '[key]'),
        ...below(definition.valueType, '[value]'),
      ];
    case 'object':
      return Object.entries(definition.shape ?? {}).flatMap(([name, part]) => below(part, name));
    case 'union':
      return (definition.options ?? []).flatMap((part, place) => below(part, `|${String(place)}`));
    case 'tuple':
      return (definition.items ?? []).flatMap((part, place) => below(part, `[${String(place)}]`));
    case 'pipe':
      return below(definition.in, '<in>');
    case 'custom':
      // instanceof Uint8Array: bounded by a refinement of its own
      return hasCheck(definition, 'custom') ? [] : [here];
    default:
      return [here];
  }
}

function hasCheck({ checks = [] }: Definition, kind: string): boolean {
  return checks.some(({ _zod: { def } }) => def.check === kind);
}

/** A longest length, or a pattern from beginning to end in which nothing may be repeated without end. */
function isTextBounded(definition: Definition): boolean {
  if (hasCheck(definition, 'max_length') || hasCheck(definition, 'length_equals')) return true;
  const patterns = [definition.pattern, ...(definition.checks ?? []).map(({ _zod: { def } }) => def.pattern)];
  return patterns.some(
    (pattern) =>
      pattern !== undefined && /^\^.*\$$/.test(pattern.source) && !/[*+]|,\}/.test(pattern.source.replace(/\[[^\]]*\]/g, '')),
  );
}
