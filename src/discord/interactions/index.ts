export type { Answer, AnswerFile, AnswerRow, RichAnswer } from './answer.ts';
export type {
  Command,
  CommandUse,
  GuildCommandInteraction,
  GuildComponentInteraction,
  GuildFormInteraction,
  Suggestion,
} from './command.ts';
export { routeCommands } from './command-router.ts';
export { pathsOf } from './command-paths.ts';
export { buttonRow, selectRow } from './components.ts';
export { createDownload } from './download.ts';
export { localiseCommand, textsToTranslate } from './localise-command.ts';
export { createPageMemory } from './pages.ts';
export type { CommandRoles } from './permissions.ts';
export { Refusal } from './refusal.ts';
