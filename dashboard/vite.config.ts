// Builds the dashboard to dashboard/dist, which the service serves at "/"; in development it stands before the service.
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import mantine from 'postcss-preset-mantine';
import { defineConfig } from 'vite';

// Passed on with the Host it came with: the service accepts changes only from pages of its own host.
const service = `http://localhost:${process.env['PORT'] ?? '3000'}`;

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react()],
  css: { postcss: { plugins: [mantine()] } },
  server: { port: 5173, proxy: { '/api': { target: service } } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // CodeMirror and the charts are chunks of their own, loaded when a screen first shows them.
    chunkSizeWarningLimit: 600,
  },
});
