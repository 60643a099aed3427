import { cutAfter, DONE, type ProviderRecordings, type RecordedSuccess, refusal, TEXT } from './recording.ts';

const model = 'Qwen/Qwen3.5-9B';
const head = {
  id: 'oKb2mQx-6UHjtw-9a1f00c2',
  object: 'chat.completion.chunk',
  created: 1_763_800_000,
  model,
};
const counts = { prompt_tokens: 21, completion_tokens: 6, total_tokens: 27, cached_tokens: 0 };
const chunk = (content: string, finish: string | null = null) => ({
  ...head,
  choices: [
    {
      index: 0,
      text: content,
      logprobs: null,
      finish_reason: finish,
      seed: finish === null ? null : 11_426_380_917_152_293_000,
      delta: { token_id: 3118, role: 'assistant', content, tool_calls: null, reasoning: '' },
    },
  ],
  usage: finish === null ? null : counts,
});
// 21 × $0.17 and 6 × $0.25 a million.
const usage = {
  promptTokens: 21,
  completionTokens: 6,
  costUsd: 0.000_005_07,
  estimated: false,
  costSource: 'registry',
};

const streamed: RecordedSuccess = {
  answer: { events: [chunk('Bees'), chunk(' like'), chunk(' Aberdeen.'), chunk('', 'eos'), DONE] },
  text: TEXT,
  usage,
};

const error = (message: string, type: string, code: string | null = null) => ({
  id: 'oKb2mQx-6UHjtw',
  error: { message, type, param: null, code },
});

export const together: ProviderRecordings = {
  model: 'together-qwen-3.5-9b',
  streamed,
  whole: {
    answer: {
      body: {
        ...head,
        object: 'chat.completion',
        prompt: [],
        choices: [
          {
            index: 0,
            finish_reason: 'stop',
            seed: 11_426_380_917_152_293_000,
            logprobs: null,
            message: { role: 'assistant', content: TEXT, tool_calls: [], reasoning: '' },
          },
        ],
        usage: counts,
      },
    },
    text: TEXT,
    usage,
  },
  models: {
    answer: {
      body: [
        {
          id: model,
          object: 'model',
          created: 0,
          type: 'chat',
          running: false,
          display_name: 'Qwen3.5 9B',
          organization: 'Qwen',
          license: 'apache-2.0',
          context_length: 262_144,
          config: { chat_template: '...', stop: ['<|im_end|>'], bos_token: null, eos_token: '<|im_end|>' },
          pricing: { hourly: 0, input: 0.17, output: 0.25, base: 0, finetune: 0 },
        },
      ],
    },
    expected: {
      pricing: { inputUsdPerMillion: 0.17, outputUsdPerMillion: 0.25 },
      contextTokens: 262_144,
      isForTalk: true,
      reasons: false,
    },
  },
  failures: [
    {
      name: 'an unknown key',
      answer: refusal(401, error('Invalid API key provided.', 'invalid_request_error', 'invalid_api_key')),
      code: 'LLM_AUTH',
    },
    {
      name: 'an empty account',
      answer: refusal(402, error('Your account has reached its spending limit.', 'credit_limit')),
      code: 'LLM_NO_CREDIT',
    },
    {
      name: 'a limit',
      answer: refusal(
        429,
        error('You have reached the rate limit specific to this model.', 'model_rate_limit'),
        {
          'retry-after': '30',
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset': '1',
        },
      ),
      code: 'LLM_RATE_LIMIT',
      retryAfterMs: 30_000,
    },
    {
      name: 'a model without a server',
      answer: refusal(
        404,
        error(
          'Unable to access model. Please visit the model page.',
          'invalid_request_error',
          'model_not_available',
        ),
      ),
      code: 'LLM_MODEL_GONE',
    },
    {
      name: 'a model that now needs a server of its own',
      answer: refusal(
        400,
        error('Unable to access non-serverless model.', 'invalid_request_error', 'model_not_available'),
      ),
      code: 'LLM_MODEL_GONE',
    },
    {
      name: 'a history that is too long',
      answer: refusal(
        422,
        error('`inputs` tokens + `max_new_tokens` must be <= 262145.', 'invalid_request_error'),
      ),
      code: 'LLM_BAD_REQUEST',
    },
    {
      name: 'a server that is not ready',
      answer: refusal(503, error('The server is overloaded or not ready yet.', 'service_unavailable')),
      code: 'LLM_UPSTREAM',
      requests: 2,
    },
  ],
  broken: [
    {
      name: 'an error in the middle',
      answer: cutAfter(streamed.answer, 2, error('The worker went away.', 'server_error'), DONE),
      code: 'LLM_UPSTREAM',
    },
    { name: 'an early end', answer: cutAfter(streamed.answer, 2), code: 'LLM_TRUNCATED' },
  ],
};
