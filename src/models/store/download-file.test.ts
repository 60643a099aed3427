import { createHash } from 'node:crypto';
import { readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Digest } from './digest.ts';
import { downloadFile, type DownloadOptions, type RemoteFile } from './download-file.ts';
import { DEFAULT_PATIENCE } from './patience.ts';
import {
  COMMIT,
  gitId,
  sha256,
  startTestHub,
  type HubFault,
  type HubRepository,
} from './testing/hub-server.ts';
import { bytesOf, QUICK, temporaryFolder } from './testing/small-hub.ts';

const CONTENT = bytesOf(7, 200_000);
const NAME = 'model.bin';
const repository = (content: Uint8Array): HubRepository => ({ files: { [NAME]: content } });

/** A hub with one file, and what a test needs to download it. */
async function setUp(content: Uint8Array = CONTENT) {
  const stack = new AsyncDisposableStack();
  const hub = stack.use(await startTestHub({ 'some/model': repository(content) }));
  const folder = stack.use(await temporaryFolder());
  const target = join(folder.path, 'sub', NAME);
  const file: RemoteFile = {
    url: `${hub.url}/some/model/resolve/${COMMIT}/${NAME}`,
    sizeBytes: CONTENT.length,
    digest: { algorithm: 'sha256', hex: sha256(CONTENT) },
  };
  const received: number[] = [];
  const retries: string[] = [];
  const options: DownloadOptions = {
    hub: { baseUrl: hub.url },
    patience: { ...DEFAULT_PATIENCE, ...QUICK },
    signal: new AbortController().signal,
    onReceived: (bytes) => received.push(bytes),
    onRetry: ({ code, message }) => retries.push(`${code}: ${message}`),
  };
  return {
    hub,
    folder: folder.path,
    target,
    file,
    options,
    received,
    retries,
    download: (changes: Partial<DownloadOptions> = {}) =>
      downloadFile(file, target, { ...options, ...changes }),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

test('a file arrives whole, under its name, with nothing beside it', async () => {
  await using it = await setUp();
  expect(await it.download()).toBe(sha256(CONTENT));
  expect(await readFile(it.target)).toEqual(CONTENT);
  expect(await exists(`${it.target}.part`)).toBe(false);
  expect(await exists(`${it.target}.part.json`)).toBe(false);
  expect(it.received.at(-1)).toBe(CONTENT.length);
});

test.each<{ algorithm: Digest['algorithm']; hex: string }>([
  { algorithm: 'sha256', hex: sha256(CONTENT) },
  { algorithm: 'git-sha1', hex: gitId(CONTENT) },
  { algorithm: 'md5', hex: createHash('md5').update(CONTENT).digest('hex') },
])('a digest in $algorithm is checked, and the sha256 told', async (digest) => {
  await using it = await setUp();
  expect(await downloadFile({ ...it.file, digest }, it.target, it.options)).toBe(sha256(CONTENT));
  const wrong = { ...it.file, digest: { ...digest, hex: digest.hex.replace(/^./u, 'x') } };
  await expect(downloadFile(wrong, `${it.target}.wrong`, it.options)).rejects.toMatchObject({
    code: 'MODEL_DOWNLOAD_CORRUPT',
  });
  expect(await exists(`${it.target}.wrong`)).toBe(false);
});

test.each<{ name: string; fault: HubFault }>([
  { name: 'breaks', fault: { kind: 'break', afterBytes: 80_000 } },
  { name: 'ends too early, as if it were complete', fault: { kind: 'end', afterBytes: 80_000 } },
  { name: 'stalls', fault: { kind: 'stall', afterBytes: 80_000 } },
])('a download that $name goes on where it was', async ({ fault }) => {
  await using it = await setUp();
  it.hub.fail(NAME, fault);
  expect(await it.download()).toBe(sha256(CONTENT));
  expect(await readFile(it.target)).toEqual(CONTENT);
  const [, second] = it.hub.requests;
  expect(second).toMatchObject({ status: 206, headers: { range: 'bytes=80000-' } });
  expect(second?.headers['if-range']).toMatch(/^"/u);
  expect(it.retries).toHaveLength(1);
});

test('a later process goes on where an earlier one was stopped', async () => {
  await using it = await setUp();
  it.hub.fail(NAME, { kind: 'slow', pieceBytes: 40_000, pauseMs: 30 });
  const stopping = new AbortController();
  const reason = new Error('Ctrl-C');
  const stopped = it.download({
    signal: stopping.signal,
    onReceived: (bytes) => bytes >= 80_000 && stopping.abort(reason),
  });
  await expect(stopped).rejects.toBe(reason);
  const { size } = await stat(`${it.target}.part`);
  expect(size).toBeGreaterThanOrEqual(80_000);
  expect(size).toBeLessThan(CONTENT.length);

  expect(await it.download()).toBe(sha256(CONTENT));
  expect(it.hub.requests.at(-1)?.headers.range).toBe(`bytes=${size}-`);
});

test('a source that ignores ranges sends the whole file again, and it is right', async () => {
  await using it = await setUp();
  it.hub.fail(NAME, { kind: 'break', afterBytes: 80_000 }, { kind: 'whole' });
  expect(await it.download()).toBe(sha256(CONTENT));
  expect(it.hub.requests.map(({ status }) => status)).toEqual([200, 200]);
  expect(await readFile(it.target)).toEqual(CONTENT);
});

test('a part of a file that the source has changed since is not continued', async () => {
  await using it = await setUp(bytesOf(8, 200_000));
  it.hub.fail(NAME, { kind: 'break', afterBytes: 80_000 });
  const begun = it.download({ onRetry: () => it.hub.put('some/model', repository(CONTENT)) });
  expect(await begun).toBe(sha256(CONTENT));
  // Asked for the rest if unchanged; the answer was the whole new file.
  expect(it.hub.requests.at(-1)).toMatchObject({ status: 200, headers: { range: 'bytes=80000-' } });
});

test('a range that was not asked for is thrown away', async () => {
  await using it = await setUp();
  it.hub.fail(NAME, { kind: 'break', afterBytes: 80_000 }, { kind: 'other-range' });
  expect(await it.download()).toBe(sha256(CONTENT));
  expect(it.retries[1]).toContain('MODEL_DOWNLOAD_CORRUPT');
});

test('a source without validators is asked for the rest, and the digest tells whether it fits', async () => {
  await using it = await setUp();
  it.hub.fail(NAME, { kind: 'break-unvalidated', afterBytes: 80_000 });
  expect(await it.download()).toBe(sha256(CONTENT));
  expect(it.hub.requests.at(-1)).toMatchObject({ status: 206, headers: { range: 'bytes=80000-' } });

  await using changed = await setUp(bytesOf(8, 200_000));
  changed.hub.fail(NAME, { kind: 'break-unvalidated', afterBytes: 80_000 });
  const begun = changed.download({ onRetry: () => changed.hub.put('some/model', repository(CONTENT)) });
  expect(await begun).toBe(sha256(CONTENT));
  expect(changed.hub.requests.map(({ status }) => status)).toEqual([200, 206, 200]);
});

test('a part without a note of where it is from is not trusted', async () => {
  await using it = await setUp();
  it.hub.fail(NAME, { kind: 'break', afterBytes: 80_000 });
  await expect(it.download({ patience: { ...it.options.patience, attempts: 1 } })).rejects.toMatchObject({
    code: 'MODEL_DOWNLOAD_FAILED',
  });
  await writeFile(`${it.target}.part.json`, '{"digest":"sha256:ab');
  expect(await it.download()).toBe(sha256(CONTENT));
  expect(it.hub.requests.at(-1)?.headers.range).toBeUndefined();
});

test('a part of other content under the same name is not continued', async () => {
  await using it = await setUp();
  const other = bytesOf(12, 200_000);
  it.hub.fail(NAME, { kind: 'break', afterBytes: 80_000 });
  const patience = { ...it.options.patience, attempts: 1 };
  await expect(it.download({ patience })).rejects.toMatchObject({ code: 'MODEL_DOWNLOAD_FAILED' });
  it.hub.put('some/model', repository(other));
  const file = { ...it.file, digest: { algorithm: 'sha256', hex: sha256(other) } as const };
  expect(await downloadFile(file, it.target, it.options)).toBe(sha256(other));
  expect(it.hub.requests.at(-1)?.headers.range).toBeUndefined();
});

test('a wrong bit is noticed and the file fetched anew; twice is a fault of the source', async () => {
  await using it = await setUp();
  it.hub.fail(NAME, { kind: 'corrupt' });
  expect(await it.download()).toBe(sha256(CONTENT));

  await using other = await setUp();
  other.hub.fail(NAME, { kind: 'corrupt' }, { kind: 'corrupt' });
  await expect(other.download()).rejects.toMatchObject({ code: 'MODEL_DOWNLOAD_CORRUPT' });
  expect(other.hub.requests).toHaveLength(2);
  expect(await exists(other.target)).toBe(false);
  expect(await exists(`${other.target}.part`)).toBe(false);
});

test('a damaged part is found at the end, and the file fetched anew', async () => {
  await using it = await setUp();
  it.hub.fail(NAME, { kind: 'break', afterBytes: 80_000 });
  await expect(it.download({ patience: { ...it.options.patience, attempts: 1 } })).rejects.toMatchObject({
    code: 'MODEL_DOWNLOAD_FAILED',
  });
  await writeFile(`${it.target}.part`, bytesOf(9, 80_000));
  expect(await it.download()).toBe(sha256(CONTENT));
  expect(await readFile(it.target)).toEqual(CONTENT);
});

test.each<{ name: string; content: Uint8Array; fault?: HubFault }>([
  { name: 'another size', content: bytesOf(7, 199_999) },
  { name: 'an error page', content: CONTENT, fault: { kind: 'text', text: '<h1>Please log in</h1>' } },
  { name: 'more than was announced', content: CONTENT, fault: { kind: 'longer' } },
])('$name instead of the file is refused, and nothing of it stays', async ({ content, fault }) => {
  await using it = await setUp(content);
  if (fault) it.hub.fail(NAME, fault, fault);
  await expect(it.download()).rejects.toMatchObject({ code: 'MODEL_DOWNLOAD_CORRUPT' });
  expect(await exists(it.target)).toBe(false);
  expect(await exists(`${it.target}.part`)).toBe(false);
});

test('a file that has come whole but was not checked yet is not fetched again', async () => {
  await using it = await setUp();
  it.hub.fail(NAME, { kind: 'break', afterBytes: 80_000 });
  await expect(it.download({ patience: { ...it.options.patience, attempts: 1 } })).rejects.toThrow('fetch');
  await writeFile(`${it.target}.part`, CONTENT);
  expect(await it.download()).toBe(sha256(CONTENT));
  expect(it.hub.requests).toHaveLength(1);
});

test.each([
  { status: 404, headers: {}, code: 'MODEL_SOURCE_NOT_FOUND' },
  { status: 401, headers: {}, code: 'MODEL_ACCESS_DENIED' },
  { status: 401, headers: { 'X-Error-Code': 'RepoNotFound' }, code: 'MODEL_SOURCE_NOT_FOUND' },
  { status: 403, headers: { 'X-Error-Code': 'GatedRepo' }, code: 'MODEL_ACCESS_DENIED' },
  { status: 400, headers: {}, code: 'MODEL_DOWNLOAD_FAILED' },
])('HTTP $status $headers is $code at once', async ({ status, headers, code }) => {
  await using it = await setUp();
  it.hub.fail(NAME, { kind: 'status', status, headers });
  await expect(it.download()).rejects.toMatchObject({ code, context: { status } });
  expect(it.hub.requests).toHaveLength(1);
});

test('a source in trouble is asked again, a bounded number of times', async () => {
  await using it = await setUp();
  const faults: HubFault[] = [500, 502, 503, 504, 500].map((status) => ({ kind: 'status', status }));
  it.hub.fail(NAME, ...faults);
  await expect(it.download()).rejects.toMatchObject({
    code: 'MODEL_DOWNLOAD_FAILED',
    context: { status: 500 },
  });
  expect(it.hub.requests).toHaveLength(5);
});

test('the pause that a source asks for is kept', async () => {
  await using it = await setUp();
  const delays: number[] = [];
  it.hub.fail(NAME, { kind: 'status', status: 429, headers: { 'Retry-After': '1' } });
  const begunMs = performance.now();
  await it.download({ onRetry: (_error, delayMs) => delays.push(delayMs) });
  expect(delays).toEqual([1000]);
  expect(performance.now() - begunMs).toBeGreaterThan(950);
});

test('a source that asks for a pause beyond all patience is given up at once', async () => {
  await using it = await setUp();
  it.hub.fail(NAME, { kind: 'status', status: 429, headers: { 'Retry-After': '86400' } });
  await expect(it.download()).rejects.toMatchObject({ code: 'MODEL_RATE_LIMITED' });
  expect(it.hub.requests).toHaveLength(1);
});

test('a source that does not answer at all is given up with a name', async () => {
  await using it = await setUp();
  const silent: HubFault = { kind: 'stall', afterBytes: -1 };
  it.hub.fail(NAME, silent, silent);
  const patience = { ...it.options.patience, attempts: 2, responseTimeoutMs: 200 };
  await expect(it.download({ patience })).rejects.toThrow(/did not answer for 0.2 s/u);
  expect(it.retries).toHaveLength(1);
});

test('a machine that is not there is a failed download with the reason of the system', async () => {
  await using it = await setUp();
  const file = { ...it.file, url: 'http://127.0.0.1:9/some/model' };
  const patience = { ...it.options.patience, attempts: 2 };
  await expect(downloadFile(file, it.target, { ...it.options, patience })).rejects.toMatchObject({
    code: 'MODEL_DOWNLOAD_FAILED',
    message: expect.stringContaining('127.0.0.1:9'),
  });
});

test('each failure counts anew when much has come in between', async () => {
  const large = bytesOf(11, 6_000_000);
  await using it = await setUp(large);
  it.hub.fail(NAME, ...Array.from({ length: 4 }, () => ({ kind: 'break', afterBytes: 1_300_000 }) as const));
  const file = {
    ...it.file,
    sizeBytes: large.length,
    digest: { algorithm: 'sha256', hex: sha256(large) } as const,
  };
  const patience = { ...it.options.patience, attempts: 2 };
  expect(await downloadFile(file, it.target, { ...it.options, patience })).toBe(sha256(large));
  expect(it.hub.requests).toHaveLength(5);
});

test('a full disk is a named error, at once', async () => {
  await using it = await setUp();
  const target = join(it.folder, NAME);
  // The kernel's own device for this: every write to it fails with ENOSPC.
  await symlink('/dev/full', `${target}.part`);
  await expect(downloadFile(it.file, target, it.options)).rejects.toMatchObject({ code: 'MODEL_DISK_FULL' });
  expect(it.hub.requests).toHaveLength(1);
});
