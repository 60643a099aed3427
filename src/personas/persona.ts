/** Who the bot is in a conversation. */
export interface Persona {
  readonly name: string;
  /** Who it is and how it talks, addressed to the model. */
  readonly character: string;
}

/** The persona of a server that has chosen none. */
export const defaultPersona: Persona = {
  name: 'Mira',
  character: 'You are Mira, a warm and curious companion who listens well and likes to talk with people.',
};
