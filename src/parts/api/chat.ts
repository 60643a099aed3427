import { randomUUID } from 'node:crypto';
import { UserError } from '#core';
import type { ChatPort } from '#http';
import { countTokens } from '#llm';
import { buildPrompt, builtInPersonas, type Persona } from '#personas';
import type { Mind } from '../mind.ts';

/** The persona in writing, for the HTTP API. */
export function createChatPort({ models, persona: usual }: Mind): ChatPort {
  return {
    answer({ text, name, persona: wanted, guildId, history }, signal) {
      const persona = wanted === undefined ? usual : findPersona(wanted);
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

function findPersona(name: string): Persona {
  const found = builtInPersonas.find((persona) => persona.name.toLowerCase() === name.toLowerCase());
  if (found === undefined)
    throw new UserError('PERSONA_UNKNOWN', { message: `There is no persona ${name}.` });
  return found;
}
