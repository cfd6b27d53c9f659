// Tests run against one real PostgreSQL, started once per run by the global set-up; each file gets a database of its own.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'src/**/*.test.ts',
      'dashboard/src/**/*.test.ts',
      'simulator/**/*.test.ts',
      'test/**/*.test.ts',
    ],
    globalSetup: ['test/support/template.ts'],
    pool: 'forks',
    // Each file has a server, a pool and often a browser beside it: more at once than this only makes them wait.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
