import { AppError } from '#core';

import type { Catalogues } from './catalogue/catalogue.ts';
import { type ChosenModel, describeModel } from './chosen-model.ts';
import type { ListedModel, ModelRegistry } from './model-registry.ts';
import { DEFAULT_ALIAS, MODELS, type RegisteredModel } from './models.ts';
import { KEY_VARIABLES } from './provider-endpoint.ts';

/** What the choice is made from. */
export interface ModelChoiceOptions {
  /** DEFAULT_LLM_MODEL. */
  readonly wanted: string | undefined;
  readonly registry: ModelRegistry;
  readonly catalogues: Catalogues;
}

/** The model of this process and why it is this one. */
export interface ModelChoice {
  readonly model: ChosenModel;
  readonly reason: string;
  /** The provider could not be asked whether it offers the named model; this is why. */
  readonly unverified?: AppError;
}

const MAX_LISTED = 12;

/** Names for a sentence, a dozen at most. */
export function listNames(names: readonly string[]): string {
  const more = names.length - MAX_LISTED;
  return `${names.slice(0, MAX_LISTED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

const dearer = ({ model: { pricing } }: ListedModel): number =>
  Math.max(pricing.inputUsdPerMillion, pricing.outputUsdPerMillion);

const isUnknown = ({ model }: ListedModel): number => Number(model.alias.includes(':'));
const reasons = ({ offered }: ListedModel): number => Number(offered?.reasons ?? false);
const context = ({ model }: ListedModel): number => model.contextTokens ?? 0;

/** Cheaper first; of the same price, what the registry knows, what does not think at length, the longer context. */
function byPrice(one: ListedModel, other: ListedModel): number {
  return (
    dearer(one) - dearer(other) ||
    isUnknown(one) - isUnknown(other) ||
    reasons(one) - reasons(other) ||
    context(other) - context(one)
  );
}

/** The failure of a named model, with what could be named instead. */
function withFreeModels(refusal: AppError, registry: ModelRegistry): AppError {
  const free = registry
    .list()
    .filter((entry) => entry.refusal === undefined && entry.model.tier === 'FREE')
    .map(({ model }) => model.alias);
  const instead =
    free.length > 0 ? `Free today: ${listNames(free)}.` : 'No free model can be used with the present keys.';
  return new AppError(refusal.code, {
    message: `${refusal.message} ${instead}`,
    cause: refusal.cause,
    context: refusal.context,
  });
}

const describeRegistered = ({ alias, pricing }: RegisteredModel): string =>
  `${alias} ${pricing.inputUsdPerMillion}/${pricing.outputUsdPerMillion}`;

/** Nobody knows a model of that name. */
export function unknownModel(name: string): AppError {
  return new AppError('LLM_MODEL_UNKNOWN', {
    message:
      `"${name}" is none of ${MODELS.map(describeRegistered).join(', ')} (US dollars per million tokens). ` +
      'With LLM_BASE_URL it may be any model of that server, ' +
      'and what a provider lists with its price can be named as <provider>:<model id>.',
  });
}

function chooseNamed(name: string, { registry, catalogues }: ModelChoiceOptions): ModelChoice {
  const found = registry.find(name);
  if (found === undefined) throw unknownModel(name);
  const { model, refusal, isUnverified } = found;
  const reason = 'named by DEFAULT_LLM_MODEL';
  if (refusal === undefined) return { model, reason };
  // Being unreachable for once takes nothing from the list; being refused does.
  if (isUnverified && refusal === catalogues.get(model.provider) && refusal.retryable) {
    return { model, reason, unverified: refusal };
  }
  throw refusal.code === 'LLM_MODEL_GONE' ? withFreeModels(refusal, registry) : refusal;
}

/** What can be chosen without being named, best first. @throws AppError saying why there is nothing. */
function candidates({ registry, catalogues }: ModelChoiceOptions): readonly ListedModel[] {
  const usable = registry.candidates().filter(({ offered }) => offered?.isForTalk === true);
  const local = usable.filter(({ model }) => model.provider === 'local');
  // A server of one's own is preferred to any other, in the order of its own list.
  if (catalogues.has('local') && local.length > 0) return local;
  const failures = [...catalogues.values()].filter((told) => told instanceof AppError);
  const localFailure = catalogues.get('local');
  if (localFailure instanceof AppError) throw localFailure;
  if (!catalogues.has('local') && usable.length > 0) return usable.toSorted(byPrice);
  if (failures[0] !== undefined) throw failures[0];
  if (catalogues.size === 0) {
    throw new AppError('CONFIG_INVALID', {
      message:
        `There is no language model: set ${KEY_VARIABLES[0]} (free models exist) or one of ` +
        `${KEY_VARIABLES.slice(1).join(', ')}, or LLM_BASE_URL for a server of your own.`,
    });
  }
  const refusals = registry.list().flatMap(({ refusal }) => (refusal ? [refusal.message] : []));
  throw new AppError('LLM_MODEL_GONE', {
    message: `No language model can be used with the present keys. ${refusals.join(' ')}`
      .trim()
      .slice(0, 1500),
  });
}

/**
 * Settles, once for the life of the process, which model thinks. There is never a second one.
 *
 * - DEFAULT_LLM_MODEL set: that one. If its provider cannot be reached it is taken unverified.
 * - LLM_BASE_URL set: the first model that the server lists.
 * - Neither: `openrouter-dolphin-free` if it is still offered, else the cheapest that the keys can use.
 *
 * @throws AppError saying what is missing, what is not offered and what is.
 */
export function chooseModel(options: ModelChoiceOptions): ModelChoice {
  if (options.wanted !== undefined) return chooseNamed(options.wanted, options);
  const found = candidates(options);
  const preferred = found.find(({ model }) => model.alias === DEFAULT_ALIAS);
  if (preferred) return { model: preferred.model, reason: 'the default' };
  const [first] = found;
  if (first === undefined) throw new AppError('INTERNAL', { message: 'No model was left to choose from.' });
  if (first.model.provider === 'local') {
    return { model: first.model, reason: `the first of ${found.length} that the server lists` };
  }
  const absent = options.registry.find(DEFAULT_ALIAS)?.refusal?.message ?? '';
  return { model: first.model, reason: `the cheapest that can be used; ${absent}` };
}

/** The choice in one line for the log and `/status`. */
export function describeChoice({ model, reason, unverified }: ModelChoice): string {
  const doubt = unverified ? `, not verified: ${unverified.message}` : '';
  return `${describeModel(model)} (${reason}${doubt})`;
}
