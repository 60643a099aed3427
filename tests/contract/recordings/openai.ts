import { cutAfter, DONE, type ProviderRecordings, type RecordedSuccess, refusal, TEXT } from './recording.ts';

const head = {
  id: 'chatcmpl-CeVb2mKdQx7h',
  object: 'chat.completion.chunk',
  created: 1_763_800_000,
  model: 'gpt-4o-mini-2024-07-18',
  service_tier: 'default',
  system_fingerprint: 'fp_560af6e559',
};
const chunk = (delta: object, finish: string | null = null) => ({
  ...head,
  choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
  usage: null,
  obfuscation: 'xY3k',
});
const counts = {
  prompt_tokens: 21,
  completion_tokens: 6,
  total_tokens: 27,
  prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0, accepted_prediction_tokens: 0 },
};
// 21 × $0.15 and 6 × $0.60 a million.
const usage = {
  promptTokens: 21,
  completionTokens: 6,
  costUsd: 0.000_006_75,
  estimated: false,
  costSource: 'registry',
};

const streamed: RecordedSuccess = {
  answer: {
    events: [
      chunk({ role: 'assistant', content: '', refusal: null }),
      chunk({ content: 'Bees' }),
      chunk({ content: ' like' }),
      chunk({ content: ' Aberdeen.' }),
      chunk({}, 'stop'),
      { ...head, choices: [], usage: counts, obfuscation: 'a' },
      DONE,
    ],
  },
  text: TEXT,
  usage,
};

const error = (message: string, type: string, code: string | null) => ({
  error: { message, type, param: null, code },
});

export const openAi: ProviderRecordings = {
  model: 'openai-gpt-4o-mini',
  streamed,
  whole: {
    answer: {
      body: {
        ...head,
        object: 'chat.completion',
        choices: [
          {
            index: 0,
            message: { role: 'assistant', content: TEXT, refusal: null, annotations: [] },
            logprobs: null,
            finish_reason: 'stop',
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
      body: {
        object: 'list',
        data: [
          {
            id: 'gpt-4o-mini',
            object: 'model',
            created: 1_721_172_741,
            owned_by: 'system',
            shutdown_date: '2027-01-14',
          },
        ],
      },
    },
    expected: { endsOn: '2027-01-14', isForTalk: true, reasons: false },
  },
  failures: [
    {
      name: 'an unknown key, which the answer quotes',
      answer: refusal(
        401,
        error('Incorrect API key provided: sk-proj-****cdef.', 'invalid_request_error', 'invalid_api_key'),
      ),
      code: 'LLM_AUTH',
    },
    {
      name: 'an empty account, told as a limit',
      answer: refusal(
        429,
        error('You exceeded your current quota.', 'insufficient_quota', 'insufficient_quota'),
      ),
      code: 'LLM_NO_CREDIT',
    },
    {
      name: 'a limit with its exact wait',
      answer: refusal(429, error('Rate limit reached.', 'requests', 'rate_limit_exceeded'), {
        'retry-after-ms': '8640',
        'retry-after': '9',
        'x-ratelimit-remaining-requests': '0',
        'x-ratelimit-reset-requests': '8.64s',
      }),
      code: 'LLM_RATE_LIMIT',
      retryAfterMs: 8640,
    },
    {
      name: 'a model that has ended',
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
      name: 'a history that is too long',
      answer: refusal(
        400,
        error(
          "This model's maximum context length is 128000 tokens.",
          'invalid_request_error',
          'context_length_exceeded',
        ),
      ),
      code: 'LLM_BAD_REQUEST',
    },
    {
      name: 'a fault of its own',
      answer: refusal(500, error('The server had an error.', 'server_error', null)),
      code: 'LLM_UPSTREAM',
      requests: 2,
    },
    {
      name: 'a refusal of the model',
      answer: {
        events: [chunk({ role: 'assistant', content: '', refusal: "I'm sorry." }), chunk({}, 'stop'), DONE],
      },
      code: 'LLM_MODERATED',
    },
  ],
  broken: [
    {
      name: 'a filter in the middle',
      answer: cutAfter(streamed.answer, 3, chunk({}, 'content_filter'), DONE),
      code: 'LLM_MODERATED',
    },
    {
      name: 'the longest length',
      answer: cutAfter(streamed.answer, 3, chunk({}, 'length'), DONE),
      code: 'LLM_TRUNCATED',
    },
    { name: 'an early end', answer: cutAfter(streamed.answer, 3), code: 'LLM_TRUNCATED' },
  ],
};
