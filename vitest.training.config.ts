import { defineConfig } from 'vitest/config';
import { ClosingLineReporter } from './tests/support/closing-line-reporter.ts';

/** What needs the real trainer: its Python is installed first. */
export default defineConfig({
  test: {
    include: ['tests/training/*.spec.ts'],
    testTimeout: 600_000,
    hookTimeout: 1_800_000,
    reporters: ['default', new ClosingLineReporter()],
  },
});
