/** The package has no declarations for this entry; libheif.ts says what it holds. */
declare module 'libheif-js/wasm-bundle.js' {
  const libheif: unknown;
  export default libheif;
}
