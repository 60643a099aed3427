export { defaultPersona, type Persona } from './persona.ts';
export { systemPrompt } from './system-prompt.ts';
