import { AppError } from '#core';

/**
 * Wraps a method that the library keeps to itself.
 *
 * @param prototype - Where the method is defined.
 * @param wrap - Gets the method as it is now, gives the one that takes its place.
 * @throws AppError `VOICE_LIBRARY_UNKNOWN` when there is no such method.
 */
export function patchMethod<Host extends object, Arguments extends unknown[], Result>(
  prototype: object,
  name: string,
  wrap: (
    original: (this: Host, ...values: Arguments) => Result,
  ) => (this: Host, ...values: Arguments) => Result,
): void {
  const methods = prototype as Record<string, unknown>;
  const original = methods[name];
  if (typeof original !== 'function') {
    throw new AppError('VOICE_LIBRARY_UNKNOWN', {
      message: `@discordjs/voice has no method ${name} any more.`,
      context: { method: name },
    });
  }
  methods[name] = wrap(original as (this: Host, ...values: Arguments) => Result);
}
