import { startChatServer, speakText, type ChatServer } from '#loopback';
import { encodeWav } from '#audio';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeTokenIn } from '../support/api-stage.ts';
import { startBackend, type Backend } from '../support/backend.ts';

let folder: string;
let chat: ChatServer;
let backend: Backend;
let token: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aichat-backend-'));
  chat = await startChatServer({ reply: 'Hello there, Ada.', timeToFirstTokenMs: 5, tokensPerSecond: 500 });
  backend = await startBackend(folder, chat);
  token = makeTokenIn(folder);
});
afterAll(async () => {
  await backend.process.stop();
  await chat.close();
  rmSync(folder, { recursive: true, force: true });
});

type Asked = Omit<RequestInit, 'headers'> & { readonly headers?: Readonly<Record<string, string>> };

const ask = (path: string, init: Asked = {}): Promise<Response> =>
  fetch(`${backend.url}${path}`, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } });
const post = (path: string, body: unknown): Promise<Response> =>
  ask(path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });

test('the persona answers in writing, whole and piece by piece', async () => {
  const whole = await post('/api/chat', { text: 'Hello!', name: 'Ada', persona: 'Mira' });
  expect(await whole.json()).toEqual({
    reply: 'Hello there, Ada.',
    persona: 'Mira',
    model: 'loopback-scripted',
  });

  const streamed = await post('/api/chat', { text: 'Hello!', stream: true });
  const text = await streamed.text();
  expect(streamed.headers.get('content-type')).toContain('text/event-stream');
  expect(text.match(/^event: text$/gmu)?.length).toBeGreaterThan(1);
  expect(text).toMatch(/event: done\ndata: \{"reply":"Hello there, Ada\."/u);
});

test('a persona that nobody knows is a problem and no answer', async () => {
  const unknown = await post('/api/chat', { text: 'Hello!', persona: 'Nobody' });
  expect([unknown.status, ((await unknown.json()) as { code: string }).code]).toEqual([
    404,
    'PERSONA_UNKNOWN',
  ]);
});

test('what is spoken can be written down again', async () => {
  const ogg = await post('/api/voice/synthesise', { text: 'Hello, how are you today?' });
  expect(ogg.headers.get('content-type')).toBe('audio/ogg');
  expect(
    Buffer.from(await ogg.arrayBuffer())
      .subarray(0, 4)
      .toString('latin1'),
  ).toBe('OggS');
  const wav = await post('/api/voice/synthesise', { text: 'Hello, how are you today?', format: 'wav' });
  expect(
    Buffer.from(await wav.arrayBuffer())
      .subarray(0, 4)
      .toString('latin1'),
  ).toBe('RIFF');

  const form = new FormData();
  const sound = encodeWav(await speakText('Hello, Mira. How are you today?'), 48_000);
  form.set('file', new Blob([new Uint8Array(sound)]), 'hello.wav');
  const transcribed = await ask('/api/voice/transcribe', { method: 'POST', body: form });
  const transcript = (await transcribed.json()) as { text: string; durationMs: number };
  // How well the small recogniser hears is judged elsewhere.
  expect(transcript.text).toContain('you');
  expect(transcript.durationMs).toBeGreaterThan(1000);
});

test('what happened can be asked for, and a wrong question says what is wrong', async () => {
  const page = (await (await ask('/api/logs?q=type:http.listening')).json()) as { events: unknown[] };
  expect(page.events).toEqual([expect.objectContaining({ type: 'http.listening' })]);
  const stats = (await (await ask('/api/logs/stats')).json()) as { total: number };
  expect(stats.total).toBeGreaterThan(0);
  const wrong = await ask('/api/logs?q=nonsense:yes');
  expect([wrong.status, ((await wrong.json()) as { code: string }).code]).toEqual([400, 'LOG_QUERY_INVALID']);
});

test('the state of the process is told without secrets', async () => {
  expect(await (await ask('/api/system/ready')).json()).toMatchObject({ isReady: true });
  expect(await (await ask('/api/system')).json()).toMatchObject({
    node: process.version,
    journal: { dropped: 0 },
  });
  const { settings } = (await (await ask('/api/system/settings')).json()) as {
    settings: { name: string; value?: string }[];
  };
  const values = new Map(settings.map(({ name, value }) => [name, value]));
  expect(values.get('DATA_FOLDER')).toBe(folder);
  expect(values.has('DISCORD_TOKEN')).toBe(true);
  expect(values.get('DISCORD_TOKEN')).toBeUndefined();
  const metrics = await (await ask('/metrics')).text();
  expect(metrics).toMatch(/^aichat_events_total\{type="http\.listening",severity="info"\} 1$/mu);
});

test('models, voices and personas are listed, and a card goes in and out', async () => {
  const { languageModels } = (await (await ask('/api/models')).json()) as {
    languageModels: { isDefault: boolean }[];
  };
  expect(languageModels.some(({ isDefault }) => isDefault)).toBe(true);
  expect((await ask('/api/voice/voices')).status).toBe(200);
  const card = { spec: 'chara_card_v2', spec_version: '2.0', data: { name: 'Otto', description: 'An owl.' } };
  const made = await post('/api/personas', card);
  const { id } = (await made.json()) as { id: string };
  expect(made.status).toBe(201);
  expect(await (await ask(`/api/personas/${id}/card?version=v2`)).json()).toMatchObject(card);
  expect(await (await post('/api/chat', { text: 'Hi', persona: 'otto' })).json()).toMatchObject({
    persona: 'Otto',
  });
  expect((await ask(`/api/personas/${id}`, { method: 'DELETE' })).status).toBe(204);
  expect((await ask(`/api/personas/${id}`)).status).toBe(404);
});
