import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/**
 * Loaded before the bot (`node --import`): takes one cure out of the bot's source, so that a test can show
 * what the cure is good for. Which one stands in the environment variable {@link WITHOUT_CURE_VARIABLE}, as
 * JSON.
 */
export const WITHOUT_CURE_VARIABLE = 'AICHAT_TEST_WITHOUT_CURE';

const schema = z.object({
  /** End of the file's path, from `src/` on. */
  file: z.string(),
  /** What is taken out: a text that stands in the file once; the whole file when absent. */
  takeOut: z.string().optional(),
  /** TypeScript that takes its place and does nothing about the fault. */
  putIn: z.string(),
});

/** A cure, and what takes its place. */
export type TakenCure = z.infer<typeof schema>;

function withoutCure({ takeOut, putIn }: TakenCure, path: string): string {
  if (takeOut === undefined) return putIn;
  const parts = readFileSync(path, 'utf8').split(takeOut);
  if (parts.length !== 2) throw new Error(`"${takeOut}" stands ${parts.length - 1} times in ${path}.`);
  return parts.join(putIn);
}

const wanted = process.env[WITHOUT_CURE_VARIABLE];
if (wanted !== undefined) {
  const cure = schema.parse(JSON.parse(wanted));
  registerHooks({
    load: (url, context, nextLoad) =>
      url.endsWith(`/${cure.file}`)
        ? { format: 'module-typescript', source: withoutCure(cure, fileURLToPath(url)), shortCircuit: true }
        : nextLoad(url, context),
  });
}
