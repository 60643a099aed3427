import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { AppError } from '#core';

/**
 * Reads and checks a JSON file of a model folder.
 *
 * @throws AppError `MODEL_FILE_MISSING`, `MODEL_FILE_INVALID`; both name the file, the second the fields.
 */
export async function readJsonFile<Schema extends z.ZodType>(
  folder: string,
  name: string,
  schema: Schema,
): Promise<z.output<Schema>> {
  const path = join(folder, name);
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new AppError('MODEL_FILE_MISSING', {
      message: `The Whisper model in ${folder} lacks ${name}: download the whole folder again.`,
      cause,
      context: { path },
    });
  });
  const invalid = (problem: string, cause?: unknown): AppError =>
    new AppError('MODEL_FILE_INVALID', { message: `${path} ${problem}.`, cause, context: { path } });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalid('is no JSON; it may be incomplete', error);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'file'}: ${issue.message}`);
  throw invalid(`does not fit a Whisper model (${problems.join('; ')})`);
}
