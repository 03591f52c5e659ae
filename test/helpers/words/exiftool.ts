/** exiftool as the judge of metadata: every tag of a file under its group and name, and what it finds wrong. */
import { runProgram } from '../decoders/run-program.ts';

export interface Judged {
  /** "ExifIFD:FNumber" → its value, as a number where it is one. */
  readonly tags: ReadonlyMap<string, string>;
  /** What is wrong with the file, sorted; empty: nothing. */
  readonly warnings: readonly string[];
}

/** Groups that speak of the file as it lies on this disk, or are worked out from other tags. */
const notOfTheFile = /^(?:SourceFile|System:|File:(?!Comment)|Composite:|ExifTool:(?!Warning|Validate))/;

/** Is the program here? */
export async function hasExiftool(): Promise<boolean> {
  try {
    return (await runProgram('exiftool', ['-ver'])).code === 0;
  } catch {
    return false;
  }
}

/** Reads all files in one go, which starts the program once. */
export async function readTags(paths: readonly string[]): Promise<Judged[]> {
  const options = ['-j', '-a', '-G1:4', '-s', '-n', '-struct', '-validate', '-warning', '-all'];
  const { out } = await runProgram('exiftool', [...options, ...paths], 300_000);
  const all = JSON.parse(out.toString('utf8')) as Record<string, unknown>[]; // exiftool's own form: one object a file
  const byPath = new Map(all.map((one) => [String(one['SourceFile']), one]));
  return paths.map((path) => judged(byPath.get(path) ?? {}));
}

function judged(tags: Readonly<Record<string, unknown>>): Judged {
  const kept = new Map<string, string>();
  const warnings: string[] = [];
  for (const [name, value] of Object.entries(tags)) {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    if (/^ExifTool:(?:Copy\d+:)?Warning$/.test(name)) warnings.push(text);
    else if (!notOfTheFile.test(name) && !name.startsWith('ExifTool:')) kept.set(name, text);
  }
  return { tags: kept, warnings: warnings.sort() };
}
