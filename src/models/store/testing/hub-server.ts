import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One thing that goes wrong with one answer. */
export type HubFault =
  /** The connection breaks after so many bytes of the body. */
  | { readonly kind: 'break'; readonly afterBytes: number }
  /** The body ends, cleanly and without an announced length, after so many bytes. */
  | { readonly kind: 'end'; readonly afterBytes: number }
  /** Nothing more comes after so many bytes; -1: not even the headers. */
  | { readonly kind: 'stall'; readonly afterBytes: number }
  /** One bit is wrong. */
  | { readonly kind: 'corrupt' }
  /** More comes than was announced. */
  | { readonly kind: 'longer' }
  | { readonly kind: 'status'; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  /** Ranges are ignored: the whole file comes, with 200. */
  | { readonly kind: 'whole' }
  /** The answer has no validator, and breaks after so many bytes. */
  | { readonly kind: 'break-unvalidated'; readonly afterBytes: number }
  /** The range that comes is not the one that was asked for. */
  | { readonly kind: 'other-range' }
  | { readonly kind: 'redirect'; readonly to: string }
  /** The body comes in pieces of so many bytes with a pause between them. */
  | { readonly kind: 'slow'; readonly pieceBytes: number; readonly pauseMs: number }
  | { readonly kind: 'text'; readonly text: string };

/** A repository that the hub has. */
export interface HubRepository {
  /** By path. */
  readonly files: Readonly<Record<string, Uint8Array>>;
  readonly commit?: string;
  readonly licence?: string;
}

/** What was asked of the hub. */
export interface SeenRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** Status of the answer; 0 while there is none. */
  readonly status: number;
}

/** A small Hugging Face on this machine: its API, its files, its redirects to where large files lie. */
export interface TestHub extends AsyncDisposable {
  readonly url: string;
  readonly requests: readonly SeenRequest[];
  /** The requests whose path ends so. */
  seen(ending: string): readonly SeenRequest[];
  /** The next answer for a path that ends so has this fault; several wait in line. */
  fail(ending: string, ...faults: readonly HubFault[]): void;
  /** Changes what a repository holds. */
  put(name: string, repository: HubRepository): void;
}

export const COMMIT = 'c0ffee'.padEnd(40, '0');
/** At least so many entries are on a page of a list, as the hub pages its lists, too. */
const PAGE_SIZE = 4;

/** Less than a test's patience with a source that stalls. */
const BREAK_AFTER_MS = 200;

/** @param largeFilesAt - base of another hub that holds the large files, as a CDN does. */
export async function startTestHub(
  repositories: Readonly<Record<string, HubRepository>>,
  { largeFilesAt }: { readonly largeFilesAt?: string } = {},
): Promise<TestHub> {
  const held = new Map(Object.entries(repositories));
  const requests: SeenRequest[] = [];
  const faults: { readonly ending: string; readonly fault: HubFault }[] = [];
  const takeFault = (path: string): HubFault | undefined => {
    const index = faults.findIndex(({ ending }) => path.endsWith(ending));
    return index < 0 ? undefined : faults.splice(index, 1)[0]?.fault;
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://hub');
    const path = decodeURIComponent(url.pathname);
    requests.push({
      path,
      headers: request.headers,
      // Whoever was answered may look before the connection is done with the answer.
      get status() {
        return response.headersSent ? response.statusCode : 0;
      },
    });
    answer({ held, request, response, url, path, fault: takeFault(path), largeFilesAt }).catch(
      (error: unknown) => response.destroy(error as Error),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    seen: (ending) => requests.filter(({ path }) => path.endsWith(ending)),
    fail: (ending, ...list) => faults.push(...list.map((fault) => ({ ending, fault }))),
    put: (name, repository) => held.set(name, repository),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

interface Exchange {
  readonly held: ReadonlyMap<string, HubRepository>;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly path: string;
  readonly fault: HubFault | undefined;
  readonly largeFilesAt: string | undefined;
}

async function answer(exchange: Exchange): Promise<void> {
  const { held, response, path, fault, url, largeFilesAt } = exchange;
  if (fault?.kind === 'status') return void response.writeHead(fault.status, fault.headers).end('no');
  if (fault?.kind === 'redirect') return void response.writeHead(302, { Location: fault.to }).end();
  if (fault?.kind === 'text') {
    return void response.writeHead(200, { 'Content-Length': Buffer.byteLength(fault.text) }).end(fault.text);
  }
  const [, api, owner = '', name = '', verb, rest = ''] =
    /^\/(api\/models\/)?([^/]+)\/([^/]+)\/(revision|tree|resolve|large)\/?(.*)$/u.exec(path) ?? [];
  const repository = held.get(`${owner}/${name}`);
  if (repository === undefined) {
    return void response.writeHead(401, { 'X-Error-Code': 'RepoNotFound' }).end();
  }
  const commit = repository.commit ?? COMMIT;
  if (api !== undefined && verb === 'revision') {
    return json(response, { sha: commit, cardData: { license: repository.licence } });
  }
  if (api !== undefined && verb === 'tree') {
    return sendTree(response, repository, url, rest.split('/').slice(1).join('/'));
  }
  const [revision, ...names] = rest.split('/');
  const bytes = repository.files[names.join('/')];
  if (bytes === undefined || ![commit, 'main'].includes(revision ?? '')) {
    return void response.writeHead(404, { 'X-Error-Code': 'EntryNotFound' }).end();
  }
  if (verb === 'resolve' && isLarge(path)) {
    const to = `${largeFilesAt ?? ''}/${owner}/${name}/large/${commit}/${names.map(encodeURIComponent).join('/')}`;
    const linked = { 'X-Linked-Etag': `"${sha256(bytes)}"`, 'X-Linked-Size': String(bytes.byteLength) };
    return void response.writeHead(302, { Location: to, 'X-Repo-Commit': commit, ...linked }).end();
  }
  await sendFile(exchange, Buffer.from(bytes), commit);
}

async function sendFile(exchange: Exchange, bytes: Buffer, commit: string): Promise<void> {
  const { request, response, fault } = exchange;
  if (fault?.kind === 'stall' && fault.afterBytes < 0) return;
  const etag = `"${gitId(bytes)}"`;
  if (request.headers['if-none-match'] === etag) {
    return void response.writeHead(304, { ETag: etag, 'X-Repo-Commit': commit }).end();
  }
  const asked = /^bytes=(\d+)-$/u.exec(request.headers.range ?? '')?.[1];
  const ifRange = request.headers['if-range'];
  const resumes =
    asked !== undefined && fault?.kind !== 'whole' && (ifRange === undefined || ifRange === etag);
  const start = resumes ? Number(asked) - (fault?.kind === 'other-range' ? 1 : 0) : 0;
  if (start > bytes.length) return void response.writeHead(416).end();
  const body = Buffer.from(bytes.subarray(start));
  if (fault?.kind === 'corrupt') body[body.length - 1] = (body.at(-1) ?? 0) ^ 1;
  const announces = fault?.kind !== 'end' && fault?.kind !== 'longer';
  response.writeHead(resumes ? 206 : 200, {
    ...(fault?.kind !== 'break-unvalidated' && { ETag: etag }),
    'X-Repo-Commit': commit,
    ...(announces && { 'Content-Length': body.length }),
    ...(resumes && { 'Content-Range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` }),
  });
  if (fault?.kind === 'slow') return drip(response, body, fault);
  if (fault?.kind === 'longer') return void response.end(Buffer.concat([body, body]));
  if (fault === undefined || !('afterBytes' in fault)) return void response.end(body);
  response.write(body.subarray(0, fault.afterBytes));
  // What was written before a break must have been taken, or nothing of it arrives.
  await new Promise((resolve) => setTimeout(resolve, BREAK_AFTER_MS));
  if (fault.kind === 'break' || fault.kind === 'break-unvalidated') response.destroy();
  if (fault.kind === 'end') response.end();
}

async function drip(
  response: ServerResponse,
  body: Buffer,
  { pieceBytes, pauseMs }: { readonly pieceBytes: number; readonly pauseMs: number },
): Promise<void> {
  for (let at = 0; at < body.length && !response.destroyed; at += pieceBytes) {
    response.write(body.subarray(at, at + pieceBytes));
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  response.end();
}

function sendTree(response: ServerResponse, { files }: HubRepository, url: URL, folder: string): void {
  const cursor = Number(url.searchParams.get('cursor') ?? 0);
  const all = Object.entries(files)
    .filter(([path]) => folder === '' || path.startsWith(`${folder}/`))
    .map(([path, bytes]) => ({
      type: 'file',
      path,
      size: bytes.byteLength,
      oid: gitId(bytes),
      ...(isLarge(path) && { lfs: { oid: sha256(bytes), size: bytes.byteLength, pointerSize: 130 } }),
    }));
  const entries = [{ type: 'directory', path: 'onnx', size: 0, oid: '0'.repeat(40) }, ...all];
  if (cursor + PAGE_SIZE < entries.length) {
    // The hub's own address, also when a mirror answers.
    url.searchParams.set('cursor', String(cursor + PAGE_SIZE));
    response.setHeader('Link', `<https://huggingface.co${url.pathname}${url.search}>; rel="next"`);
  }
  json(response, entries.slice(cursor, cursor + PAGE_SIZE));
}

function json(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
}

function isLarge(path: string): boolean {
  return /\.(?:onnx|onnx_data|mp3)$/u.test(path);
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export function gitId(bytes: Uint8Array): string {
  return createHash('sha1').update(`blob ${bytes.byteLength}\0`).update(bytes).digest('hex');
}
