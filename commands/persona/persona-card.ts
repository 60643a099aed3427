import type { APIEmbed } from 'discord.js';
import { drawPersonaCard, type AnswerFile, type PromptSize, type RichAnswer, type Words } from '#discord';
import { spokenName, type CardNote, type LibraryPersona, type Persona } from '#personas';
import type { Use } from '../command.ts';

const PICTURE_NAME = 'card.png';
/** Discord's longest value of a field, less what stands around it. */
const MAX_FIELD = 1000;

/** What is shown of a persona. */
export interface ShownPersona {
  readonly found: LibraryPersona;
  /** What has just happened to it. */
  readonly headline?: string;
  readonly notes?: readonly CardNote[];
  /** Shows what the card tells the model, too. */
  readonly withInstructions?: boolean;
}

/** A persona as people see it: the picture of its card, and what they may want to know. */
export async function personaAnswer(shown: ShownPersona, { words, roles, signal }: Use): Promise<RichAnswer> {
  const { found, headline, notes = [], withInstructions = false } = shown;
  const { persona, owner } = found;
  const { fields } = persona.card;
  const size = roles.promptSize(persona);
  const instructions = withInstructions ? instructionsOf(persona) : '';
  const picture = await drawPersonaCard(
    {
      name: spokenName(persona),
      fullName: persona.name,
      subtitle: words.persona.owners[owner],
      text: fields.creatorNotes || fields.description,
      tags: fields.tags,
      facts: factsOf(persona, size, words).map(({ value }) => value),
      picture: found.picture,
    },
    signal,
  );
  const embed: APIEmbed = {
    title: persona.name,
    ...(fields.creatorNotes !== '' && { description: cut(fields.creatorNotes, MAX_FIELD) }),
    fields: [
      ...factsOf(persona, size, words).map((fact) => ({ ...fact, inline: true })),
      ...(fields.firstMessage === ''
        ? []
        : [{ name: words.persona.greeting, value: cut(fields.firstMessage, MAX_FIELD) }]),
      ...(instructions === '' ? [] : [instructionsField(instructions, words)]),
    ],
    image: { url: `attachment://${PICTURE_NAME}` },
  };
  const remarks = [
    ...notes.map((note) => noteWords(note, words)),
    ...(size.isCut ? [words.persona.cutForModel] : []),
  ];
  const files: readonly AnswerFile[] = [
    { name: PICTURE_NAME, bytes: picture, description: words.persona.pictureOf(persona.name) },
    ...(instructions.length > MAX_FIELD
      ? [{ name: 'instructions.txt', bytes: Buffer.from(instructions) }]
      : []),
  ];
  return {
    content: [headline ?? '', ...remarks].filter((line) => line !== '').join('\n'),
    embeds: [embed],
    files,
  };
}

function factsOf(
  { settings, card: { fields } }: Persona,
  { tokens }: PromptSize,
  { persona: words }: Words,
): readonly { readonly name: string; readonly value: string }[] {
  const { voice, speaker, speed, variation, language, model, replyLength = 'short' } = settings;
  const sound = [
    voice ?? words.usualVoice,
    speaker === undefined ? '' : String(speaker),
    speed === undefined ? '' : words.speed(speed),
    variation === undefined ? '' : words.variation(variation),
    language ?? '',
  ];
  const greetings = [fields.firstMessage, ...fields.alternateGreetings, ...fields.groupGreetings];
  const by = [fields.creator, fields.characterVersion].filter((text) => text !== '').join(', ');
  return [
    { name: words.voice, value: sound.filter((text) => text !== '').join(', ') },
    { name: words.model, value: model ?? words.usualModel },
    { name: words.replyLength, value: words.replyLengths[replyLength] },
    { name: words.size, value: words.tokens(tokens) },
    ...(fields.book ? [{ name: words.lore, value: words.entries(fields.book.entries.length) }] : []),
    { name: words.greetings, value: String(greetings.filter((text) => text.trim() !== '').length) },
    ...(by === '' ? [] : [{ name: words.by, value: by }]),
    ...(fields.tags.length === 0 ? [] : [{ name: words.tags, value: fields.tags.join(', ') }]),
  ].map(({ name, value }) => ({ name, value: cut(value, 200) }));
}

/** What the card wants the model to be told besides who it is. */
function instructionsOf({ card: { fields } }: Persona): string {
  return [fields.systemPrompt, fields.postHistoryInstructions]
    .filter((text) => text.trim() !== '')
    .join('\n\n');
}

function instructionsField(instructions: string, { persona: words }: Words): { name: string; value: string } {
  const isLong = instructions.length > MAX_FIELD - 200;
  const start = cut(instructions.replaceAll('```', '′′′'), MAX_FIELD - 250);
  const lines = [`\`\`\`\n${start}\n\`\`\``, ...(isLong ? [words.systemPromptWhole] : []), words.safety];
  return { name: words.systemPrompt, value: lines.join('\n') };
}

function noteWords({ kind, count = 0 }: CardNote, { persona: { notes } }: Words): string {
  const note = notes[kind];
  return typeof note === 'string' ? note : note(count);
}

/** Never in the middle of a character. */
function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/u, '')}…`;
}
