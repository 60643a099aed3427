import * as fc from 'fast-check';

/** As much of JSON Schema as the API's document uses. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** Finds what a `$ref` names. */
export type ResolveRef = (ref: string) => JsonSchema;

/** Values that fit a schema. */
export function fitting(schema: JsonSchema, resolve: ResolveRef): fc.Arbitrary<unknown> {
  if (schema.$ref !== undefined) return fitting(resolve(schema.$ref), resolve);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map((choice) => fitting(choice, resolve)));
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? []);
  if (types.length === 0) return fc.jsonValue();
  return fc.oneof(...types.map((type) => fittingType(type, schema, resolve)));
}

function fittingType(type: string, schema: JsonSchema, resolve: ResolveRef): fc.Arbitrary<unknown> {
  const { minimum = 0, maximum = 1000 } = schema;
  switch (type) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.integer({ min: minimum, max: Math.min(maximum, 2 ** 31 - 1) });
    case 'number':
      return fc.double({ min: minimum, max: maximum, noNaN: true });
    case 'array':
      return fc.array(fitting(schema.items ?? {}, resolve), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 3, 3),
      });
    case 'object':
      return fittingObject(schema, resolve);
    default:
      return fittingString(schema);
  }
}

function fittingObject(
  { properties = {}, required = [] }: JsonSchema,
  resolve: ResolveRef,
): fc.Arbitrary<unknown> {
  const fields = Object.entries(properties).map(([name, field]) => [name, fitting(field, resolve)]);
  const model = Object.fromEntries(fields) as Record<string, fc.Arbitrary<unknown>>;
  return fc.record(model, { requiredKeys: required.filter((name) => name in properties) });
}

function fittingString({ pattern, minLength = 0, maxLength = 40 }: JsonSchema): fc.Arbitrary<string> {
  if (pattern === undefined) return fc.string({ minLength, maxLength: Math.min(maxLength, 40) });
  return fc
    .stringMatching(new RegExp(pattern, 'u'))
    .filter((text) => text.length >= minLength && text.length <= maxLength);
}

/** Paths in `value` that the schema does not describe, or that are of another type than it says. */
export function undescribed(
  value: unknown,
  schema: JsonSchema,
  resolve: ResolveRef,
  path = '$',
): readonly string[] {
  if (schema.$ref !== undefined) return undescribed(value, resolve(schema.$ref), resolve, path);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) {
    const found = choices.map((choice) => undescribed(value, choice, resolve, path));
    return found.find((problems) => problems.length === 0) ?? found[0] ?? [];
  }
  if ('const' in schema) return value === schema.const ? [] : [path];
  if (schema.enum) return schema.enum.includes(value) ? [] : [path];
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? []);
  if (types.length > 0 && !types.some((type) => isOfType(value, type))) return [path];
  if (Array.isArray(value)) {
    return value.flatMap((item, n) => undescribed(item, schema.items ?? {}, resolve, `${path}[${n}]`));
  }
  if (typeof value !== 'object' || value === null || schema.properties === undefined) return [];
  const { properties, required = [], additionalProperties } = schema;
  const missing = required.filter((name) => !(name in value)).map((name) => `${path}.${name} is missing`);
  const wrong = Object.entries(value).flatMap(([name, field]) => {
    const described = properties[name];
    if (described) return undescribed(field, described, resolve, `${path}.${name}`);
    return typeof additionalProperties === 'object' ? [] : [`${path}.${name}`];
  });
  return [...missing, ...wrong];
}

function isOfType(value: unknown, type: string): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return typeof value === type;
}
