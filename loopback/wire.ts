/** Anything that JSON can hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A JSON object as it comes off the wire: nothing about its fields is known yet. */
export type WireObject = Readonly<Record<string, unknown>>;

/** True for an object that is neither null nor an array. */
export function isWireObject(value: unknown): value is WireObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The field as text, or `undefined` when it is something else. */
export function textField(source: WireObject, name: string): string | undefined {
  const value = source[name];
  return typeof value === 'string' ? value : undefined;
}

/** The field as a number, or `undefined` when it is something else. */
export function numberField(source: WireObject, name: string): number | undefined {
  const value = source[name];
  return typeof value === 'number' ? value : undefined;
}

/** The field as text when it is text, a number or a switch, or `undefined` when it is something else. */
export function scalarField(source: WireObject, name: string): string | undefined {
  const value = source[name];
  const isScalar = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return isScalar ? String(value) : undefined;
}

/** The field as an object, or an empty one when it is something else. */
export function objectField(source: WireObject, name: string): WireObject {
  const value = source[name];
  return isWireObject(value) ? value : {};
}

/** The objects in a list field; everything else in it is left out. */
export function objectsField(source: WireObject, name: string): readonly WireObject[] {
  const value = source[name];
  return Array.isArray(value) ? value.filter(isWireObject) : [];
}
