import type { OpenAI } from 'openai';

import { AppError, sleep, systemClock, toAppError, withDeadline } from '#core';

import { answerFailure } from '../answer-failure.ts';
import { guardedBody } from '../guarded-body.ts';
import type { ProviderName } from '../models.ts';
import type { ProviderEndpoint } from '../provider-endpoint.ts';
import { retryWaitMs } from '../retry-wait.ts';
import { createSdk } from '../sdk.ts';
import type { Catalogue, Catalogues } from './catalogue.ts';
import { readAccount } from './read-account.ts';
import { readModels } from './read-models.ts';

const DEADLINE_MS = 10_000;
const RETRY_BUDGET_MS = 4000;
/** OpenRouter's list of several hundred models has about one and a half. */
const MAX_CATALOGUE_BYTES = 16 * 1024 * 1024;

/** One GET, tried twice at most. @throws AppError with a `LLM_*` code. */
async function getJson(
  sdk: OpenAI,
  path: string,
  endpoint: ProviderEndpoint,
  signal: AbortSignal,
): Promise<unknown> {
  const startedAtMs = systemClock.nowMs();
  for (let attempt = 1; ; attempt += 1) {
    try {
      const response = await sdk.get(path, { signal }).asResponse();
      const body = response.body && guardedBody(response.body, MAX_CATALOGUE_BYTES, signal);
      return await new Response(body).json();
    } catch (thrown) {
      signal.throwIfAborted();
      const failure = answerFailure(thrown, endpoint, endpoint.apiKey);
      const waitMs = retryWaitMs(failure, systemClock.nowMs() - startedAtMs, RETRY_BUDGET_MS);
      if (attempt > 1 || waitMs === undefined) throw failure;
      await sleep(waitMs, signal);
    }
  }
}

const noCatalogue = ({ providerTitle, provider }: ProviderEndpoint, what: string): AppError =>
  new AppError('LLM_UPSTREAM', {
    message: `${providerTitle} answered with something else when it was asked for its ${what}.`,
    context: { provider },
  });

/**
 * Asks a provider which models it offers; OpenRouter also, which of them have a host that keeps nothing,
 * and what the account may do.
 *
 * @throws AppError with a `LLM_*` code, or the reason of `signal`.
 */
export async function fetchCatalogue(endpoint: ProviderEndpoint, signal: AbortSignal): Promise<Catalogue> {
  const { provider, baseUrl, apiKey, providerTitle } = endpoint;
  const sdk = createSdk({ baseUrl, apiKey, timeoutMs: DEADLINE_MS });
  return withDeadline(
    async (within) => {
      const get = (path: string): Promise<unknown> => getJson(sdk, path, endpoint, within);
      if (provider !== 'openrouter') {
        const models = readModels(provider, await get('/models'));
        if (models === undefined) throw noCatalogue(endpoint, 'models');
        return { provider, models };
      }
      const [all, discreet, key] = await Promise.all([get('/models'), get('/models?zdr=true'), get('/key')]);
      const models = readModels(provider, all);
      const keepingNothing = readModels(provider, discreet);
      if (models === undefined || keepingNothing === undefined) throw noCatalogue(endpoint, 'models');
      const account = readAccount(key);
      if (account === undefined) throw noCatalogue(endpoint, 'account');
      const ids = new Set(keepingNothing.map(({ modelId }) => modelId));
      return {
        provider,
        models: models.map((model) => ({ ...model, keepsNothing: ids.has(model.modelId) })),
        account,
      };
    },
    {
      timeoutMs: DEADLINE_MS,
      signal,
      what: `Asking ${providerTitle} for its models`,
      timeoutCode: 'LLM_TIMED_OUT',
    },
  );
}

/** The same for several providers at once; a failure stands in the place of its catalogue. */
export async function fetchCatalogues(
  endpoints: readonly ProviderEndpoint[],
  signal: AbortSignal,
): Promise<Catalogues> {
  const told = await Promise.all(
    endpoints.map(async (endpoint): Promise<readonly [ProviderName, Catalogue | AppError]> => {
      try {
        return [endpoint.provider, await fetchCatalogue(endpoint, signal)];
      } catch (thrown) {
        signal.throwIfAborted();
        // It is kept beside the catalogues that came, and told by whoever needs this provider.
        return [endpoint.provider, toAppError(thrown)];
      }
    }),
  );
  return new Map(told);
}

/**
 * Adds to the failure of a model that is gone what OpenRouter says about it: since when, and why.
 *
 * @returns the failure, with the provider's explanation where there is one.
 */
export async function explainAbsence(
  thrown: unknown,
  endpoints: readonly ProviderEndpoint[],
  signal: AbortSignal,
): Promise<AppError> {
  const failure = toAppError(thrown);
  const endpoint = endpoints.find(({ provider }) => provider === 'openrouter');
  const { provider, model } = failure.context;
  if (failure.code !== 'LLM_MODEL_GONE' || provider !== 'openrouter' || !endpoint) return failure;
  const sdk = createSdk({ baseUrl: endpoint.baseUrl, apiKey: endpoint.apiKey, timeoutMs: DEADLINE_MS });
  const path = `/model/${String(model).split('/').map(encodeURIComponent).join('/')}`;
  try {
    await getJson(sdk, path, endpoint, AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]));
    return failure;
  } catch (answer) {
    signal.throwIfAborted();
    // What is told is the failure itself; the provider's words only add to it, if they came.
    const { explanation } = toAppError(answer).context;
    if (typeof explanation !== 'string') return failure;
    return new AppError(failure.code, {
      message: `${failure.message} OpenRouter says: ${explanation}`,
      context: failure.context,
    });
  }
}
