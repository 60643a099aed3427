import { z } from 'zod';
import { AppError, type Severity } from '#core';
import { WEIGHT_FORMATS, type WhisperTranscriberOptions } from '#hearing';
import type { LanguageModelSettings } from '#llm';
import { SETTINGS, type SettingName } from './settings.ts';

/** Everything that the environment decides, checked. */
export interface Config {
  readonly discord: { readonly token: string; readonly apiUrl: string | undefined };
  readonly llm: LanguageModelSettings;
  readonly whisper: {
    /** Name or folder. */
    readonly model: string;
    /** How it is run and what it reads; what is undefined is left to the recogniser. */
    readonly options: Partial<Omit<WhisperTranscriberOptions, 'modelPath'>>;
  };
  /** FFMPEG_PATH; found by itself when absent. */
  readonly ffmpegPath: string | undefined;
  /** Name or `.onnx` file of the voice. */
  readonly piperVoice: string;
  readonly addressing: 'adaptive' | 'always';
  readonly voiceActivity: 'auto' | 'energy' | 'silero';
  readonly endOfTurn: 'auto' | 'silence' | 'smart-turn';
  readonly speculation: 'auto' | 'off' | 'transcribe' | 'reply';
  readonly models: {
    readonly allowDownloads: boolean;
    readonly mirrorUrl: string | undefined;
    readonly huggingFaceToken: string | undefined;
  };
  /** Where the databases lie. */
  readonly dataFolder: string;
  /** How long and how much of what happened is kept. */
  readonly events: { readonly keepDays: number; readonly keepWordsDays: number; readonly maxBytes: number };
  readonly api: {
    readonly host: string;
    /** 0 for any that is free. */
    readonly port: number;
    readonly allowedHosts: readonly string[];
    readonly allowedOrigins: readonly string[];
  };
  /** Private hosts that webhooks may call. */
  readonly webhookAllowedHosts: readonly string[];
  readonly logLevel: Severity;
  readonly debug: boolean;
}

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

const url = z.url({ protocol: /^https?$/u, error: 'must be an http(s) URL' }).optional();
const text = z.string().min(1).optional();
const language = z.string().regex(/^[a-z]{2,3}$/u, 'must be a language code such as en');
const list = z.string().transform((value) => value.split(',').map((item) => item.trim()));
const usd = z.union([z.literal('none'), z.coerce.number().nonnegative()], {
  error: 'must be an amount in US dollars, or none',
});
const limit = (value: number | 'none'): number | undefined => (value === 'none' ? undefined : value);
const seconds = z.coerce.number({ error: 'must be a number of seconds' }).min(0).max(30);
const days = z.coerce.number({ error: 'must be a number of days' }).int().min(0).max(3650);
const format = z.enum(['auto', ...WEIGHT_FORMATS], { error: `must be auto, ${WEIGHT_FORMATS.join(', ')}` });

const llmSchema = z.object({
  OPENROUTER_API_KEY: text,
  OPENAI_API_KEY: text,
  GROQ_API_KEY: text,
  TOGETHER_API_KEY: text,
  LLM_BASE_URL: url,
  LLM_API_KEY: text,
  DEFAULT_LLM_MODEL: text,
  ALLOW_EXPENSIVE_MODELS: z.stringbool({ error: 'must be true or false' }).default(false),
  LLM_DATA_POLICY: z
    .enum(['zdr', 'no-training', 'any'], { error: 'must be zdr, no-training or any' })
    .default('zdr'),
  LLM_BUDGET_PER_DAY_USD: usd.default(Number(SETTINGS.LLM_BUDGET_PER_DAY_USD.defaultValue)),
  LLM_BUDGET_PER_SERVER_USD: usd.default(Number(SETTINGS.LLM_BUDGET_PER_SERVER_USD.defaultValue)),
  LLM_BUDGET_PER_PERSON_USD: usd.default(Number(SETTINGS.LLM_BUDGET_PER_PERSON_USD.defaultValue)),
});

const schema = z.object({
  DISCORD_TOKEN: text,
  DISCORD_API_URL: url,
  ...llmSchema.shape,
  WHISPER_MODEL: z.string().default(SETTINGS.WHISPER_MODEL.defaultValue),
  WHISPER_LANGUAGE: language.optional(),
  WHISPER_ALLOWED_LANGUAGES: list.pipe(z.array(language)).optional(),
  WHISPER_TASK: z
    .enum(['transcribe', 'translate'], { error: 'must be transcribe or translate' })
    .default('transcribe'),
  WHISPER_NAMES: list.optional(),
  WHISPER_WINDOW_FLOOR_SECONDS: seconds.min(1).optional(),
  WHISPER_WINDOW_MARGIN_SECONDS: seconds.optional(),
  WHISPER_ENCODER_PRECISION: z
    .enum(['auto', 'as-stored', 'int8'], { error: 'must be auto, as-stored or int8' })
    .default('auto'),
  WHISPER_ENCODER_FORMAT: format.default('auto'),
  WHISPER_DECODER_FORMAT: format.default('auto'),
  WHISPER_THREADS: z.coerce.number({ error: 'must be a number of threads' }).int().min(1).max(64).optional(),
  FFMPEG_PATH: text,
  PIPER_MODEL_PATH: text,
  ADDRESSING: z.enum(['adaptive', 'always'], { error: 'must be adaptive or always' }).default('adaptive'),
  VOICE_ACTIVITY: z
    .enum(['auto', 'energy', 'silero'], { error: 'must be auto, energy or silero' })
    .default('auto'),
  END_OF_TURN: z
    .enum(['auto', 'silence', 'smart-turn'], { error: 'must be auto, silence or smart-turn' })
    .default('auto'),
  SPECULATION: z
    .enum(['auto', 'off', 'transcribe', 'reply'], { error: 'must be auto, off, transcribe or reply' })
    .default('auto'),
  ALLOW_DOWNLOADS: z.stringbool({ error: 'must be true or false' }).default(true),
  MODEL_MIRROR_URL: url,
  HF_TOKEN: text,
  DATA_FOLDER: z.string().default(SETTINGS.DATA_FOLDER.defaultValue),
  EVENTS_KEEP_DAYS: days.min(1).default(Number(SETTINGS.EVENTS_KEEP_DAYS.defaultValue)),
  EVENTS_KEEP_WORDS_DAYS: days.default(Number(SETTINGS.EVENTS_KEEP_WORDS_DAYS.defaultValue)),
  EVENTS_MAX_MB: z.coerce
    .number({ error: 'must be a number of MB' })
    .int()
    .min(20)
    .default(Number(SETTINGS.EVENTS_MAX_MB.defaultValue)),
  API_HOST: z.string().default(SETTINGS.API_HOST.defaultValue),
  API_PORT: z.coerce
    .number({ error: 'must be a port number' })
    .int()
    .min(0)
    .max(65_535)
    .default(Number(SETTINGS.API_PORT.defaultValue)),
  API_ALLOWED_HOSTS: list.optional(),
  API_ALLOWED_ORIGINS: list.optional(),
  WEBHOOK_ALLOWED_HOSTS: list.optional(),
  LOG_LEVEL: z
    .string()
    .toLowerCase()
    .pipe(
      z.enum(['debug', 'info', 'warn', 'error', 'fatal'], {
        error: 'must be DEBUG, INFO, WARN, ERROR or FATAL',
      }),
    )
    .default('info'),
  DEBUG: z.stringbool({ error: 'must be true or false' }).default(false),
});

/** One of these is enough for a language model. */
const MIND_SETTINGS = [
  'LLM_BASE_URL',
  'OPENROUTER_API_KEY',
  'OPENAI_API_KEY',
  'GROQ_API_KEY',
  'TOGETHER_API_KEY',
] as const satisfies readonly SettingName[];

/**
 * Reads the configuration; a process without Discord needs no token of it.
 *
 * @throws AppError `CONFIG_INVALID`, whose one message names every setting that is missing or wrong, what
 * it is for and how to get it.
 */
export function loadConfig(environment: Environment, { needsDiscord = true } = {}): Config {
  // An empty line in .env means "not set".
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim() !== ''));
  const parsed = schema.safeParse(set);
  const problems = new Map<SettingName, string>();
  for (const issue of parsed.error?.issues ?? []) problems.set(issue.path[0] as SettingName, issue.message);
  if (needsDiscord && !set['DISCORD_TOKEN']) problems.set('DISCORD_TOKEN', 'is not set');
  if (!MIND_SETTINGS.some((name) => set[name])) {
    problems.set(
      'OPENROUTER_API_KEY',
      'is not set, and neither is LLM_BASE_URL nor the key of another provider',
    );
  }
  if (!set['PIPER_MODEL_PATH']) problems.set('PIPER_MODEL_PATH', 'is not set');
  if (set['WHISPER_WINDOW_MARGIN_SECONDS'] && !set['WHISPER_WINDOW_FLOOR_SECONDS']) {
    problems.set('WHISPER_WINDOW_MARGIN_SECONDS', 'needs WHISPER_WINDOW_FLOOR_SECONDS beside it');
  }
  if (!parsed.success || problems.size > 0) throw configError(problems);

  const values = parsed.data;
  return Object.freeze<Config>({
    discord: { token: values.DISCORD_TOKEN ?? '', apiUrl: values.DISCORD_API_URL },
    llm: llmSettings(values),
    whisper: { model: values.WHISPER_MODEL, options: whisperOptions(values) },
    ffmpegPath: values.FFMPEG_PATH,
    piperVoice: values.PIPER_MODEL_PATH ?? '',
    addressing: values.ADDRESSING,
    voiceActivity: values.VOICE_ACTIVITY,
    endOfTurn: values.END_OF_TURN,
    speculation: values.SPECULATION,
    models: {
      allowDownloads: values.ALLOW_DOWNLOADS,
      mirrorUrl: values.MODEL_MIRROR_URL,
      huggingFaceToken: values.HF_TOKEN,
    },
    dataFolder: values.DATA_FOLDER,
    events: {
      keepDays: values.EVENTS_KEEP_DAYS,
      keepWordsDays: values.EVENTS_KEEP_WORDS_DAYS,
      maxBytes: values.EVENTS_MAX_MB * 1e6,
    },
    api: {
      host: values.API_HOST,
      port: values.API_PORT,
      allowedHosts: values.API_ALLOWED_HOSTS ?? [],
      allowedOrigins: values.API_ALLOWED_ORIGINS ?? [],
    },
    webhookAllowedHosts: values.WEBHOOK_ALLOWED_HOSTS ?? [],
    logLevel: values.DEBUG ? 'debug' : values.LOG_LEVEL,
    debug: values.DEBUG,
  });
}

function whisperOptions(values: z.output<typeof schema>): Config['whisper']['options'] {
  const floorSeconds = values.WHISPER_WINDOW_FLOOR_SECONDS;
  return {
    task: values.WHISPER_TASK,
    encoderPrecision: values.WHISPER_ENCODER_PRECISION,
    encoderFormat: values.WHISPER_ENCODER_FORMAT,
    decoderFormat: values.WHISPER_DECODER_FORMAT,
    ...(values.WHISPER_LANGUAGE !== undefined && { language: values.WHISPER_LANGUAGE }),
    ...(values.WHISPER_ALLOWED_LANGUAGES && { allowedLanguages: values.WHISPER_ALLOWED_LANGUAGES }),
    ...(values.WHISPER_NAMES && { promptTerms: values.WHISPER_NAMES }),
    ...(values.WHISPER_THREADS !== undefined && { encoderThreads: values.WHISPER_THREADS }),
    ...(floorSeconds !== undefined && {
      windowPolicy: {
        floorSeconds,
        marginSeconds:
          values.WHISPER_WINDOW_MARGIN_SECONDS ?? Number(SETTINGS.WHISPER_WINDOW_MARGIN_SECONDS.defaultValue),
      },
    }),
  };
}

function configError(problems: ReadonlyMap<SettingName, string>): AppError {
  const lines = [...problems].map(([name, problem]) => {
    const { purpose, howTo } = SETTINGS[name];
    return `  ${name} ${problem}.\n      ${purpose}\n      ${howTo}`;
  });
  const message = [
    'aichat cannot start: these settings are missing or cannot be used.',
    ...lines,
    'Put them into a file named .env (copy .env.example, which describes every setting).',
    'To see a whole conversation without any of them: npm run demo',
  ].join('\n');
  return new AppError('CONFIG_INVALID', { message, context: { settings: [...problems.keys()] } });
}

/**
 * Reads what concerns the language model alone, for those who need no more.
 *
 * @throws AppError `CONFIG_INVALID` for values that cannot be used; what is missing is found out later.
 */
export function loadLanguageModelSettings(environment: Environment): LanguageModelSettings {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim() !== ''));
  const parsed = llmSchema.safeParse(set);
  if (parsed.success) return llmSettings(parsed.data);
  const problems = parsed.error.issues.map(({ path, message }) => `${String(path[0])} ${message}.`);
  throw new AppError('CONFIG_INVALID', { message: problems.join(' ') });
}

function llmSettings(values: z.output<typeof llmSchema>): LanguageModelSettings {
  return {
    baseUrl: values.LLM_BASE_URL,
    openRouterKey: values.OPENROUTER_API_KEY,
    openAiKey: values.OPENAI_API_KEY,
    groqKey: values.GROQ_API_KEY,
    togetherKey: values.TOGETHER_API_KEY,
    localKey: values.LLM_API_KEY,
    defaultModel: values.DEFAULT_LLM_MODEL,
    allowExpensive: values.ALLOW_EXPENSIVE_MODELS,
    dataPolicy: values.LLM_DATA_POLICY,
    budget: {
      perDayUsd: limit(values.LLM_BUDGET_PER_DAY_USD),
      perServerUsd: limit(values.LLM_BUDGET_PER_SERVER_USD),
      perPersonUsd: limit(values.LLM_BUDGET_PER_PERSON_USD),
    },
  };
}
