/** Bundles the main process, the command line and the processes and threads beside them: CommonJS files for Node, in dist/main. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Name of the bundle in dist/main → its entry file. */
const entries: Record<string, string> = {
  main: here('electron/main.ts'),
  cli: here('electron/cli.ts'),
  'image-process': here('electron/images/pool/entry.ts'),
  'simulator-worker': here('electron/simulator/worker.ts'),
  'view-thread': here('electron/library/views/view-thread.ts'),
  'walk-thread': here('electron/library/intake/walk-thread.ts'),
  'watch-process': here('electron/watch/process/entry.ts'),
};

/** The launch scripts say what is missing; what is there can be built. */
const present = Object.entries(entries).filter(([, file]) => existsSync(file));

export default defineConfig({
  root: here('.'),
  publicDir: false,
  // Electron and the packages with native or WebAssembly parts are loaded from node_modules; all else goes into the bundle, also the JavaScript
  // of jxl-oxide-wasm and libraw-wasm, which Electron's Node cannot load by itself: their WebAssembly is read from node_modules.
  ssr: {
    noExternal: true,
    external: ['electron', 'sharp', '@photostructure/sqlite', '@parcel/watcher', 'libheif-js'],
    target: 'node',
  },
  build: {
    ssr: true,
    outDir: here('dist/main'),
    emptyOutDir: true,
    // The oldest Node that runs this code: the one inside Electron 25.
    target: 'node18',
    minify: false,
    sourcemap: true,
    reportCompressedSize: false,
    rolldownOptions: {
      input: Object.fromEntries(present),
      external: [
        /^electron(\/|$)/,
        /^node:/,
        /^sharp(\/|$)/,
        /^@img\//,
        /^@photostructure\/sqlite(\/|$)/,
        /^@parcel\/watcher(\/|$)/,
        /^libheif-js(\/|$)/,
      ],
      output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: 'shared-[hash].cjs' },
    },
  },
});
