/** The package itself, in a piece of the bundle that is loaded on its own, ready to decode. */
import { initSync, JxlImage } from 'jxl-oxide-wasm';
import { wasmOf } from './wasm-file.ts';

initSync({ module: wasmOf('jxl-oxide-wasm', 'jxl_oxide_wasm_bg.wasm') });

export { JxlImage };
