import { cutAfter, DONE, type ProviderRecordings, type RecordedSuccess, refusal, TEXT } from './recording.ts';

const model = 'llama3.2:3b';
const head = {
  id: 'chatcmpl-482',
  object: 'chat.completion.chunk',
  created: 1_763_800_000,
  model,
  system_fingerprint: 'fp_ollama',
};
const chunk = (content: string, finish: string | null = null) => ({
  ...head,
  choices: [{ index: 0, delta: { role: 'assistant', content }, finish_reason: finish }],
});
const counts = { prompt_tokens: 31, completion_tokens: 6, total_tokens: 37 };
const usage = { promptTokens: 31, completionTokens: 6, costUsd: 0, estimated: false, costSource: 'registry' };

const streamed: RecordedSuccess = {
  answer: {
    events: [
      chunk('Bees'),
      chunk(' like'),
      chunk(' Aberdeen.'),
      chunk('', 'stop'),
      { ...head, choices: [], usage: counts },
      DONE,
    ],
  },
  text: TEXT,
  usage,
};

const error = (message: string, type = 'api_error') => ({
  error: { message, type, param: null, code: null },
});

export const ollama: ProviderRecordings = {
  model,
  isLocal: true,
  streamed,
  whole: {
    answer: {
      body: {
        ...head,
        object: 'chat.completion',
        choices: [{ index: 0, message: { role: 'assistant', content: TEXT }, finish_reason: 'stop' }],
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
        data: [{ id: model, object: 'model', created: 1_763_700_000, owned_by: 'library' }],
      },
    },
    expected: { isForTalk: true, reasons: false },
  },
  failures: [
    {
      name: 'a model that was not pulled',
      answer: refusal(404, error(`model "${model}" not found, try pulling it first`, 'not_found_error')),
      code: 'LLM_MODEL_GONE',
    },
    {
      name: 'a model that does not fit into memory',
      answer: refusal(500, error('model requires more system memory (6.1 GiB) than is available (3.2 GiB)')),
      code: 'LLM_UPSTREAM',
      requests: 2,
    },
    {
      name: 'a full queue',
      answer: refusal(503, error('server busy, please try again. maximum pending requests exceeded')),
      code: 'LLM_UPSTREAM',
      requests: 2,
    },
    {
      name: 'an address without /v1',
      answer: { status: 404, headers: { 'content-type': 'text/plain' }, body: '404 page not found' },
      code: 'LLM_MODEL_GONE',
    },
  ],
  broken: [
    {
      name: 'a runner that dies',
      answer: cutAfter(
        streamed.answer,
        2,
        error('an error was encountered while running the model: unexpected EOF'),
      ),
      code: 'LLM_UPSTREAM',
    },
    { name: 'an early end', answer: cutAfter(streamed.answer, 2), code: 'LLM_TRUNCATED' },
  ],
};
