export { builtInPersonas, defaultPersona, isBuiltIn } from './built-in.ts';
export type { Card } from './cards/card.ts';
export { CARD_LIMITS } from './cards/card-limits.ts';
export { editCard, editSettings, newCard, type CardTexts } from './cards/edit-card.ts';
export { REPLY_LENGTHS, type PersonaSettings } from './cards/persona-settings.ts';
export { readCardApart } from './cards/read-card-apart.ts';
export type { CardNote, ReadCard } from './cards/read-card.ts';
export { cardJson, cardPng, type CardVersion } from './cards/write-card.ts';
export { greetingOf, spokenGreeting, type Greeting } from './greeting.ts';
export {
  createPersonaLibrary,
  type LibraryPersona,
  type PersonaEntry,
  type PersonaLibrary,
  type PersonaPlace,
} from './library.ts';
export { calledNames, createPersona, simplePersona, spokenName, type Persona } from './persona.ts';
export {
  buildPrompt,
  type BuiltPrompt,
  type PromptInput,
  type PromptMessage,
} from './prompt/build-prompt.ts';
