import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Builds the page into `dist/page`. Runs after tsup, which empties `dist`. */
export default defineConfig({
  root: 'page',
  base: './',
  plugins: [react()],
  build: {
    outDir: '../dist/page',
    emptyOutDir: true,
    target: 'es2022',
    // light-dark() and nesting are used as written; older targets would have them rewritten at several times the size.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // A data: font would need a wider content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: { proxy: { '/v1': 'http://127.0.0.1:4111' } },
});
