import { createOggOpusStream } from '#audio';
import type { Answer, GuildCommandInteraction } from '#discord';
import { greetingOf, spokenGreeting, type Persona } from '#personas';
import type { Use } from '../command.ts';

/** `/persona preview`: a sound file in which the persona speaks. */
export async function previewPersona(interaction: GuildCommandInteraction, use: Use): Promise<Answer> {
  const { personas, words } = use;
  const { persona } = personas.find(interaction.guildId, interaction.options.getString('name', true));
  const people = [interaction.member.displayName];
  const greeting = greetingOf(persona, { people, random: Math.random, seed: interaction.id });
  const text =
    interaction.options.getString('text') ??
    (greeting ? spokenGreeting(greeting.text) : words.persona.previewText);
  return {
    content: words.persona.preview(persona.name),
    files: [
      { name: 'preview.ogg', bytes: await spoken(persona, text, use), description: text.slice(0, 1000) },
    ],
  };
}

async function spoken(persona: Persona, text: string, { roles, signal }: Use): Promise<Uint8Array> {
  const voice = await roles.voiceOf(persona, signal);
  const file = await createOggOpusStream({ comments: ['COMMENT=AI-generated'] });
  try {
    const pieces: Uint8Array[] = [];
    for await (const { samples } of voice.synthesizer.synthesize({ index: 0, text }, signal)) {
      pieces.push(file.push(samples));
    }
    return Buffer.concat([...pieces, file.finish()]);
  } finally {
    file.close();
    voice.release();
  }
}
