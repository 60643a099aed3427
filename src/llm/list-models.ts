import { fetchCatalogues } from './catalogue/fetch-catalogue.ts';
import type { LanguageModelSettings } from './language-models.ts';
import { createModelRegistry, type ListedModel } from './model-registry.ts';
import { providerEndpoints } from './provider-endpoint.ts';

/**
 * Every model that can be named with the present keys, whether or not one of them can be used. Of a provider
 * that cannot be asked, each model says so.
 *
 * @throws AppError `CONFIG_INVALID` for an LLM_BASE_URL that is no address; the reason of `signal`.
 */
export async function listModels(
  settings: LanguageModelSettings,
  signal: AbortSignal,
): Promise<readonly ListedModel[]> {
  const { allowExpensive = false, dataPolicy = 'zdr' } = settings;
  const endpoints = providerEndpoints(settings);
  const catalogues = await fetchCatalogues(endpoints, signal);
  const today = new Date().toISOString().slice(0, 10);
  return createModelRegistry({ endpoints, catalogues, allowExpensive, dataPolicy, today }).list();
}
