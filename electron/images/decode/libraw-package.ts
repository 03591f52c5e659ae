/** The package itself, in a piece of the bundle that is loaded on its own. */
import createLibraw from 'libraw-wasm/dist/libraw.js';
import { wasmOf } from './wasm-file.ts';

export const libraw = createLibraw;
export const librawWasm = wasmOf('libraw-wasm', 'dist/libraw.wasm');
