import { defineConfig } from 'vitest/config';

// Every file beside the code it proves; what needs Chromium, Go or a real cluster has a command of its own (test/README.md).
export default defineConfig({
  test: {
    include: [
      'cluster/**/*.test.ts',
      'shell/**/*.test.ts',
      'server/**/*.test.ts',
      'web/src/**/*.test.ts',
      'test/unit/**/*.test.ts',
      'test/labs/**/*.test.ts',
      'test/documents/**/*.test.ts',
    ],
    // It imports our TypeScript routes: through the test runner, or not at all.
    server: { deps: { inline: ['@fastify/autoload'] } },
    pool: 'threads',
    // Every core: the default keeps one for an editor, and a machine with two would have one worker.
    maxWorkers: '100%',
    testTimeout: 20_000,
  },
});
