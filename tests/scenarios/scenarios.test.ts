import { afterAll, beforeAll, describe, test } from 'vitest';
import { openStage } from '../support/stage.ts';
import { createUnderstandingListener } from './listener.ts';
import { playScenario, type ScenarioParts } from './play-scenario.ts';
import { readScenarios } from './scenario.ts';
import { createScriptedModel } from './scripted-model.ts';

const SCENARIOS = readScenarios();
/** Mostly people talking in real time; the rest is patience with a busy machine. */
const TIMEOUT_MS = 150_000;

describe.concurrent('people talk with the bot', () => {
  let parts: ScenarioParts;
  beforeAll(async () => {
    const model = createScriptedModel();
    const stage = await openStage({ reply: model.reply, environment: { ADDRESSING: 'adaptive' } });
    parts = { stage, model, listener: await createUnderstandingListener() };
  });
  afterAll(async () => {
    await parts.listener[Symbol.asyncDispose]();
    await parts.stage[Symbol.asyncDispose]();
  });

  for (const { file, scenario } of SCENARIOS) {
    test(`${file}: ${scenario.title}`, { timeout: TIMEOUT_MS }, async ({ expect }) => {
      await expect(playScenario(parts, scenario)).resolves.toBeUndefined();
    });
  }
});

test('there are scenarios', ({ expect }) => {
  expect(SCENARIOS.length).toBeGreaterThanOrEqual(15);
});
