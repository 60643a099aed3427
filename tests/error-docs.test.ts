import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ERROR_DOCS_FOLDER, makeErrorDocs } from '../tools/generate-error-docs.ts';

test('docs/errors says of every code what the table says (else: npm run docs:errors)', () => {
  const written = Object.fromEntries(
    readdirSync(ERROR_DOCS_FOLDER).map((name) => [name, readFileSync(join(ERROR_DOCS_FOLDER, name), 'utf8')]),
  );
  expect(written).toEqual(makeErrorDocs());
});
