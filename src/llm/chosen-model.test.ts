import { expect, test } from 'vitest';

import { describeModel } from './chosen-model.ts';
import { MODELS } from './models.ts';
import { localModel, pinnedModel } from './testing/pinned-model.ts';

test('the cost is told with the tier, the price and the end', () => {
  expect(describeModel(pinnedModel('openai-gpt-4o-mini'))).toBe(
    'openai-gpt-4o-mini: CHEAP, $0.150 in and $0.600 out per million tokens; ends on 2027-01-14',
  );
  expect(describeModel(pinnedModel())).toBe(
    'openrouter-dolphin-free: FREE, $0 in and $0 out per million tokens',
  );
  expect(describeModel(localModel('qwen', 'http://localhost:1/v1'))).toBe(
    'qwen: FREE, $0 in and $0 out per million tokens, on a server of your own',
  );
});

test('every model of the registry has a name of its own, and none is dear', () => {
  expect(new Set(MODELS.map((model) => model.alias)).size).toBe(MODELS.length);
  for (const { alias } of MODELS) expect([alias, pinnedModel(alias).tier]).not.toContain('EXPENSIVE');
});

test('no router stands in the registry, and a price of nought on OpenRouter means a :free model', () => {
  for (const { provider, modelId, pricing } of MODELS) {
    expect(modelId).not.toMatch(/^openrouter\/|:online$|claude/u);
    if (provider !== 'openrouter') continue;
    expect([modelId, modelId.endsWith(':free')]).toEqual([modelId, pricing.outputUsdPerMillion === 0]);
  }
});
