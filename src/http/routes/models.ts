import { z } from 'zod';
import type { LanguageModels } from '#llm';
import type { ModelStore } from '#models';
import type { ZodServer } from '../server.ts';
import { problems } from './problems.ts';

/** What there is to choose from. */
export interface ModelsPort {
  readonly languageModels: Pick<LanguageModels, 'list' | 'defaultModel'>;
  readonly store: Pick<ModelStore, 'listModels' | 'listVoices'>;
  /** What runs just now, by name. */
  readonly inUse: { readonly recogniser: string; readonly voice: string };
}

const languageModel = z
  .object({
    alias: z.string(),
    provider: z.string(),
    id: z.string(),
    tier: z.string(),
    inputUsdPerMillion: z.number(),
    outputUsdPerMillion: z.number(),
    contextTokens: z.int().nullable(),
    isUsable: z.boolean(),
    refusal: z.string().nullable().describe('Why it cannot be used.'),
    isDefault: z.boolean(),
  })
  .meta({ id: 'LanguageModel' });
const recogniser = z
  .object({
    name: z.string(),
    state: z.enum(['installed', 'incomplete', 'absent']),
    summary: z.string(),
    isInUse: z.boolean(),
  })
  .meta({ id: 'Recogniser' });
const voice = z
  .object({
    name: z.string(),
    state: z.enum(['installed', 'incomplete']),
    sizeBytes: z.number(),
    isInUse: z.boolean(),
  })
  .meta({ id: 'Voice' });

/** `/api/models` and `/api/voice/voices`. */
export function addModelRoutes(app: ZodServer, { languageModels, store, inUse }: ModelsPort): void {
  const config = { scope: 'read' } as const;
  app.get(
    '/api/models',
    {
      config,
      schema: {
        tags: ['models'],
        summary: 'Language models with their prices, and recognisers',
        response: {
          200: z
            .object({ languageModels: z.array(languageModel), recognisers: z.array(recogniser) })
            .describe('Whether each can be used, and why not.'),
          ...problems(),
        },
      },
    },
    async () => ({
      languageModels: languageModels.list().map(({ model, refusal }) => ({
        alias: model.alias,
        provider: model.provider,
        id: model.modelId,
        tier: model.tier,
        inputUsdPerMillion: model.pricing.inputUsdPerMillion,
        outputUsdPerMillion: model.pricing.outputUsdPerMillion,
        contextTokens: model.contextTokens ?? null,
        isUsable: refusal === undefined,
        refusal: refusal?.message ?? null,
        isDefault: model.alias === languageModels.defaultModel.alias,
      })),
      recognisers: (await store.listModels()).map(({ name, state, model }) => ({
        name,
        state,
        summary: model?.summary ?? 'brought by hand',
        isInUse: name === inUse.recogniser,
      })),
    }),
  );
  app.get(
    '/api/voice/voices',
    {
      config,
      schema: {
        tags: ['voice'],
        summary: 'The voices of this machine',
        response: {
          200: z.object({ voices: z.array(voice) }).describe('Those in the voices folder.'),
          ...problems(),
        },
      },
    },
    async () => ({
      voices: (await store.listVoices()).map(({ key, state, sizeBytes }) => ({
        name: key,
        state,
        sizeBytes,
        isInUse: key === inUse.voice,
      })),
    }),
  );
}
