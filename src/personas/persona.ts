import { toCard, type Card } from './cards/card.ts';
import type { PersonaSettings } from './cards/persona-settings.ts';

/** Who the bot is in a conversation. */
export interface Persona {
  readonly id: string;
  readonly name: string;
  readonly card: Card;
  /** How it speaks and thinks; what is absent is as the server has it. */
  readonly settings: PersonaSettings;
}

/** @param id - how a choice refers to it. */
export function createPersona(id: string, card: Card): Persona {
  return { id, name: card.fields.name, card, settings: card.fields.settings };
}

/** The name that stands for `{{char}}` and that the bot bears in a server. */
export function spokenName({ card: { fields } }: Persona): string {
  return fields.nickname.trim() || fields.name;
}

/** What people may call it by. */
export function calledNames(persona: Persona): readonly string[] {
  const [first = ''] = persona.name.split(/\s+/u);
  const isName = first.length >= 3 && !/^(?:the|der|die|das|les|los|mrs?|miss|herr|frau)\b/iu.test(first);
  return [...new Set([spokenName(persona), persona.name, ...(isName ? [first] : [])])];
}

/** A persona of a few words, without a card of its own. */
export function simplePersona(name: string, description: string): Persona {
  return createPersona(
    `simple:${name}`,
    toCard({ spec: 'chara_card_v3', spec_version: '3.0', data: { name, description } }),
  );
}
