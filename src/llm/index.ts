export type { Asker, BudgetLimits, BudgetWarning } from './budget.ts';
export { describeUsd, toUsd } from './budget.ts';
export type { ChatMessage } from './chat-message.ts';
export { describeModel, describePrice, type ChosenModel } from './chosen-model.ts';
export { countPromptTokens, countTokens, type TokenCount } from './count-tokens.ts';
export {
  openLanguageModels,
  type LanguageModels,
  type LanguageModelSettings,
  type LanguageModelsOptions,
  type ServerModels,
} from './language-models.ts';
export { listModels } from './list-models.ts';
export type { DataPolicy, ListedModel } from './model-registry.ts';
export type { Retirement } from './retirement.ts';
export type { Pricing, Tier } from './tier.ts';
export { startOfDays, summariseUsage, type UsageFigures, type UsageSummary } from './usage-summary.ts';
export type { ChatUsage } from './usage.ts';
