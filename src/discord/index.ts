export { createCalls, type Calls } from './calls.ts';
export type { Call, CallParts } from './call.ts';
export { createDiscordClient, logIn, registerCommands } from './client.ts';
export type { Command, CommandContext, GuildCommandInteraction } from './command.ts';
export { routeCommands } from './command-router.ts';
export { describeStatus } from './describe-status.ts';
export type { StatusReport } from './status-report.ts';
export { words } from './words.ts';
