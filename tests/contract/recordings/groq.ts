import { cutAfter, DONE, type ProviderRecordings, type RecordedSuccess, refusal, TEXT } from './recording.ts';

const model = 'llama-3.1-8b-instant';
const head = {
  id: 'chatcmpl-5b1c7a0e-9d2f-4c38-8a44-0d7d0a1c2b3e',
  object: 'chat.completion.chunk',
  created: 1_763_800_000,
  model,
  system_fingerprint: 'fp_f757f4b0bf',
};
const chunk = (delta: object, finish: string | null = null) => ({
  ...head,
  choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
});
const counts = {
  queue_time: 0.018,
  prompt_tokens: 41,
  prompt_time: 0.002,
  completion_tokens: 6,
  completion_time: 0.008,
  total_tokens: 47,
  total_time: 0.01,
};
// 41 × $0.05 and 6 × $0.08 a million.
const usage = {
  promptTokens: 41,
  completionTokens: 6,
  costUsd: 0.000_002_53,
  estimated: false,
  costSource: 'registry',
};

const streamed: RecordedSuccess = {
  answer: {
    events: [
      { ...chunk({ role: 'assistant', content: '' }), x_groq: { id: 'req_01kabc' } },
      chunk({ content: 'Bees' }),
      chunk({ content: ' like' }),
      chunk({ content: ' Aberdeen.' }),
      { ...chunk({}, 'stop'), x_groq: { id: 'req_01kabc', usage: counts } },
      DONE,
    ],
  },
  text: TEXT,
  usage,
};

const error = (message: string, type: string, code?: string) => ({
  error: { message, type, ...(code && { code }) },
});

export const groq: ProviderRecordings = {
  model: 'groq-llama-3.1-8b',
  streamed,
  whole: {
    answer: {
      body: {
        ...head,
        object: 'chat.completion',
        choices: [
          { index: 0, message: { role: 'assistant', content: TEXT }, logprobs: null, finish_reason: 'stop' },
        ],
        usage: counts,
        usage_breakdown: null,
        x_groq: { id: 'req_01kabc' },
        service_tier: 'on_demand',
      },
    },
    text: TEXT,
    usage,
  },
  models: {
    answer: {
      body: {
        object: 'list',
        data: [
          {
            id: model,
            object: 'model',
            created: 1_693_721_698,
            owned_by: 'Meta',
            active: true,
            context_window: 131_072,
            public_apps: null,
            max_completion_tokens: 131_072,
          },
        ],
      },
    },
    expected: { contextTokens: 131_072, isForTalk: true, reasons: false },
  },
  failures: [
    {
      name: 'an unknown key',
      answer: refusal(401, error('Invalid API Key', 'invalid_request_error', 'invalid_api_key')),
      code: 'LLM_AUTH',
    },
    {
      name: 'the limit of the account',
      answer: refusal(
        429,
        error(
          'Rate limit reached for model in organization on tokens per minute.',
          'tokens',
          'rate_limit_exceeded',
        ),
        { 'retry-after': '7', 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '6.4s' },
      ),
      code: 'LLM_RATE_LIMIT',
      retryAfterMs: 7000,
    },
    {
      name: 'a prompt above the limit for one minute, told as a limit',
      answer: refusal(413, error('Request too large for model.', 'tokens', 'rate_limit_exceeded')),
      code: 'LLM_BAD_REQUEST',
    },
    {
      name: 'a model that has ended',
      answer: refusal(
        400,
        error(
          'The model has been decommissioned and is no longer supported.',
          'invalid_request_error',
          'model_decommissioned',
        ),
      ),
      code: 'LLM_MODEL_GONE',
    },
    {
      name: 'an unknown model',
      answer: refusal(
        404,
        error(
          'The model does not exist or you do not have access to it.',
          'invalid_request_error',
          'model_not_found',
        ),
      ),
      code: 'LLM_MODEL_GONE',
    },
    {
      name: 'too many people',
      answer: refusal(
        503,
        error('The model is over capacity. Back off and try again.', 'internal_server_error'),
      ),
      code: 'LLM_UPSTREAM',
      requests: 2,
    },
  ],
  broken: [
    {
      name: 'an error in the middle',
      answer: cutAfter(
        streamed.answer,
        3,
        `event: error\ndata: ${JSON.stringify(error('The model failed.', 'internal_server_error'))}`,
      ),
      code: 'LLM_UPSTREAM',
    },
    { name: 'an early end', answer: cutAfter(streamed.answer, 3), code: 'LLM_TRUNCATED' },
  ],
};
