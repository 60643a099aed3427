import type { Reporter, TestCase, TestModule } from 'vitest/node';

/** Prints the figures of the whole run as one plain last line: `N passed, N failed`. */
export class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const tests: TestCase[] = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string): number => tests.filter((test) => test.result().state === state).length;
    const brokenModules = modules.filter((module) => module.errors().length > 0).length;
    const failed = count('failed') + brokenModules + unhandledErrors.length;
    process.stdout.write(`\n${count('passed')} passed, ${failed} failed\n`);
  }
}
