/** The package declares only its own worker; libraw.ts says what this entry holds. */
declare module 'libraw-wasm/dist/libraw.js' {
  const createLibraw: unknown;
  export default createLibraw;
}
