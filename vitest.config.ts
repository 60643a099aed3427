import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'commands/**/*.test.ts', 'loopback/**/*.test.ts', 'tests/**/*.test.ts'],
    // Real sockets and real time on two cores: more workers than cores would only make audio late.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
