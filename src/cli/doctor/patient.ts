import { toAppError } from '#core';
import type { LanguageModelSettings } from '#llm';
import { problem, type Finding } from './finding.ts';

/** The settings that the doctor looks at. */
export interface PatientConfig {
  readonly discord: { readonly token: string; readonly apiUrl: string | undefined };
  readonly llm: LanguageModelSettings;
  readonly whisper: { readonly model: string };
  readonly piperVoice: string;
  readonly models: {
    readonly allowDownloads: boolean;
    readonly mirrorUrl: string | undefined;
    readonly huggingFaceToken: string | undefined;
  };
  readonly dataFolder: string;
  readonly api: { readonly host: string; readonly port: number };
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the settings. @throws AppError `CONFIG_INVALID` with the names of the wrong ones in its context. */
export type LoadConfig = (environment: Environment) => PatientConfig;

/** What is examined. */
export interface Patient {
  readonly config: PatientConfig;
  readonly environment: Environment;
  /** Whether a setting is there and can be used. */
  readonly isSet: (name: string) => boolean;
  readonly signal: AbortSignal;
  /** Calendar time, in ms since 1970. */
  readonly nowMs: () => number;
  /** Intents that the bot asks for, as Discord's bits. */
  readonly intents: number;
}

/** What makes the rest of the settings readable where one that is needed is missing; never used. */
const STAND_INS: Environment = {
  DISCORD_TOKEN: 'unset',
  PIPER_MODEL_PATH: 'unset',
  OPENROUTER_API_KEY: 'unset',
};

/** The settings as they are, and a finding for each that is missing or wrong. */
export function readSettings(
  environment: Environment,
  loadConfig: LoadConfig,
): Pick<Patient, 'config' | 'isSet'> & { readonly findings: readonly Finding[] } {
  try {
    return { config: loadConfig(environment), isSet: () => true, findings: [] };
  } catch (thrown) {
    const error = toAppError(thrown);
    const wrong = error.context['settings'];
    if (error.code !== 'CONFIG_INVALID' || !Array.isArray(wrong)) throw thrown;
    const names = wrong.map(String);
    const right = Object.entries(environment).map(([name, value]) =>
      names.includes(name) ? [name, STAND_INS[name]] : [name, value],
    );
    const absent = Object.entries(STAND_INS).filter(([name]) => names.includes(name));
    const isSet = (name: string): boolean => !names.includes(name);
    const findings = namedProblems(error.message, names);
    return { config: loadConfig(Object.fromEntries([...right, ...absent])), isSet, findings };
  }
}

/** The message has, for each setting, `  NAME what is wrong.` and two lines of help. */
function namedProblems(message: string, names: readonly string[]): readonly Finding[] {
  const lines = message.split('\n');
  return names.map((name) => {
    const at = lines.findIndex((line) => line.startsWith(`  ${name} `));
    const [found = name, purpose = '', howTo = ''] = lines.slice(at, at + 3).map((line) => line.trim());
    return problem('settings', found, `${purpose} ${howTo} Put it into .env.`);
  });
}
