/** The package itself, in a piece of the bundle that is loaded on its own. */
export { default } from 'libheif-js/wasm-bundle.js';
