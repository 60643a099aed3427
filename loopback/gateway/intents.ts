/** The gateway intents that this Discord knows events for, each with its bit. */
export const GATEWAY_INTENTS = {
  guilds: 1 << 0,
  guildMembers: 1 << 1,
  guildVoiceStates: 1 << 7,
  guildPresences: 1 << 8,
  guildMessages: 1 << 9,
  messageContent: 1 << 15,
} as const;

/** The name of a gateway intent. */
export type GatewayIntent = keyof typeof GATEWAY_INTENTS;

/** Intents that Discord gives only to applications for which they were switched on. */
export const PRIVILEGED_INTENTS = ['guildMembers', 'guildPresences', 'messageContent'] as const;

/** The name of a privileged intent. */
export type PrivilegedIntent = (typeof PRIVILEGED_INTENTS)[number];

/** All bits that Discord defines; others are an error (close code 4013). */
export const KNOWN_INTENT_BITS = 0b11_1001_1111_1111_1111_1111_1111;

/** True when the bitfield asks for the intent. */
export function hasIntent(intents: number, intent: GatewayIntent): boolean {
  return (intents & GATEWAY_INTENTS[intent]) !== 0;
}
