import { registerHooks } from 'node:module';
import { z } from 'zod';

/**
 * Loaded before the bot (`node --import`): replaces one source file of the bot by an inert one, so that a
 * test can show what the file is good for. Which one stands in the environment variable
 * {@link WITHOUT_CURE_VARIABLE}, as JSON.
 */
export const WITHOUT_CURE_VARIABLE = 'AICHAT_TEST_WITHOUT_CURE';

/** The file that is replaced, and by what. */
export interface ReplacedFile {
  /** End of the file's path, from `src/` on. */
  readonly file: string;
  /** TypeScript that exports the same names and does nothing about the fault. */
  readonly inert: string;
}

const schema = z.object({ file: z.string(), inert: z.string() });
const wanted = process.env[WITHOUT_CURE_VARIABLE];
if (wanted !== undefined) {
  const { file, inert } = schema.parse(JSON.parse(wanted)) satisfies ReplacedFile;
  registerHooks({
    load: (url, context, nextLoad) =>
      url.endsWith(`/${file}`)
        ? { format: 'module-typescript', source: inert, shortCircuit: true }
        : nextLoad(url, context),
  });
}
