import type { LanguageModelSettings } from '#llm';
import type { CliContext } from './command-context.ts';

/** Takes the settings of the language models out of the environment. @throws AppError `CONFIG_INVALID`. */
export type ReadModelSettings = (environment: CliContext['environment']) => LanguageModelSettings;
