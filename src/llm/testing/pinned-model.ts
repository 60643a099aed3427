import type { ChosenModel } from '../chosen-model.ts';
import { createModelRegistry } from '../model-registry.ts';
import { DEFAULT_ALIAS, PROVIDERS, type ProviderName } from '../models.ts';
import { providerEndpoints } from '../provider-endpoint.ts';

/** A key for every provider. */
export const ALL_KEYS = {
  openRouterKey: 'sk-or-v1-0123456789abcdef',
  openAiKey: 'sk-proj-0123456789abcdef',
  groqKey: 'gsk_0123456789abcdef',
  togetherKey: 'tgp_0123456789abcdef',
} as const;

/** A model of the registry as this program knows it, without any provider having been asked. */
export function pinnedModel(alias: string = DEFAULT_ALIAS, baseUrl?: string): ChosenModel {
  const urls = Object.keys(PROVIDERS).map((provider) => [provider, baseUrl]);
  const settings = {
    ...ALL_KEYS,
    ...(baseUrl && { providerUrls: Object.fromEntries(urls) as Record<ProviderName, string> }),
  };
  return modelNamed(alias, settings);
}

/** A model of a server of one's own. */
export const localModel = (modelId: string, baseUrl: string): ChosenModel => modelNamed(modelId, { baseUrl });

function modelNamed(name: string, settings: Parameters<typeof providerEndpoints>[0]): ChosenModel {
  const endpoints = providerEndpoints(settings);
  const registry = createModelRegistry({
    endpoints,
    catalogues: new Map(),
    allowExpensive: false,
    dataPolicy: 'zdr',
    today: '2026-11-22',
  });
  const found = registry.find(name);
  if (!found) throw new Error(`No model is called ${name}.`);
  return found.model;
}
