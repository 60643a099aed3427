import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeToken, SCOPES, type Scope } from '#http';
import { createApiTokensRepository, openDatabase } from '#store';
import { openStage, type Stage, type StageOptions } from './stage.ts';

/** Headers that a test may choose. */
type AskOptions = Omit<RequestInit, 'headers'> & { readonly headers?: Readonly<Record<string, string>> };

/** The real bot in its own process, with its HTTP API and its database files. */
export interface ApiStage extends Stage {
  readonly url: string;
  readonly dataFolder: string;
  /** Makes a token with these scopes, all when none is named. */
  token(...scopes: readonly Scope[]): string;
  /** Asks with a token of all scopes. */
  ask(path: string, options?: AskOptions): Promise<Response>;
  /** Sends JSON with a token of all scopes. */
  send(method: string, path: string, body: unknown): Promise<Response>;
}

const LISTENING_DEADLINE_MS = 30_000;

/** Starts Discord, the model and the bot, and waits until its API answers. */
export async function openApiStage(options: StageOptions = {}): Promise<ApiStage> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'aichat-api-'));
  const stage = await openStage({
    ...options,
    environment: { DATA_FOLDER: dataFolder, ...options.environment },
  });
  const line = await stage.bot.waitForLine(({ event }) => event === 'http.listening', LISTENING_DEADLINE_MS);
  const url = String(line['url']);
  const token = (...scopes: readonly Scope[]): string => makeTokenIn(dataFolder, scopes);
  const all = token();
  const ask = (path: string, asked: AskOptions = {}): Promise<Response> =>
    fetch(`${url}${path}`, { ...asked, headers: { authorization: `Bearer ${all}`, ...asked.headers } });
  return {
    ...stage,
    url,
    dataFolder,
    token,
    ask,
    send: (method, path, body) =>
      ask(path, { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    async [Symbol.asyncDispose]() {
      await stage[Symbol.asyncDispose]();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}

/** Makes a token as `aichat token create` does, beside the running bot. */
export function makeTokenIn(dataFolder: string, scopes: readonly Scope[] = []): string {
  const database = openDatabase(dataFolder, 'app');
  try {
    const { id, secretHash, token } = makeToken();
    const granted = scopes.length > 0 ? scopes : SCOPES;
    createApiTokensRepository(database).add({ id, name: 'test', secretHash, scopes: granted });
    return token;
  } finally {
    database.close();
  }
}
