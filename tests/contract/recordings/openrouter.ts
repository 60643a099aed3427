import { cutAfter, DONE, type ProviderRecordings, type RecordedSuccess, refusal, TEXT } from './recording.ts';

const model = 'meta-llama/llama-3.1-8b-instruct';
const head = {
  id: 'gen-1763800000-Qx7hVb2mKd',
  provider: 'DeepInfra',
  model,
  object: 'chat.completion.chunk',
  created: 1_763_800_000,
};
const chunk = (content: string, finish: string | null = null) => ({
  ...head,
  choices: [
    {
      index: 0,
      delta: { role: 'assistant', content },
      finish_reason: finish,
      native_finish_reason: finish,
      logprobs: null,
    },
  ],
});
const bill = {
  prompt_tokens: 21,
  completion_tokens: 6,
  total_tokens: 27,
  cost: 6.6e-7,
  is_byok: false,
  prompt_tokens_details: { cached_tokens: 0 },
  cost_details: { upstream_inference_cost: null, upstream_inference_prompt_cost: 4.2e-7 },
  completion_tokens_details: { reasoning_tokens: 0 },
};
const usage = {
  promptTokens: 21,
  completionTokens: 6,
  costUsd: 6.6e-7,
  estimated: false,
  costSource: 'provider',
  servedBy: 'DeepInfra',
};

const streamed: RecordedSuccess = {
  answer: {
    events: [
      ': OPENROUTER PROCESSING',
      chunk('Bees'),
      chunk(' like'),
      ': OPENROUTER PROCESSING',
      chunk(' Aberdeen.'),
      chunk('', 'stop'),
      { ...chunk(''), usage: bill },
      DONE,
    ],
  },
  text: TEXT,
  usage,
};

const error = (code: number, message: string, more: object = {}) => ({
  error: { code, message, ...more },
  user_id: 'user_2abc',
});
const unavailable = (code: string, status: number, type: string, more: object = {}) => ({
  error: {
    message: `The model ${model} cannot be served.`,
    error_type: type,
    http_status: status,
    availability: {
      code,
      retryable: false,
      requested_models: [model],
      fallback_models: ['some-vendor/another-model'],
      ...more,
    },
  },
});
const limited = { message: 'Rate limit exceeded: free-models-per-day', error_type: 'rate_limit_exceeded' };

export const openRouter: ProviderRecordings = {
  model: 'openrouter-llama-3.1-8b',
  streamed,
  whole: {
    answer: {
      body: {
        ...head,
        object: 'chat.completion',
        choices: [
          {
            index: 0,
            logprobs: null,
            finish_reason: 'stop',
            native_finish_reason: 'stop',
            message: { role: 'assistant', content: TEXT, refusal: null, reasoning: null },
          },
        ],
        usage: bill,
      },
    },
    text: TEXT,
    usage,
  },
  models: {
    answer: {
      body: {
        data: [
          {
            id: model,
            canonical_slug: model,
            name: 'Meta: Llama 3.1 8B Instruct',
            created: 1_721_692_800,
            context_length: 16_384,
            architecture: {
              modality: 'text->text',
              input_modalities: ['text'],
              output_modalities: ['text'],
              tokenizer: 'Llama3',
            },
            pricing: { prompt: '0.00000002', completion: '0.00000005', request: '0', image: '0' },
            top_provider: { context_length: 16_384, max_completion_tokens: 16_384, is_moderated: false },
            per_request_limits: null,
            supported_parameters: ['max_tokens', 'temperature', 'stop'],
            expiration_date: null,
          },
        ],
      },
    },
    expected: {
      pricing: { inputUsdPerMillion: 0.02, outputUsdPerMillion: 0.05 },
      contextTokens: 16_384,
      isForTalk: true,
      reasons: false,
    },
  },
  failures: [
    { name: 'an unknown key', answer: refusal(401, error(401, 'User not found.')), code: 'LLM_AUTH' },
    {
      name: 'an empty account',
      answer: refusal(402, error(402, 'Insufficient credits. Add more at the credits page.')),
      code: 'LLM_NO_CREDIT',
    },
    {
      name: 'a flagged text',
      answer: refusal(
        403,
        error(403, 'Your input was flagged', {
          metadata: { reasons: ['harassment'], flagged_input: 'you ...', provider_name: 'OpenAI' },
        }),
      ),
      code: 'LLM_MODERATED',
    },
    {
      name: 'no host on our terms',
      answer: refusal(
        404,
        unavailable('privacy_restricted', 404, 'not_found', { excluded_by: ['data_policy:zdr'] }),
      ),
      code: 'LLM_MODEL_GONE',
    },
    {
      name: 'the end of a free variant',
      answer: refusal(404, unavailable('free_variant_ended', 404, 'not_found')),
      code: 'LLM_MODEL_GONE',
    },
    {
      name: 'an unknown model',
      answer: refusal(400, unavailable('model_not_found', 400, 'invalid_request')),
      code: 'LLM_MODEL_GONE',
    },
    {
      name: 'its own daily limit',
      answer: refusal(429, error(429, limited.message, { metadata: { error_type: limited.error_type } }), {
        'x-ratelimit-limit': '50',
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': '4102444800000',
      }),
      code: 'LLM_RATE_LIMIT',
    },
    {
      name: "all hosts' limits",
      answer: refusal(
        429,
        unavailable('capacity_exhausted', 429, 'rate_limit_exceeded', { retryable: true, retry_after: 40 }),
        { 'retry-after': '40' },
      ),
      code: 'LLM_RATE_LIMIT',
      retryAfterMs: 40_000,
    },
    {
      name: 'all hosts being down',
      answer: refusal(
        503,
        unavailable('temporarily_unavailable', 503, 'provider_overloaded', { retryable: true }),
      ),
      code: 'LLM_UPSTREAM',
      requests: 2,
    },
    {
      name: 'an error with status 200',
      answer: {
        body: error(502, 'Provider returned error', {
          metadata: { provider_name: 'DeepInfra', error_type: 'provider_unavailable' },
        }),
      },
      code: 'LLM_UPSTREAM',
      requests: 2,
    },
    {
      name: "a proxy's page",
      answer: { status: 502, headers: { 'content-type': 'text/html' }, body: '<html>Bad gateway</html>' },
      code: 'LLM_UPSTREAM',
      requests: 2,
    },
  ],
  broken: [
    {
      name: 'an error in the middle, with the code of a limit',
      answer: cutAfter(streamed.answer, 3, {
        ...chunk('', 'error'),
        error: { code: 429, message: 'Rate limit exceeded', metadata: { error_type: 'rate_limit_exceeded' } },
      }),
      code: 'LLM_RATE_LIMIT',
    },
    {
      name: 'a host that goes away',
      answer: cutAfter(streamed.answer, 3, {
        ...chunk('', 'error'),
        error: {
          code: 502,
          message: 'Provider disconnected',
          metadata: { error_type: 'provider_unavailable' },
        },
      }),
      code: 'LLM_UPSTREAM',
    },
    { name: 'an end without a reason', answer: cutAfter(streamed.answer, 3, DONE), code: 'LLM_TRUNCATED' },
    { name: 'an early end', answer: cutAfter(streamed.answer, 3), code: 'LLM_TRUNCATED' },
  ],
};
