import { UserError } from '#core';
import { createModelStore, type ModelStore } from '#models';
import type { CliContext } from './command-context.ts';

/**
 * The store of the working folder, from where the environment says.
 *
 * @throws UserError `USAGE_INVALID` when MODEL_MIRROR_URL is no address.
 */
export function openStore({ environment }: CliContext): ModelStore {
  const mirrorUrl = environment['MODEL_MIRROR_URL']?.trim() || undefined;
  if (mirrorUrl !== undefined && !/^https?:$/u.test(URL.parse(mirrorUrl)?.protocol ?? '')) {
    throw new UserError('USAGE_INVALID', { message: 'MODEL_MIRROR_URL must be an http(s) URL.' });
  }
  return createModelStore({ mirrorUrl, token: environment['HF_TOKEN']?.trim() || undefined });
}
