import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { fixtureServer } from './fixtures/dev-server.ts';

const server = process.env['RABBITHOLE_SERVER'] ?? 'http://127.0.0.1:8080';

// `vite web --mode fixtures` answers /api from web/fixtures; every other mode asks a running server.
export default defineConfig(({ mode }) => ({
  plugins: [svelte(), ...(mode === 'fixtures' ? [fixtureServer()] : [])],
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2022' },
  server: {
    host: '127.0.0.1',
    port: 5173,
    ...(mode === 'fixtures' ? {} : { proxy: { '/api': { target: server, ws: true, changeOrigin: false } } }),
  },
}));
