import juno from '../../personas/juno.json' with { type: 'json' };
import mira from '../../personas/mira.json' with { type: 'json' };
import otto from '../../personas/otto.json' with { type: 'json' };
import { toCard } from './cards/card.ts';
import type { JsonObject } from './cards/json.ts';
import { createPersona, type Persona } from './persona.ts';

const BUILT_IN_PREFIX = 'built-in:';

/** The personas that come with aichat: cards in `personas/`, as anybody else's. */
export const builtInPersonas: readonly Persona[] = Object.entries({ mira, otto, juno }).map(([key, card]) =>
  createPersona(`${BUILT_IN_PREFIX}${key}`, toCard(card as unknown as JsonObject)),
);

export const isBuiltIn = (id: string): boolean => id.startsWith(BUILT_IN_PREFIX);

/**
 * Who the bot is where nobody has chosen: Mira, in the voice that the owner has set, which is there for sure.
 */
export const defaultPersona: Persona = withoutVoice(builtInPersonas[0]);

function withoutVoice(persona: Persona | undefined): Persona {
  if (!persona) throw new Error('aichat comes with a persona');
  const { voice: _voice, ...settings } = persona.settings;
  return { ...persona, id: 'default', settings };
}
