import type { ChosenModel } from './chosen-model.ts';
import { describeModel } from './chosen-model.ts';
import type { ModelRegistry } from './model-registry.ts';

/** A model that its provider will soon no longer offer. */
export interface Retirement {
  readonly model: string;
  readonly endsOn: string;
  readonly daysLeft: number;
}

const WARN_DAYS = 60;
const DAY_MS = 24 * 60 * 60_000;

/** The default model and the registry's usable ones that end within sixty days, the soonest first. */
export function retirementsOf(
  defaultModel: ChosenModel,
  registry: ModelRegistry,
  nowMs: number,
): readonly Retirement[] {
  const usable = registry.list().flatMap(({ model, refusal }) => (refusal ? [] : [model]));
  const models = new Map([defaultModel, ...usable].map((model) => [model.alias, model]));
  return [...models.values()]
    .flatMap((model) => {
      if (model.endsOn === undefined) return [];
      const daysLeft = Math.ceil((Date.parse(model.endsOn) - nowMs) / DAY_MS);
      return daysLeft <= WARN_DAYS ? [{ model: describeModel(model), endsOn: model.endsOn, daysLeft }] : [];
    })
    .toSorted((one, other) => one.daysLeft - other.daysLeft);
}
