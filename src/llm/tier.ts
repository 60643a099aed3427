/** What a model costs, in USD per million tokens. */
export interface Pricing {
  readonly inputUsdPerMillion: number;
  readonly outputUsdPerMillion: number;
}

/** How dear a model is; worked out from its price, never written down. */
export type Tier = 'FREE' | 'CHEAP' | 'BUDGET' | 'EXPENSIVE';

const MAX_CHEAP_USD_PER_MILLION = 0.6;
const MAX_BUDGET_USD_PER_MILLION = 2;

/** The tier of a price; the dearer of its two sides decides. */
export function tierOf({ inputUsdPerMillion, outputUsdPerMillion }: Pricing): Tier {
  const dearer = Math.max(inputUsdPerMillion, outputUsdPerMillion);
  if (dearer === 0) return 'FREE';
  if (dearer <= MAX_CHEAP_USD_PER_MILLION) return 'CHEAP';
  return dearer <= MAX_BUDGET_USD_PER_MILLION ? 'BUDGET' : 'EXPENSIVE';
}

/** What so many tokens cost, in USD. */
export function costUsd(pricing: Pricing, promptTokens: number, completionTokens: number): number {
  const millionths =
    promptTokens * pricing.inputUsdPerMillion + completionTokens * pricing.outputUsdPerMillion;
  return millionths / 1_000_000;
}
