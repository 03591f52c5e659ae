/** Values as a hostile page makes them: fitting ones from a schema, and what is put in their place. */
import type { z } from 'zod';
import { pick, type Random } from '../../helpers/random.ts';

/** What zod says of a schema: enough to make a value for it. */
interface Definition {
  readonly type: string;
  readonly shape?: Record<string, z.ZodType>;
  readonly element?: z.ZodType;
  readonly innerType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly values?: readonly unknown[];
  readonly entries?: Record<string, unknown>;
  readonly valueType?: z.ZodType;
}

const texts = [
  '',
  'a',
  'Golden',
  '0123456789abcdef',
  'library-2026.db',
  'https://a.invalid/p.jpg',
  '{name}-{recipe}',
  'prompt',
  '*.jpg',
];
const numbers = [1, 2, 3, 512, 1536, 0, 0.5];

/** A value that the schema takes, mostly; ids are small, so that some of them are known. */
export function fitting(schema: z.ZodType, random: Random): unknown {
  const { type, ...definition } = schema._zod.def as unknown as Definition; // zod's own types name each kind apart
  switch (type) {
    case 'object':
      return Object.fromEntries(Object.entries(definition.shape ?? {}).map(([name, part]) => [name, fitting(part, random)]));
    case 'array':
      return Array.from({ length: 1 + Math.floor(random() * 3) }, () =>
        definition.element === undefined ? 1 : fitting(definition.element, random),
      );
    case 'record':
      return { prompt: 'evening', strength: 0.5 };
    case 'enum':
      return pick(Object.values(definition.entries ?? {}), random);
    case 'literal':
      return definition.values?.[0];
    case 'boolean':
      return random() < 0.5;
    case 'nullable':
      return random() < 0.3 ? null : inner(definition, random);
    case 'optional':
      return random() < 0.5 ? undefined : inner(definition, random);
    case 'default':
      return inner(definition, random);
    case 'union':
      return fitting(pick(definition.options ?? [], random), random);
    case 'undefined':
      return undefined;
    case 'custom':
      return new Uint8Array([0xff, 0xd8, 0xff, 0xe0]);
    default:
      return oneOf(schema, type === 'string' ? texts : numbers, random);
  }
}

function inner({ innerType }: Omit<Definition, 'type'>, random: Random): unknown {
  return innerType === undefined ? undefined : fitting(innerType, random);
}

function oneOf(schema: z.ZodType, among: readonly unknown[], random: Random): unknown {
  const good = among.filter((one) => schema.safeParse(one).success);
  return pick(good.length === 0 ? among : good, random);
}

/** Makes one value; several are large, so each is made only when it is wanted. */
type Make = (random: Random) => unknown;

const cycle = (): unknown => {
  const one: Record<string, unknown> = {};
  one['self'] = [one];
  return one;
};
const nested = (levels: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = { a: [value] };
  return value;
};

/** Texts that mean something to somebody: a file system, a terminal, a shell, a database, an address, a look-up in a table. */
export const hostileTexts: readonly string[] = [
  '__proto__',
  'constructor',
  'toString',
  '../../../../etc/passwd',
  '/etc/passwd',
  '/proc/self/environ',
  'file:///etc/passwd',
  'C:\\con .txt',
  '\\\\.\\PhysicalDrive0',
  '\\\\evil.invalid\\share\\a.jpg',
  '//evil.invalid/a.jpg',
  'a\0b.jpg',
  'https://a.invalid/p.jpg\r\n/etc/passwd',
  'https://127.0.0.1:1/p.jpg',
  'https://[::1]/p.jpg',
  'https://169.254.169.254/latest',
  'https://user:word@a.invalid/',
  'javascript:alert(1)',
  'data:text/html,<script>1</script>',
  "'; DROP TABLE photos; --",
  '$(touch /tmp/x)',
  '\u001b[2J\u202egpj.exe',
  '\ud800',
  '%00%2e%2e%2f',
  '{name}{constructor}{__proto__}',
  '<img src=x onerror=alert(1)>',
  'SG_0123456789abcdef',
];

const hostile: readonly Make[] = [
  () => null,
  () => undefined,
  () => true,
  () => -1,
  () => 0,
  () => NaN,
  () => Infinity,
  () => -0,
  () => 1e308,
  () => 2 ** 53,
  () => 10n ** 30n,
  () => [],
  () => ({}),
  () => new Date(NaN),
  () => new Map([['__proto__', 1]]),
  () => new Set([1]),
  () => /(a+)+$/,
  () => new Error('thrown'),
  () => new Uint8Array(0),
  () => new Float64Array([NaN]),
  () => new ArrayBuffer(8),
  () => JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}') as unknown,
  () => new Array<number>(4_294_967_295),
  () => Array.from({ length: 30_000 }, (_, place) => place),
  () => 'x'.repeat(2_000_000),
  () => 'a'.repeat(50_000).concat('!'),
  () => Object.fromEntries(Array.from({ length: 5_000 }, (_, place) => [`field${String(place)}`, place])),
  () => nested(2_000),
  cycle,
  (random) => pick(hostileTexts, random),
  (random) => pick(hostileTexts, random),
  (random) => pick(hostileTexts, random),
];

/** Anything. */
export function hostileValue(random: Random): unknown {
  return pick(hostile, random)(random);
}

/** The same with one place in it, at any depth, taken by something hostile; now and then a field too many. */
export function spoiled(value: unknown, random: Random): unknown {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || random() < 0.2) return hostileValue(random);
  if (Array.isArray(value)) {
    const list: unknown[] = [...(value as readonly unknown[])];
    const place = Math.floor(random() * list.length);
    list[place] = spoiled(list[place], random);
    return list;
  }
  const names = Object.keys(value);
  if (names.length === 0 || random() < 0.1) return { ...value, [pick(hostileTexts, random)]: hostileValue(random) };
  const name = pick(names, random);
  const copy = { ...value } as Record<string, unknown>; // any plain object
  if (random() < 0.1) Reflect.deleteProperty(copy, name);
  else copy[name] = spoiled(copy[name], random);
  return copy;
}
