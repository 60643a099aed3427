export { createCalls, type Calls } from './calls.ts';
export type { CallParts } from './call-parts.ts';
export type { Call } from './call.ts';
export { createRoles, type PromptSize, type Roles } from './call-role.ts';
export { answerMentions } from './chats/mentions.ts';
export { createTextChats, type TextChats } from './chats/text-chats.ts';
export { INTENTS, createDiscordClient, logIn, registerCommands } from './client.ts';
export {
  Refusal,
  buttonRow,
  createDownload,
  createPageMemory,
  pathsOf,
  routeCommands,
  selectRow,
  textsToTranslate,
  type Answer,
  type AnswerFile,
  type AnswerRow,
  type Command,
  type CommandRoles,
  type CommandUse,
  type GuildCommandInteraction,
  type GuildComponentInteraction,
  type GuildFormInteraction,
  type RichAnswer,
  type Suggestion,
} from './interactions/index.ts';
export { COLOURS, boxAt, cutText, dotAt, svgOf, textAt } from './pictures/svg.ts';
export { createPersonaLook, type PersonaLook } from './persona-look.ts';
export { renderPicture } from './pictures/render-picture.ts';
export { drawPersonaCard, drawPortrait } from './pictures/persona-card.ts';
export { completeQuestion } from './logs/complete-question.ts';
export { logLine } from './logs/log-line.ts';
export { drawStats } from './logs/stats-picture.ts';
export { describeStatus, statusPicture, type StatusReport } from './status/index.ts';
export { forgetOldLatencies, type LatencyFigures, type LatencyReport } from './latencies.ts';
export { createMemories, type Memories } from './memories.ts';
export { splitText } from './posting/split-text.ts';
export {
  createGuildSettings,
  GUILD_SETTING_NAMES,
  isGuildSettingName,
  settingOf,
  type GuildSettingName,
  type GuildSettings,
  type GuildSettingsBook,
} from './settings/index.ts';
export { commandTexts, languages, wordsFor, type Words } from './words/index.ts';
