import { z } from 'zod';

/** The key under `extensions` at which a card carries what aichat adds to it. */
export const SETTINGS_KEY = 'aichat/voice';

/** How long the answers of a persona are. */
export const REPLY_LENGTHS = ['short', 'medium', 'long'] as const;

/** How a persona speaks and thinks. What is absent is as the server has it. */
export const personaSettingsSchema = z.object({
  /** Name of an installed Piper voice. */
  voice: z.string().min(1).max(200).optional(),
  /** One of several speakers of that voice, by number or name. */
  speaker: z.union([z.string().min(1).max(100), z.int().min(0)]).optional(),
  /** 0.25 … 4: 2 is twice as fast as the voice's own pace. */
  speed: z.number().min(0.25).max(4).optional(),
  /** 0 … 2: how lively the voice is; 1 is its own way. */
  variation: z.number().min(0).max(2).optional(),
  /** The language that it speaks, as `de` or `de_DE`. */
  language: z
    .string()
    .regex(/^[a-z]{2,3}(?:[_-][A-Z]{2})?$/u, 'must be a language code such as de')
    .optional(),
  /** Alias of a language model. */
  model: z.string().min(1).max(200).optional(),
  replyLength: z.enum(REPLY_LENGTHS).optional(),
});

/** See {@link personaSettingsSchema}. */
export type PersonaSettings = z.infer<typeof personaSettingsSchema>;
