import { OpenAI } from 'openai';

/** Where a provider is and how one identifies there. */
export interface ProviderAccess {
  readonly baseUrl: string;
  readonly apiKey: string;
  /** For a whole answer, in ms. */
  readonly timeoutMs: number;
}

/** Makes the SDK's client: without its retries, its log, and what it would take from the environment. */
export function createSdk({ baseUrl, apiKey, timeoutMs }: ProviderAccess): OpenAI {
  return new OpenAI({
    baseURL: baseUrl,
    apiKey,
    // Otherwise taken from the environment and sent to whoever the provider is.
    adminAPIKey: null,
    organization: null,
    project: null,
    maxRetries: 0,
    timeout: timeoutMs,
    // It writes to the console and past the redaction.
    logLevel: 'off',
    // A redirect would carry the conversation to an address that nobody configured.
    fetchOptions: { redirect: 'error' },
  });
}
