import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { AppError, ifPresent, writeWhole } from '#core';

/** Where the records of finished pieces of work lie, in the folder of a stage. */
const RECORDS_FOLDER = '.pieces';
const PIECE_NAME = /^[a-z0-9-]{1,64}$/u;

/** The folder in which a stage works, and which pieces of its work are done. */
export interface StageWorkspace {
  readonly folder: string;
  /**
   * Does a piece of work unless an earlier start of the same stage has finished it; what it gave is kept. Files
   * that it writes must be complete before it returns.
   *
   * @param name - lower-case letters, digits and `-`.
   */
  once<Value>(name: string, schema: z.ZodType<Value>, work: () => Promise<Value>): Promise<Value>;
}

/** Opens a folder to work in, with what an earlier start left there. */
export async function openStageWorkspace(folder: string): Promise<StageWorkspace> {
  const records = join(folder, RECORDS_FOLDER);
  await mkdir(records, { recursive: true });
  return {
    folder,
    async once(name, schema, work) {
      if (!PIECE_NAME.test(name)) {
        throw new AppError('INTERNAL', { message: `${name} cannot name a piece of work.` });
      }
      const path = join(records, `${name}.json`);
      const kept = await ifPresent(readFile(path, 'utf8'), path);
      if (kept !== undefined) {
        const parsed = schema.safeParse(JSON.parse(kept));
        if (parsed.success) return parsed.data;
      }
      const value = await work();
      await writeWhole(path, JSON.stringify(value));
      return value;
    },
  };
}
