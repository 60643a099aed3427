import { cutAfter, DONE, type ProviderRecordings, type RecordedSuccess, refusal, TEXT } from './recording.ts';

const model = '/models/Qwen3-4B-Q4_K_M.gguf';
const head = {
  created: 1_763_800_000,
  id: 'chatcmpl-eWACYYovPVwZUlX94o2w9BeOsAhfN3z7',
  model,
  system_fingerprint: 'b6984-9f052478c',
  object: 'chat.completion.chunk',
};
const chunk = (delta: object, finish: string | null = null) => ({
  choices: [{ finish_reason: finish, index: 0, delta }],
  ...head,
});
const counts = { completion_tokens: 6, prompt_tokens: 27, total_tokens: 33 };
const timings = {
  cache_n: 0,
  prompt_n: 27,
  prompt_ms: 246.082,
  prompt_per_second: 109.7,
  predicted_n: 6,
  predicted_ms: 310.4,
};
const usage = { promptTokens: 27, completionTokens: 6, costUsd: 0, estimated: false, costSource: 'registry' };

const streamed: RecordedSuccess = {
  answer: {
    events: [
      chunk({ role: 'assistant', content: null }),
      chunk({ reasoning_content: 'They ask about bees.' }),
      chunk({ content: 'Bees' }),
      chunk({ content: ' like' }),
      chunk({ content: ' Aberdeen.' }),
      chunk({}, 'stop'),
      { choices: [], ...head, usage: counts, timings },
      DONE,
    ],
  },
  text: TEXT,
  usage,
};

const error = (code: number, message: string, type: string, more: object = {}) => ({
  error: { code, message, type, ...more },
});

export const llamaCpp: ProviderRecordings = {
  model: 'qwen3-4b-q4_k_m',
  isLocal: true,
  streamed,
  whole: {
    answer: {
      body: {
        choices: [
          {
            finish_reason: 'stop',
            index: 0,
            message: { role: 'assistant', reasoning_content: 'They ask about bees.', content: TEXT },
          },
        ],
        ...head,
        object: 'chat.completion',
        usage: counts,
        timings,
      },
    },
    text: TEXT,
    usage,
  },
  models: {
    answer: {
      body: {
        models: [
          { name: model, model, type: 'model', capabilities: ['completion'], details: { format: 'gguf' } },
        ],
        object: 'list',
        data: [
          {
            id: model,
            object: 'model',
            created: 1_763_800_000,
            owned_by: 'llamacpp',
            meta: {
              vocab_type: 2,
              n_vocab: 151_936,
              n_ctx_train: 40_960,
              n_embd: 2560,
              n_params: 4_022_468_096,
            },
          },
        ],
      },
    },
    expected: { contextTokens: 40_960, isForTalk: true, reasons: false },
  },
  failures: [
    {
      name: 'a model that is still loading',
      answer: refusal(503, error(503, 'Loading model', 'unavailable_error')),
      code: 'LLM_UPSTREAM',
      requests: 2,
    },
    {
      name: 'a key that is wanted',
      answer: refusal(401, error(401, 'Invalid API Key', 'authentication_error')),
      code: 'LLM_AUTH',
    },
    {
      name: 'a history that is too long',
      answer: refusal(
        400,
        error(400, 'the request exceeds the available context size', 'exceed_context_size_error', {
          n_prompt_tokens: 9000,
          n_ctx: 4096,
        }),
      ),
      code: 'LLM_BAD_REQUEST',
    },
    {
      name: 'a fault of its own',
      answer: refusal(500, error(500, 'failed to decode', 'server_error')),
      code: 'LLM_UPSTREAM',
      requests: 2,
    },
  ],
  broken: [
    {
      name: 'an error in the middle',
      answer: cutAfter(streamed.answer, 4, error(500, 'Compute error.', 'server_error')),
      code: 'LLM_UPSTREAM',
    },
    { name: 'an early end', answer: cutAfter(streamed.answer, 4), code: 'LLM_TRUNCATED' },
  ],
};
