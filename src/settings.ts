/** One environment variable: what it is for and how to get a value. */
export interface Setting {
  readonly name: string;
  /** What it is for, in one line. */
  readonly purpose: string;
  /** How to get a value, in one line. */
  readonly howTo: string;
  /** Used when it is not set; a setting without one and with `required` must be set. */
  readonly defaultValue?: string;
}

/** Every environment variable that aichat reads. `.env.example` shows the same list. */
export const SETTINGS = {
  DISCORD_TOKEN: {
    name: 'DISCORD_TOKEN',
    purpose: 'The token with which the bot logs in.',
    howTo: 'discord.com/developers/applications → your application → Bot → Reset Token.',
  },
  DISCORD_API_URL: {
    name: 'DISCORD_API_URL',
    purpose: "Base of Discord's REST API, for a proxy or the loopback; the gateway is learnt from it.",
    howTo: 'Leave it unset for the real Discord.',
  },
  OPENROUTER_API_KEY: {
    name: 'OPENROUTER_API_KEY',
    purpose: 'The key for language models at OpenRouter.',
    howTo:
      'openrouter.ai/keys; an account without credit can use the free models. Or set LLM_BASE_URL instead.',
  },
  OPENAI_API_KEY: {
    name: 'OPENAI_API_KEY',
    purpose: 'The key for language models at OpenAI.',
    howTo: 'platform.openai.com/api-keys; only needed for its models.',
  },
  GROQ_API_KEY: {
    name: 'GROQ_API_KEY',
    purpose: 'The key for language models at Groq.',
    howTo: 'console.groq.com/keys; only needed for its models.',
  },
  TOGETHER_API_KEY: {
    name: 'TOGETHER_API_KEY',
    purpose: 'The key for language models at Together.',
    howTo: 'api.together.ai/settings/api-keys; only needed for its models.',
  },
  LLM_BASE_URL: {
    name: 'LLM_BASE_URL',
    purpose:
      'Base of an OpenAI-compatible server of your own (Ollama, llama.cpp, vLLM); used instead of OpenRouter.',
    howTo: 'With Ollama: http://127.0.0.1:11434/v1, and its model name in DEFAULT_LLM_MODEL.',
  },
  LLM_API_KEY: {
    name: 'LLM_API_KEY',
    purpose: 'The key of the server at LLM_BASE_URL.',
    howTo: 'Leave it unset if the server asks for none, as most do.',
  },
  DEFAULT_LLM_MODEL: {
    name: 'DEFAULT_LLM_MODEL',
    purpose:
      'The language model: an alias of src/llm/models.ts, or with LLM_BASE_URL the name that the server knows.',
    howTo:
      'Leave it unset for openrouter-dolphin-free or, where that is not offered, the cheapest that your keys can use; `aichat models cost` lists them.',
  },
  ALLOW_EXPENSIVE_MODELS: {
    name: 'ALLOW_EXPENSIVE_MODELS',
    purpose: 'Whether models above $2 per million tokens, and Claude models, may be used: true or false.',
    howTo: 'Set it to true only if you mean to pay for them.',
    defaultValue: 'false',
  },
  LLM_DATA_POLICY: {
    name: 'LLM_DATA_POLICY',
    purpose:
      "What OpenRouter's hosts may do with what is said: zdr, keep nothing; no-training, keep it without learning from it; any.",
    howTo: 'Many free models only run on hosts that keep what is said; no-training or any opens them.',
    defaultValue: 'zdr',
  },
  LLM_BUDGET_PER_DAY_USD: {
    name: 'LLM_BUDGET_PER_DAY_USD',
    purpose:
      'What may be spent on the language model in a day (UTC), in US dollars; none is without a limit.',
    howTo: 'At 0 only free models answer. Set a limit on the key at the provider, too.',
    defaultValue: '1',
  },
  LLM_BUDGET_PER_SERVER_USD: {
    name: 'LLM_BUDGET_PER_SERVER_USD',
    purpose: 'The same for each Discord server.',
    howTo: 'Leave it unless one server uses up the budget of the others.',
    defaultValue: '0.5',
  },
  LLM_BUDGET_PER_PERSON_USD: {
    name: 'LLM_BUDGET_PER_PERSON_USD',
    purpose: 'The same for each person.',
    howTo: 'Leave it unless somebody talks a lot: a cent is some hundred answers of a cheap model.',
    defaultValue: '0.25',
  },
  WHISPER_MODEL: {
    name: 'WHISPER_MODEL',
    purpose:
      'The speech recogniser: tiny, base, small or another name of `aichat models list`, or a folder in the Hugging Face ONNX layout.',
    howTo: 'A name is fetched at the first start, into data/models.',
    defaultValue: 'base',
  },
  WHISPER_LANGUAGE: {
    name: 'WHISPER_LANGUAGE',
    purpose: 'The language that is spoken, as its ISO 639-1 code (en, de, fr, …).',
    howTo: 'Leave it unset to find it out from each utterance, which is less sure on short ones.',
  },
  WHISPER_ALLOWED_LANGUAGES: {
    name: 'WHISPER_ALLOWED_LANGUAGES',
    purpose:
      'The languages that may be spoken, as ISO 639-1 codes with commas (en,de); no other is ever found.',
    howTo: 'Leave it unset for all that the recogniser knows; two or three codes make it much surer.',
  },
  WHISPER_TASK: {
    name: 'WHISPER_TASK',
    purpose: 'What the recogniser writes: transcribe, what was said; or translate, its English translation.',
    howTo: 'translate needs a recogniser of many languages, one without .en in its name.',
    defaultValue: 'transcribe',
  },
  WHISPER_NAMES: {
    name: 'WHISPER_NAMES',
    purpose: 'Names and words that are often said, with commas; they help the recogniser to spell them.',
    howTo: 'The most important first: about 50 tokens of them are used.',
  },
  WHISPER_WINDOW_FLOOR_SECONDS: {
    name: 'WHISPER_WINDOW_FLOOR_SECONDS',
    purpose:
      'The shortest window that the recogniser listens to, 1 to 30 s: shorter is faster and understands less.',
    howTo:
      'Leave it unset for 10 with one known language and 15 otherwise; 30 is the whole window of Whisper.',
  },
  WHISPER_WINDOW_MARGIN_SECONDS: {
    name: 'WHISPER_WINDOW_MARGIN_SECONDS',
    purpose: 'The silence in s that follows an utterance in that window at least.',
    howTo: 'Leave it unless you have measured another.',
    defaultValue: '2',
  },
  WHISPER_ENCODER_PRECISION: {
    name: 'WHISPER_ENCODER_PRECISION',
    purpose:
      "How the recogniser's encoder is computed: as-stored, or int8, in 8 bits, where the processor is good at it: more than twice as fast, and a little less exact.",
    howTo: 'auto takes int8 where it pays and a check at the first start finds it near the original.',
    defaultValue: 'auto',
  },
  WHISPER_ENCODER_FORMAT: {
    name: 'WHISPER_ENCODER_FORMAT',
    purpose:
      "Which of the recogniser's encoder files is used: auto, fp32, fp16, q8, int8, uint8, q4, q4f16 or bnb4.",
    howTo: 'auto takes fp32 where it is there.',
    defaultValue: 'auto',
  },
  WHISPER_DECODER_FORMAT: {
    name: 'WHISPER_DECODER_FORMAT',
    purpose: "Which of the recogniser's decoder files is used; as for the encoder.",
    howTo: 'auto takes q8 where it is there.',
    defaultValue: 'auto',
  },
  WHISPER_THREADS: {
    name: 'WHISPER_THREADS',
    purpose: "Processor threads of the recogniser's encoder.",
    howTo: 'Leave it unset for 2, or 1 on a machine with one core.',
  },
  FFMPEG_PATH: {
    name: 'FFMPEG_PATH',
    purpose: 'The ffmpeg that reads sound files other than WAV.',
    howTo: 'Leave it unset to use the one that comes along, or the one on the PATH.',
  },
  PIPER_MODEL_PATH: {
    name: 'PIPER_MODEL_PATH',
    purpose:
      'The voice: the name of a Piper voice such as en_US-lessac-medium, or a .onnx file with its .onnx.json beside it.',
    howTo: '`aichat voices list` shows the names; a name is fetched at the first start, into voices.',
  },
  ADDRESSING: {
    name: 'ADDRESSING',
    purpose:
      'Whom the bot answers when several people are in the call: adaptive, who names it or goes on within ten seconds; or always, everybody.',
    howTo: 'Leave it unset; alone with one person it always answers.',
    defaultValue: 'adaptive',
  },
  VOICE_ACTIVITY: {
    name: 'VOICE_ACTIVITY',
    purpose:
      'What tells voice from other sound: energy, silero, or auto, which is silero where that model is installed.',
    howTo: '`aichat models pull silero-vad` installs it.',
    defaultValue: 'auto',
  },
  END_OF_TURN: {
    name: 'END_OF_TURN',
    purpose:
      'What decides that somebody has finished: silence, smart-turn, or auto, which is smart-turn where that model is installed.',
    howTo: '`aichat models pull smart-turn-v3` installs it.',
    defaultValue: 'auto',
  },
  SPECULATION: {
    name: 'SPECULATION',
    purpose:
      'What is begun in a pause, before it is certain that somebody has finished: off, nothing; transcribe, the words are found; reply, the model is asked as well, and its answer is held back until then; auto, reply unless the model is a free one of a provider.',
    howTo:
      'reply is quicker and may ask the model up to three times more in a turn: requests that free tiers of a few dozen a day count.',
    defaultValue: 'auto',
  },
  ALLOW_DOWNLOADS: {
    name: 'ALLOW_DOWNLOADS',
    purpose: 'Whether models that are configured and missing may be fetched at start: true or false.',
    howTo: 'Set it to false on a machine that must not ask the network, and bring the files by hand.',
    defaultValue: 'true',
  },
  MODEL_MIRROR_URL: {
    name: 'MODEL_MIRROR_URL',
    purpose: 'Base of a mirror of huggingface.co that models and voices are fetched from.',
    howTo: 'Leave it unset for huggingface.co itself.',
  },
  HF_TOKEN: {
    name: 'HF_TOKEN',
    purpose: 'The access token for huggingface.co; it is sent nowhere else.',
    howTo: 'Leave it unset; only models behind a gate need one (huggingface.co/settings/tokens).',
  },
  DATA_FOLDER: {
    name: 'DATA_FOLDER',
    purpose: 'The folder of the databases and their copies. One running bot to a folder.',
    howTo: 'Leave it unset for data, below the folder in which aichat is started.',
    defaultValue: 'data',
  },
  EVENTS_KEEP_DAYS: {
    name: 'EVENTS_KEEP_DAYS',
    purpose: 'For how many days what happened is kept; warnings and errors three times as long.',
    howTo: 'Leave it unset for 30; a server can choose fewer.',
    defaultValue: '30',
  },
  EVENTS_KEEP_WORDS_DAYS: {
    name: 'EVENTS_KEEP_WORDS_DAYS',
    purpose: 'For how many days what people said is kept in it.',
    howTo: 'Leave it unset for 7; 0 forgets it within hours.',
    defaultValue: '7',
  },
  EVENTS_MAX_MB: {
    name: 'EVENTS_MAX_MB',
    purpose: 'The largest size of the database of what happened, in MB; beyond it the oldest goes first.',
    howTo: 'Leave it unset for 1000, some two million events.',
    defaultValue: '1000',
  },
  API_HOST: {
    name: 'API_HOST',
    purpose: 'Address on which the HTTP API listens.',
    howTo: 'Leave it on the loopback address; others reach it better through a proxy with TLS.',
    defaultValue: 'localhost',
  },
  API_PORT: {
    name: 'API_PORT',
    purpose: 'Port of the HTTP API; /docs on it shows what it can do.',
    howTo: 'Any free port; 0 takes one by itself, which the log tells.',
    defaultValue: '8765',
  },
  API_ALLOWED_HOSTS: {
    name: 'API_ALLOWED_HOSTS',
    purpose:
      'Names under which the HTTP API may be called besides its own, with commas; a reverse proxy needs it.',
    howTo: 'Leave it unset while it is called as localhost.',
  },
  API_ALLOWED_ORIGINS: {
    name: 'API_ALLOWED_ORIGINS',
    purpose: 'Origins of web pages that may call the HTTP API, with commas, as https://console.example.',
    howTo: 'Leave it unset for pages that the API itself serves.',
  },
  WEBHOOK_ALLOWED_HOSTS: {
    name: 'WEBHOOK_ALLOWED_HOSTS',
    purpose:
      'Hosts that webhooks may call though they are private, with commas, as nas.lan or 127.0.0.1:9000.',
    howTo: 'Leave it unset: webhooks then call public https addresses only.',
  },
  LOG_LEVEL: {
    name: 'LOG_LEVEL',
    purpose: 'The least important log lines that are written: DEBUG, INFO, WARN, ERROR or FATAL.',
    howTo: 'INFO is enough for most.',
    defaultValue: 'INFO',
  },
  DEBUG: {
    name: 'DEBUG',
    purpose: 'true writes DEBUG lines whatever LOG_LEVEL says, the voice protocol among them.',
    howTo: 'Set it while you look for a fault.',
    defaultValue: 'false',
  },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof SETTINGS;
