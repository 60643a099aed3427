import type { ApiKeys, ProviderName } from './models.ts';
import type { Pricing, Tier } from './tier.ts';

/** A model, and everything that is needed to ask it but the key. */
export interface ChosenModel {
  /** The registry's alias; for a local server the model id itself; else `<provider>:<model id>`. */
  readonly alias: string;
  readonly provider: ProviderName;
  /** The provider's name as people write it. */
  readonly providerTitle: string;
  readonly modelId: string;
  readonly baseUrl: string;
  /** Where the key is; the key itself is no part of this. A local server may do without one. */
  readonly apiKeyVariable: string;
  readonly apiKeyName: keyof ApiKeys;
  readonly pricing: Pricing;
  /** Where the price comes from: what the provider lists today, what this program knew, or one's own server. */
  readonly priceSource: 'catalogue' | 'registry' | 'local';
  readonly tier: Tier;
  /** Prompt and reply together; unknown for most local servers. */
  readonly contextTokens?: number;
  readonly answersAs?: readonly string[];
  /** The day on which the provider says it ends, as YYYY-MM-DD. */
  readonly endsOn?: string;
}

const usd = (amount: number): string => `$${amount === 0 ? '0' : amount.toFixed(3)}`;

/** What a million tokens cost, in words; every log line that names a model has it. */
export function describePrice({ provider, pricing }: Pick<ChosenModel, 'provider' | 'pricing'>): string {
  const { inputUsdPerMillion: input, outputUsdPerMillion: output } = pricing;
  const where = provider === 'local' ? ', on a server of your own' : '';
  return `${usd(input)} in and ${usd(output)} out per million tokens${where}`;
}

/** The model and what it costs, in one line for the log and `/status`. */
export function describeModel(model: ChosenModel): string {
  const end = model.endsOn === undefined ? '' : `; ends on ${model.endsOn}`;
  return `${model.alias}: ${model.tier}, ${describePrice(model)}${end}`;
}

/** The model as it stands in the context of an error, with what it costs. */
export function modelFacts(model: ChosenModel): Readonly<Record<string, unknown>> {
  return { provider: model.provider, model: model.modelId, price: describePrice(model) };
}
