import { Validator } from '@seriousme/openapi-schema-validator';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openApiStage, type ApiStage } from '../support/api-stage.ts';
import { fitting, undescribed, type JsonSchema, type ResolveRef } from './json-schema.ts';

interface Content {
  readonly [mediaType: string]: { readonly schema?: JsonSchema };
}
interface Operation {
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: 'path' | 'query' | 'header';
    readonly required?: boolean;
    readonly schema: JsonSchema;
  }[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}
interface ApiDocument {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}
interface Call {
  readonly path: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/** More would meet the rate limit. */
const CALLS_EACH = 10;

let stage: ApiStage;
let document: ApiDocument;

beforeAll(async () => {
  stage = await openApiStage();
  document = (await (await stage.ask('/docs/json')).json()) as ApiDocument;
});
afterAll(() => stage[Symbol.asyncDispose]());

const resolve: ResolveRef = (ref) => document.components.schemas[ref.split('/').at(-1) ?? ''] ?? {};

function operations(): readonly { method: string; path: string; operation: Operation }[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
}

/** Makes an operation's call; what streams without end is left after its head. */
async function make(method: string, path: string, operation: Operation, call: Call): Promise<Response> {
  const filled = path.replaceAll(/\{(\w+)\}/gu, (_whole, name: string) =>
    encodeURIComponent(String(call.path[name])),
  );
  const query = new URLSearchParams(
    Object.entries(call.query).map(([name, value]) => [name, String(value)] as [string, string]),
  );
  const address = `${filled}?${query.toString()}`;
  const types = Object.keys(operation.requestBody?.content ?? {});
  if (types.length === 0) return stage.ask(address, { method });
  if (types.includes('multipart/form-data')) {
    const form = new FormData();
    form.set('file', new Blob([JSON.stringify(call.body) ?? '']), 'sound.wav');
    return stage.ask(address, { method, body: form });
  }
  return stage.send(method, address, call.body);
}

/** What is wrong with an answer, by the document. */
async function judge(response: Response, operation: Operation): Promise<readonly string[]> {
  const { status } = response;
  const type = (response.headers.get('content-type') ?? '').split(';', 1)[0] ?? '';
  if (!type.includes('json')) {
    await response.body?.cancel();
    return status < 500 ? [] : [`status ${status}`];
  }
  const body: unknown = await response.json();
  const described = operation.responses[String(status)]?.content?.[type]?.schema;
  return [
    ...(status < 500 ? [] : [`status ${status}: ${JSON.stringify(body)}`]),
    ...(described === undefined
      ? [`${status} ${type} is not described`]
      : undescribed(body, described, resolve)),
  ];
}

function callsOf(operation: Operation, isValid: boolean): fc.Arbitrary<Call> {
  const parametersIn = (place: string): fc.Arbitrary<Record<string, unknown>> => {
    const parameters = (operation.parameters ?? []).filter((parameter) => parameter.in === place);
    const fields = parameters.map(({ name, schema }) => [
      name,
      isValid ? fitting(schema, resolve) : fc.string({ minLength: 1, maxLength: 60 }),
    ]);
    const required = parameters.filter((parameter) => parameter.required === true || place === 'path');
    return fc.record(Object.fromEntries(fields) as Record<string, fc.Arbitrary<unknown>>, {
      requiredKeys: isValid ? required.map(({ name }) => name) : parameters.map(({ name }) => name),
    });
  };
  const schema = operation.requestBody?.content['application/json']?.schema;
  const body = isValid && schema ? fitting(schema, resolve) : fc.jsonValue();
  return fc.record({ path: parametersIn('path'), query: parametersIn('query'), body });
}

test('the document is valid OpenAPI 3.1 and describes every route', async () => {
  const result = await new Validator().validate(structuredClone(document) as never);
  expect(result).toMatchObject({ valid: true });
  expect(document.openapi).toBe('3.1.0');
  expect(operations().length).toBeGreaterThan(25);
});

test.for([
  ['with what the document allows', true],
  ['with whatever there is', false],
] as const)(
  'every operation, called %s, answers as the document says and never fails',
  { timeout: 300_000 },
  async ([, isValid]) => {
    const wrong: string[] = [];
    for (const { method, path, operation } of operations()) {
      const sampled = fc.sample(callsOf(operation, isValid), { numRuns: CALLS_EACH, seed: 7 });
      for (const call of sampled) {
        const problems = await judge(await make(method, path, operation, call), operation);
        if (problems.length > 0)
          wrong.push(`${method} ${path} ${JSON.stringify(call)}: ${problems.join(', ')}`);
      }
    }
    expect(wrong).toEqual([]);
  },
);
