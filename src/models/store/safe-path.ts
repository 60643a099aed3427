import { AppError } from '#core';

/** Letters of any script (`pt_PT-tugão-medium`), digits and a few signs; no leading dot, so no `..`. */
const SAFE_NAME = /^[\p{L}\p{M}\p{N}_+-][\p{L}\p{M}\p{N}_.+-]*$/u;

/** Whether a name from elsewhere may become the name of one file or folder. */
export function isSafeName(name: string): boolean {
  return name.length <= 200 && SAFE_NAME.test(name);
}

/** Whether a path from elsewhere stays below the folder that it is joined to; `/` separates names. */
export function isSafePath(path: string): boolean {
  return path.split('/').every(isSafeName);
}

/**
 * Lets no path from a list or a manifest lead out of its folder.
 *
 * @throws AppError `MODEL_SOURCE_INVALID`.
 */
export function assertSafePath(path: string, where: string): void {
  if (!isSafePath(path)) throw leadsElsewhere(path, where);
}

/** The same for what may only be a name. @throws AppError `MODEL_SOURCE_INVALID`. */
export function assertSafeName(name: string, where: string): void {
  if (!isSafeName(name)) throw leadsElsewhere(name, where);
}

function leadsElsewhere(path: string, where: string): AppError {
  const shown = path.slice(0, 200);
  return new AppError('MODEL_SOURCE_INVALID', {
    message: `${where} names a file that leads elsewhere: ${JSON.stringify(shown)}.`,
    context: { path: shown },
  });
}
