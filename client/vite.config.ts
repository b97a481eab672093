import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where `npm start` serves the API while the client is worked on with `vite`. */
const API_ORIGIN = 'http://127.0.0.1:8080';

const config = defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    reportCompressedSize: false,
  },
  server: { proxy: { '/api': API_ORIGIN, '/docs': API_ORIGIN, '/openapi.json': API_ORIGIN } },
});

// Vite reads its configuration from the default export; this is the one file that needs one.
export { config as default };
