export { builtInPersonas, defaultPersona, isBuiltIn } from './built-in.ts';
export { calledNames, createPersona, simplePersona, spokenName, type Persona } from './persona.ts';
export {
  buildPrompt,
  type BuiltPrompt,
  type PromptInput,
  type PromptMessage,
} from './prompt/build-prompt.ts';
