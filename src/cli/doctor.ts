import type { Command } from 'commander';
import { UserError } from '#core';
import { contextOf } from './command-context.ts';
import type { Finding } from './doctor/finding.ts';
import type { LoadConfig } from './doctor/patient.ts';
import { printJson } from './print.ts';
import type { AddCommand } from './run-cli.ts';

const MARKS = { ok: 'ok', warning: 'look', problem: 'WRONG', skipped: 'left' } as const;

/** `aichat doctor`: what a newcomer may get wrong, and how to mend it. */
export function addDoctorCommand(loadConfig: LoadConfig): AddCommand {
  return (program) => {
    program
      .command('doctor')
      .description(
        'look at everything that may be wrong, and say how to mend it; exit code 1 when something is',
      )
      .option('--json', 'for programs')
      .action(async ({ json }: { json?: true }, command: Command) => {
        const { environment, signal, stdout } = contextOf(command);
        // discord.js takes its time to load; no other command shall wait for it.
        const [{ INTENTS }, { examine }] = await Promise.all([
          import('#discord'),
          import('./doctor/examine.ts'),
        ]);
        const findings = await examine(
          { environment, signal, nowMs: Date.now, intents: INTENTS },
          loadConfig,
        );
        if (json) printJson(stdout, findings);
        else stdout.write(describe(findings));
        const wrong = findings.filter(({ state }) => state === 'problem').length;
        if (wrong > 0) {
          const message = wrong === 1 ? 'One thing is wrong.' : `${wrong} things are wrong.`;
          throw new UserError('DOCTOR_FOUND_PROBLEMS', { message });
        }
      });
  };
}

function describe(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  const lines = findings.flatMap(({ check, state, found, mend }) => [
    `${MARKS[state].padEnd(6)}${check.padEnd(width + 2)}${found}`,
    ...(mend === undefined ? [] : [`${' '.repeat(width + 8)}→ ${mend}`]),
  ]);
  const isWell = findings.every(({ state }) => state !== 'problem');
  return [...lines, ...(isWell ? ['', 'Nothing is in the way of a start.'] : []), ''].join('\n');
}
