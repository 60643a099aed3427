export type { ApiTokenEntry, EventLog, TokenBook } from './ports.ts';
export { SCOPES, type Scope } from './scopes.ts';
export { makeToken, type MadeToken } from './security/bearer-token.ts';
export { openSidecar, type Sidecar, type SidecarOptions } from './sidecar.ts';
export { addWebhookRoutes } from './routes/webhooks.ts';
