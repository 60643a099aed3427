import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ERROR_CODES, type ErrorCode, type ErrorCodeRow } from '#core';

/** Where the pages lie. */
export const ERROR_DOCS_FOLDER = 'docs/errors';

const SEVERITIES = {
  debug: 'of interest only while you look for something',
  info: 'nothing is broken; what was asked for cannot be',
  warn: 'something went worse than it should, and it went on',
  error: 'something that was asked for was not done',
  fatal: 'this part cannot work, or the bot cannot start, until it is mended',
} as const satisfies Record<ErrorCodeRow['severity'], string>;

/** One page for each code, and one that lists them, by file name. */
export function makeErrorDocs(): Readonly<Record<string, string>> {
  const rows = Object.entries(ERROR_CODES) as [ErrorCode, ErrorCodeRow][];
  const pages = rows.map(([code, row]) => [`${code}.md`, pageOf(code, row)] as const);
  const list = rows
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, { severity, meaning }]) => `| [${code}](${code}.md) | ${severity} | ${meaning} |`);
  const head = [
    '# Errors',
    '',
    'Every way in which aichat can fail, made by `npm run docs:errors` from `src/core/error-codes.ts`.',
    'Ask when it last happened with `aichat logs query code:<CODE>`, or with `/logs query` in Discord.',
    '',
    '| code | severity | what it means |',
    '|---|---|---|',
  ];
  return { ...Object.fromEntries(pages), 'README.md': `${[...head, ...list].join('\n')}\n` };
}

function pageOf(code: ErrorCode, { severity, retryable, meaning, action }: ErrorCodeRow): string {
  return `# ${code}

${meaning}

**What to do:** ${action}

- Severity: \`${severity}\`, ${SEVERITIES[severity]}.
- The same again ${retryable ? 'may work later' : 'will not work before something has changed'}.
- When it happened: \`aichat logs query code:${code}\`, or \`/logs query question:code:${code}\` in Discord.
`;
}

if (import.meta.main) {
  const docs = makeErrorDocs();
  mkdirSync(ERROR_DOCS_FOLDER, { recursive: true });
  for (const name of readdirSync(ERROR_DOCS_FOLDER)) {
    if (!(name in docs)) rmSync(join(ERROR_DOCS_FOLDER, name));
  }
  for (const [name, text] of Object.entries(docs)) writeFileSync(join(ERROR_DOCS_FOLDER, name), text);
}
