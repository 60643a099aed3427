import { textField, type WireObject } from '../wire.ts';
import { invalidForm } from './api-error.ts';

/** Checks the length of a text field. @throws ApiError 50035. */
export function checkLength(
  holder: WireObject,
  field: string,
  path: string,
  { minimum = 0, maximum }: { readonly minimum?: number; readonly maximum: number },
): void {
  const { length } = textField(holder, field) ?? '';
  if (length >= minimum && length <= maximum) return;
  throw invalidForm(
    `${path}.${field}`,
    `Must be between ${minimum} and ${maximum} in length.`,
    'BASE_TYPE_BAD_LENGTH',
  );
}
