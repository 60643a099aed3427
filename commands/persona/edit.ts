import { Refusal, type Answer, type GuildCommandInteraction, type GuildFormInteraction } from '#discord';
import {
  editCard,
  editSettings,
  newCard,
  type CardTexts,
  type LibraryPersona,
  type PersonaSettings,
} from '#personas';
import type { Use } from '../command.ts';
import { personaAnswer } from './persona-card.ts';

/** Discord's longest text of a field in a form. */
const MAX_FORM_TEXT = 4000;
/** Clears a setting. */
const NONE = '-';

/** Which texts are shown together; a form of Discord has five fields. */
const PARTS = {
  character: ['name', 'description', 'personality', 'scenario', 'creatorNotes'],
  messages: ['firstMessage', 'exampleMessages'],
  instructions: ['systemPrompt', 'postHistoryInstructions'],
  new: ['description', 'personality', 'scenario', 'firstMessage', 'exampleMessages'],
} as const satisfies Record<string, readonly (keyof CardTexts)[]>;
type Part = keyof typeof PARTS;

/** `/persona create`: a form for the texts. */
export async function createPersonaForm(interaction: GuildCommandInteraction, use: Use): Promise<Answer> {
  const name = interaction.options.getString('name', true).trim();
  // The name is tried before somebody has written a page: an empty one, or one that is taken.
  newCard({ name }, Date.now());
  const isTaken = use.personas
    .list(interaction.guildId)
    .some((entry) => entry.owner === 'server' && entry.name.toLowerCase() === name.toLowerCase());
  if (isTaken) throw new Refusal('PERSONA_EXISTS', use.words.persona.taken(name));
  return formOf('new', name, name, {}, use);
}

/** `/persona edit`: how it speaks, at once; or its texts, in a form. */
export async function editPersona(interaction: GuildCommandInteraction, use: Use): Promise<Answer> {
  const { personas, calls, words, signal } = use;
  const found = ownPersona(
    personas.find(interaction.guildId, interaction.options.getString('name', true)),
    use,
  );
  const { persona } = found;
  const changes = settingsIn(interaction);
  if (Object.keys(changes).length === 0) {
    const part = (interaction.options.getString('part') ?? 'character') as Part;
    const { fields } = persona.card;
    return formOf(part, persona.id, persona.name, fields, use);
  }
  const changed = personas.change(persona.id, editSettings(persona.card, changes, Date.now()));
  await calls.get(interaction.guildId)?.cast.follow(signal);
  return personaAnswer({ found: changed, headline: words.persona.saved(changed.persona.name) }, use);
}

/** The form of {@link createPersonaForm} or {@link editPersona} was sent. */
export async function savePersonaForm(interaction: GuildFormInteraction, use: Use): Promise<Answer> {
  const { personas, calls, words, signal, argument } = use;
  const [part = '', ...rest] = argument.split('/');
  const target = rest.join('/');
  const texts = Object.fromEntries(
    PARTS[part as Part].map((key) => [key, interaction.fields.getTextInputValue(key)]),
  ) as CardTexts;
  if (part === 'new') {
    const card = newCard({ ...texts, name: target }, Date.now());
    const { guildId, user } = interaction;
    const found = personas.add({ guildId, card, createdBy: user.id });
    return personaAnswer({ found, headline: words.persona.made(found.persona.name) }, use);
  }
  const before = ownPersona(personas.get(target), use);
  const found = personas.change(target, editCard(before.persona.card, texts, Date.now()));
  await calls.get(interaction.guildId)?.cast.follow(signal);
  return personaAnswer({ found, headline: words.persona.saved(found.persona.name) }, use);
}

/** @throws Refusal `PERSONA_BUILT_IN` for one that the server cannot change. */
export function ownPersona(found: LibraryPersona, { words }: Pick<Use, 'words'>): LibraryPersona {
  if (found.owner === 'server') return found;
  const { name } = found.persona;
  const message =
    found.owner === 'everywhere' ? words.persona.notYours(name) : words.persona.comesAlong(name);
  throw new Refusal('PERSONA_BUILT_IN', message);
}

function formOf(part: Part, target: string, name: string, texts: CardTexts, { words }: Use): Answer {
  const { fields: labels, formTitle, tooLongForForm } = words.persona;
  return {
    form: {
      command: 'persona',
      action: 'save',
      argument: `${part}/${target}`,
      title: formTitle(name).slice(0, 45),
      fields: PARTS[part].map((key) => {
        const value = texts[key] ?? '';
        if (value.length > MAX_FORM_TEXT) throw new Refusal('CARD_TOO_LARGE', tooLongForForm(labels[key]));
        return {
          id: key,
          label: labels[key],
          value,
          isLong: key !== 'name',
          isRequired: key === 'name' || (key === 'description' && part === 'new'),
          maxLength: key === 'name' ? 80 : MAX_FORM_TEXT,
        };
      }),
    },
  };
}

type SettingChanges = { readonly [Key in keyof PersonaSettings]?: PersonaSettings[Key] | undefined };

function settingsIn({ options }: GuildCommandInteraction): SettingChanges {
  const text = (name: string, key: keyof PersonaSettings): SettingChanges => {
    const value = options.getString(name)?.trim();
    return value === undefined ? {} : { [key]: value === NONE ? undefined : value };
  };
  const number = (name: 'speed' | 'variation'): SettingChanges => {
    const value = options.getNumber(name);
    return value === null ? {} : { [name]: value };
  };
  return {
    ...text('voice', 'voice'),
    ...text('speaker', 'speaker'),
    ...number('speed'),
    ...number('variation'),
    ...text('language', 'language'),
    ...text('model', 'model'),
    ...text('answers', 'replyLength'),
  };
}
