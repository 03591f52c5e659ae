/** Bundles the page into dist/renderer; `npm run dev` serves it with hot replacement instead. */
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('renderer'),
  // Relative addresses: the page is served by the app's own scheme, not from the root of a host.
  base: './',
  publicDir: false,
  plugins: [react()],
  server: { host: '127.0.0.1', port: 5199, strictPort: false },
  build: {
    outDir: here('dist/renderer'),
    emptyOutDir: true,
    // The oldest Chromium that shows this page: the one inside Electron 25.
    target: 'chrome114',
    sourcemap: true,
    reportCompressedSize: false,
    // The page's security policy allows no data: addresses, so nothing is inlined.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2_000,
    modulePreload: { polyfill: false },
  },
});
