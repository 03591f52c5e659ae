/** WebAssembly of packages whose JavaScript is in the bundle: it stays in their folders, and is read from there where a decoder runs. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** @param file - relative to the package's folder */
export function wasmOf(packageName: string, file: string): Uint8Array<ArrayBuffer> {
  const { resolve } = createRequire(import.meta.url);
  return new Uint8Array(readFileSync(join(dirname(resolve(`${packageName}/package.json`)), file)));
}
