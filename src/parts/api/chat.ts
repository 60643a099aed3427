import { randomUUID } from 'node:crypto';
import type { ChatPort } from '#http';
import { countTokens, type LanguageModels } from '#llm';
import { buildPrompt, type PersonaLibrary } from '#personas';

/** The persona in writing, for the HTTP API. */
export function createChatPort(models: LanguageModels, personas: PersonaLibrary): ChatPort {
  return {
    answer({ text, name, persona: wanted, guildId, history }, signal) {
      const place = { guildId: guildId ?? '' };
      const { persona } =
        wanted === undefined ? personas.inForce(place) : personas.find(place.guildId, wanted);
      const alias = persona.settings.model;
      const model = models.modelFor(guildId, alias);
      const { messages } = buildPrompt({
        persona,
        medium: 'text',
        people: [name],
        history,
        incoming: [{ role: 'user', content: `${name}: ${text}` }],
        contextTokens: model.contextTokens,
        countTokens: (counted) => countTokens(model, counted).tokens,
        random: Math.random,
        seed: randomUUID(),
      });
      const asker = { purpose: 'text', ...(guildId !== undefined && { guildId }) } as const;
      const pieces = models.reply(messages, signal, { asker, alias });
      return { persona: persona.name, model: model.alias, pieces };
    },
  };
}
