import type { IncomingMessage } from 'node:http';
import { contentTypeOf } from '../content-type.ts';
import { isWireObject, type Json, type WireObject } from '../wire.ts';
import type { UploadedFile } from '../world/command-call.ts';
import { ApiError, invalidForm } from './api-error.ts';

/** More than Discord takes in one request. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** A request, read completely. */
export interface RestRequest {
  readonly method: string;
  /** Path below `/api/vN`, decoded piece by piece. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The JSON body: an object, a list, or `undefined` when there is none. */
  readonly json: unknown;
  /** Files of a multipart body by the number in their field's name. */
  readonly files: ReadonlyMap<number, UploadedFile>;
}

/** What is answered. `undefined` as body means 204. */
export interface RestReply {
  readonly status: number;
  readonly body?: Json;
  readonly bytes?: { readonly contentType: string; readonly data: Uint8Array };
  readonly headers?: Readonly<Record<string, string>>;
}

/** The JSON body as an object. @throws ApiError 50035. */
export function bodyObject(request: RestRequest): WireObject {
  if (request.json === undefined) return {};
  if (!isWireObject(request.json)) throw invalidForm('_', 'Only dictionaries may be used.');
  return request.json;
}

/** The JSON body as a list. @throws ApiError 50035. */
export function bodyList(request: RestRequest): readonly unknown[] {
  if (!Array.isArray(request.json)) throw invalidForm('_', 'Only lists may be used.');
  return request.json;
}

/** Reads a request to its end. @throws ApiError 413 or 400. */
export async function readRequest(incoming: IncomingMessage, url: URL): Promise<RestRequest> {
  const body = await readBody(incoming);
  const path = url.pathname
    .replace(/^\/api(?:\/v\d+)?/, '')
    .split('/')
    .filter((piece) => piece !== '')
    .map(decodePiece);
  const base = { method: incoming.method ?? 'GET', path, query: url.searchParams, headers: incoming.headers };
  const contentType = incoming.headers['content-type'] ?? '';
  if (body.byteLength === 0) return { ...base, json: undefined, files: new Map() };
  if (contentType.startsWith('multipart/form-data')) {
    return { ...base, ...(await readMultipart(body, contentType)) };
  }
  return { ...base, json: parseJson(body.toString('utf8')), files: new Map() };
}

function decodePiece(piece: string): string {
  try {
    return decodeURIComponent(piece);
  } catch {
    // A piece that is no valid escape is a path that does not exist.
    throw new ApiError(404, 0, '404: Not Found');
  }
}

async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of incoming as AsyncIterable<Buffer>) {
    bytes += piece.byteLength;
    if (bytes > MAX_BODY_BYTES) throw new ApiError(413, 40_005, 'Request entity too large');
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Discord words it so, whatever the parser found.
    throw new ApiError(400, 50_109, 'The request body contains invalid JSON.');
  }
}

async function readMultipart(
  body: Buffer,
  contentType: string,
): Promise<Pick<RestRequest, 'json' | 'files'>> {
  const form = await new Response(new Uint8Array(body), {
    headers: { 'content-type': contentType },
  }).formData();
  const files = new Map<number, UploadedFile>();
  let json: unknown;
  for (const [field, value] of form) {
    if (typeof value === 'string') {
      if (field === 'payload_json') json = parseJson(value);
      continue;
    }
    const index = Number(/^files\[(\d+)\]$/.exec(field)?.[1] ?? files.size);
    const bytes = new Uint8Array(await value.arrayBuffer());
    const fileType = contentTypeOf(value.name) ?? (value.type || 'application/octet-stream');
    files.set(index, { name: value.name, contentType: fileType, bytes });
  }
  return { json, files };
}
