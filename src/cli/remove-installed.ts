import { UserError } from '#core';
import type { Removal } from '#models';
import type { CliContext } from './command-context.ts';
import { askYesNo, printJson } from './print.ts';

/** What is to be removed, and how. */
export interface RemovalRequest {
  readonly name: string;
  readonly yes: boolean;
  readonly json: boolean;
  readonly files: () => Promise<readonly string[]>;
  readonly remove: () => Promise<Removal>;
}

/** Asks first, unless `--yes` was given. @throws UserError `USAGE_INVALID` when nobody can be asked. */
export async function removeInstalled(request: RemovalRequest, context: CliContext): Promise<void> {
  const { name, yes, json } = request;
  const { stdin, stdout, stderr } = context;
  const files = await request.files();
  if (!yes) {
    if (stdin.isTTY !== true) {
      const message = `Removing ${name} deletes ${files.length} files. Add --yes, as nobody can be asked here.`;
      throw new UserError('USAGE_INVALID', { message });
    }
    stderr.write(`${files.map((file) => `  ${file}`).join('\n')}\n`);
    if (!(await askYesNo(`Delete these files of ${name}?`, context))) {
      stderr.write('Nothing was deleted.\n');
      return;
    }
  }
  const removal = await request.remove();
  if (json) return printJson(stdout, removal);
  stdout.write(`Removed ${name} (${removal.removed.length} files).\n`);
  if (removal.kept.length > 0) {
    stdout.write(`${removal.folder} still holds what aichat did not put there: ${removal.kept.join(', ')}\n`);
  }
}
