import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChatFault } from '../../loopback/llm/index.ts';
import { openStage, type Stage } from '../support/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

/** Fault, code, and how often it is met: what may pass is tried once more. */
const FAULTS: readonly (readonly [ChatFault, string, number])[] = [
  ['401', 'LLM_AUTH', 1],
  ['402', 'LLM_NO_CREDIT', 1],
  ['429', 'LLM_RATE_LIMIT', 2],
  ['500', 'LLM_UPSTREAM', 2],
  ['error-body-200', 'LLM_UPSTREAM', 2],
  ['cut-stream', 'LLM_TRUNCATED', 1],
  ['empty', 'LLM_EMPTY', 2],
];

describe('a language model that fails', () => {
  test.each(FAULTS)(
    'with %s is told to the one who asked as %s, and the next sentence is heard',
    async (fault, code, times) => {
      const scene = stage.scene();
      await scene.join();
      stage.chat.fail(fault, times);
      await scene.says('Hello, Mira.');

      await expect.poll(() => scene.lounge.messages.at(-1)?.content, { timeout: 10_000 }).toContain(code);
      expect(scene.lounge.messages.at(-1)?.content).toContain(`<@${scene.ada.id}>`);
      await stage.bot.waitForLine((line) => line['event'] === 'error' && line['code'] === code, 5000);

      const ears = scene.ears();
      await scene.says('What is the weather today?');
      await ears.waitForSpeech(stage.discord.botUser.id, { timeoutMs: 10_000 });
    },
  );
});
