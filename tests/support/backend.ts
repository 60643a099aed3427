import { fileURLToPath } from 'node:url';
import { startBotProcess, type BotProcess, type ChatServer } from '#loopback';
import { ROOT, SMALL_MODELS } from '../../tools/demo/small-models.ts';

const CLI = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));
const START_DEADLINE_MS = 60_000;

/** `aichat backend` in a process of its own. */
export interface Backend {
  readonly process: BotProcess;
  readonly url: string;
}

/** Starts it on a data folder, with the small models and a scripted language model. */
export async function startBackend(
  dataFolder: string,
  chat: ChatServer,
  environment: Readonly<Record<string, string>> = {},
): Promise<Backend> {
  const backend = startBotProcess({
    nodeArguments: [CLI],
    entry: 'backend',
    cwd: ROOT,
    environment: {
      ...SMALL_MODELS,
      LLM_BASE_URL: chat.baseUrl,
      DEFAULT_LLM_MODEL: 'loopback-scripted',
      DATA_FOLDER: dataFolder,
      ...environment,
    },
  });
  const line = await backend.waitForLine(({ event }) => event === 'http.listening', START_DEADLINE_MS);
  return { process: backend, url: String(line['url']) };
}
