import { defineConfig } from 'vitest/config';

// Real programs over real sockets: slower than units, so they have a run of their own.
export default defineConfig({
  test: { include: ['test/clients/**/*.client.test.ts'], testTimeout: 60_000, fileParallelism: false },
});
