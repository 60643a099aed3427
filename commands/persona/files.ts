import { drawPortrait, type Answer, type GuildCommandInteraction } from '#discord';
import { CARD_LIMITS, cardJson, cardPng, readCardApart, spokenName, type CardVersion } from '#personas';
import type { Use } from '../command.ts';
import { personaAnswer } from './persona-card.ts';

/** `/persona import`: reads a card and shows what is in it, what it tells the model above all. */
export async function importPersona(interaction: GuildCommandInteraction, use: Use): Promise<Answer> {
  const { personas, calls, words, download, signal } = use;
  const { guildId, options, user } = interaction;
  const bytes = await download(options.getAttachment('card', true), {
    maxBytes: CARD_LIMITS.maxFileBytes,
    signal,
  });
  const { card, picture, notes } = await readCardApart(bytes, signal);
  const found = personas.add({
    guildId,
    card,
    picture,
    createdBy: user.id,
    name: options.getString('name') ?? undefined,
    replace: options.getBoolean('replace') ?? false,
  });
  await calls.get(guildId)?.cast.follow(signal);
  const headline = words.persona.imported(found.persona.name);
  return personaAnswer({ found, headline, notes, withInstructions: true }, use);
}

/** `/persona export`. */
export async function exportPersona(interaction: GuildCommandInteraction, use: Use): Promise<Answer> {
  const { personas, words, signal } = use;
  const { persona, picture } = personas.find(
    interaction.guildId,
    interaction.options.getString('name', true),
  );
  const format = interaction.options.getString('format') ?? 'v3-png';
  const [version, carrier] = format.split('-') as [CardVersion, 'png' | 'json'];
  const bytes =
    carrier === 'json'
      ? Buffer.from(cardJson(persona.card, version))
      : cardPng(persona.card, version, picture ?? (await drawPortrait(spokenName(persona), signal)));
  return {
    content: words.persona.exported(persona.name, `${version.toUpperCase()} ${carrier.toUpperCase()}`),
    files: [{ name: `${fileName(persona.name)}.${carrier}`, bytes }],
  };
}

/** A name that any file system takes. */
function fileName(name: string): string {
  return (
    name
      .normalize('NFC')
      .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
      .replaceAll(/^-+|-+$/gu, '')
      .slice(0, 40) || 'persona'
  );
}
