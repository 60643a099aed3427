/** The tables of `aichat.db`, one file per aggregate. */
export * from './command-role.ts';
export * from './database-note.ts';
export * from './persona.ts';
export * from './model-usage.ts';
export * from './api-token.ts';
export * from './webhook.ts';
export * from './conversation.ts';
export * from './guild-setting.ts';
export * from './turn-latency.ts';
export * from './server-model.ts';
