import { AppError } from '#core';

import type { ChosenModel } from './chosen-model.ts';
import { type ApiKeys, PROVIDERS, type ProviderName } from './models.ts';

/** A provider that can be asked: where it is, and with which key. */
export interface ProviderEndpoint {
  readonly provider: ProviderName;
  /** Its name as people write it. */
  readonly providerTitle: string;
  readonly baseUrl: string;
  /** Where the key is. A server of one's own may do without one. */
  readonly apiKeyVariable: string;
  readonly apiKey: string;
}

/** The settings that say which providers there are. */
export interface ProviderSettings extends ApiKeys {
  /** LLM_BASE_URL. */
  readonly baseUrl?: string | undefined;
  /** Other addresses for the providers of the registry, by name: a proxy's, or the loopback's. */
  readonly providerUrls?: Readonly<Partial<Record<ProviderName, string>>> | undefined;
}

/** Servers of one's own mostly want no key, yet the SDK sends one. */
const NO_KEY = 'none';

export const isSet = (value: string | undefined): value is string =>
  value !== undefined && value.trim() !== '';

function localEndpoint(baseUrl: string, key: string | undefined): ProviderEndpoint {
  const url = URL.parse(baseUrl);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new AppError('CONFIG_INVALID', {
      message: 'LLM_BASE_URL is no http or https address; http://127.0.0.1:11434/v1 is an example of one.',
    });
  }
  if (url.username !== '' || url.password !== '' || url.search !== '') {
    throw new AppError('CONFIG_INVALID', {
      message: 'LLM_BASE_URL must not hold a user, a password or a query; a key belongs into LLM_API_KEY.',
    });
  }
  return {
    provider: 'local',
    providerTitle: `The server at ${url.host}`,
    baseUrl: baseUrl.replace(/\/+$/u, ''),
    apiKeyVariable: 'LLM_API_KEY',
    apiKey: isSet(key) ? key.trim() : NO_KEY,
  };
}

/**
 * The providers that can be asked: the server at LLM_BASE_URL first, then those whose key is there.
 *
 * @throws AppError `CONFIG_INVALID` for an LLM_BASE_URL that is no address.
 */
export function providerEndpoints(settings: ProviderSettings): readonly ProviderEndpoint[] {
  const local = isSet(settings.baseUrl) ? [localEndpoint(settings.baseUrl.trim(), settings.localKey)] : [];
  const remote = Object.entries(PROVIDERS).flatMap(
    ([name, { title, apiKeyName, apiKeyVariable, baseUrl }]) => {
      const provider = name as keyof typeof PROVIDERS;
      const apiKey = settings[apiKeyName];
      if (!isSet(apiKey)) return [];
      const url = settings.providerUrls?.[provider] ?? baseUrl;
      return [{ provider, providerTitle: title, baseUrl: url, apiKeyVariable, apiKey: apiKey.trim() }];
    },
  );
  return [...local, ...remote];
}

/**
 * The key with which a model is asked.
 *
 * @throws AppError `CONFIG_INVALID` when it is not there.
 */
export function keyFor({ provider, alias, apiKeyName, apiKeyVariable }: ChosenModel, keys: ApiKeys): string {
  const key = keys[apiKeyName];
  if (isSet(key)) return key.trim();
  if (provider === 'local') return NO_KEY;
  throw new AppError('CONFIG_INVALID', { message: `${alias} needs ${apiKeyVariable}, which is not set.` });
}

/** Every variable that would give a language model, the one with free models first. */
export const KEY_VARIABLES: readonly string[] = Object.values(PROVIDERS).map(
  ({ apiKeyVariable }) => apiKeyVariable,
);
