import type { AppError } from '#core';

import type { ProviderName } from '../models.ts';
import type { Pricing } from '../tier.ts';

/** A model as its provider lists it today. */
export interface OfferedModel {
  readonly modelId: string;
  /** Undefined where the provider's list tells no prices. */
  readonly pricing?: Pricing;
  readonly contextTokens?: number;
  /** The day on which the provider says it ends, as YYYY-MM-DD. */
  readonly endsOn?: string;
  /** It takes and gives text, and nothing in its name speaks of another use than talk. */
  readonly isForTalk: boolean;
  /** It thinks before it speaks, which takes time. */
  readonly reasons: boolean;
  /** At least one host promises to keep nothing; undefined where the provider does not tell. */
  readonly keepsNothing?: boolean;
}

/** What an account at OpenRouter may do. */
export interface AccountFacts {
  /** Models that cost something can be asked. */
  readonly canPay: boolean;
  /** Requests to free models a day (UTC). */
  readonly freeRequestsPerDay: number;
  /** Of these, used today when the account was asked. */
  readonly freeRequestsUsed: number;
}

/** What one provider told at start. */
export interface Catalogue {
  readonly provider: ProviderName;
  readonly models: readonly OfferedModel[];
  /** Only OpenRouter tells this. */
  readonly account?: AccountFacts;
}

/** The catalogues of the providers whose keys are there; a provider that could not be asked has its failure. */
export type Catalogues = ReadonlyMap<ProviderName, Catalogue | AppError>;
