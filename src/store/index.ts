export { createApiTokensRepository, type ApiToken, type ApiTokens } from './api-tokens.ts';
export { backUpDatabases, checkDatabases, restoreDatabase } from './backup.ts';
export { checkDatabase } from './check-database.ts';
export { createCommandRolesRepository, type CommandRolesRepository } from './command-roles.ts';
export type { OpenDatabase } from './connection.ts';
export { createDatabaseNotesRepository, type DatabaseNotes } from './database-notes.ts';
export {
  createDeliveriesRepository,
  type Deliveries,
  type Delivery,
  type DeliveryResult,
  type NewDelivery,
} from './deliveries.ts';
export { createEventLog, type EventLog } from './event-log.ts';
export { claimDataFolder, type DataFolderClaim } from './instance-lock.ts';
export { openEventJournal, type EventJournal, type EventJournalFigures } from './journal/event-journal.ts';
export {
  createModelUsageRepository,
  dayOf,
  type BudgetScope,
  type DayLimits,
  type ModelUsageRepository,
  type ModelUsageRow,
} from './model-usage.ts';
export { databasePath, openDatabase, type DatabaseName } from './open-databases.ts';
export type { PruneReport, RetentionPolicy } from './retention.ts';
export {
  createPersonaRepository,
  type PersonaChoice,
  type PersonaRepository,
  type PersonaRow,
} from './personas.ts';
export { QUERY_FIELDS } from './query/fields.ts';
export { type AskLog, type LogQuery, openLogQuery } from './query/log-query.ts';
export { createWebhooksRepository, type Webhook, type WebhookChange, type Webhooks } from './webhooks.ts';
export type { LogPage } from './query/search-events.ts';
export {
  createConversationsRepository,
  type ChannelConversation,
  type ConversationsRepository,
} from './conversations.ts';
export { createGuildSettingsRepository, type GuildSettingsRepository } from './guild-settings.ts';
export { createTurnLatenciesRepository, type TurnLatenciesRepository } from './turn-latencies.ts';
export { createServerModelsRepository, type ServerModelsRepository } from './server-models.ts';
