export { createChatClient, type ChatClient, type ChatClientOptions, type ChatLimits } from './chat-client.ts';
export type { ChatMessage } from './chat-message.ts';
export { countPromptTokens, countTokens, type TokenCount } from './count-tokens.ts';
export { chooseModel, describeModel, type ChosenModel, type ModelSettings } from './choose-model.ts';
export type { ApiKeys, ProviderName } from './models.ts';
export type { Pricing, Tier } from './tier.ts';
export type { ChatUsage } from './usage.ts';
