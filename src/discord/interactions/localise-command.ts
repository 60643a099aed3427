import {
  ApplicationCommandOptionType,
  ApplicationIntegrationType,
  InteractionContextType,
  type APIApplicationCommandOption,
  type RESTPostAPIChatInputApplicationCommandsJSONBody,
} from 'discord.js';
import { commandTexts, type CommandTexts } from '../words/index.ts';

type Localisations = Readonly<Record<string, string>>;

/**
 * A command as it is registered: for servers only, and with its texts in every language that has them.
 * Names of commands stay as they are, so that the people of a server can tell each other what to type.
 */
export function localiseCommand(
  json: RESTPostAPIChatInputApplicationCommandsJSONBody,
): RESTPostAPIChatInputApplicationCommandsJSONBody {
  return {
    ...json,
    contexts: [InteractionContextType.Guild],
    integration_types: [ApplicationIntegrationType.GuildInstall],
    description_localizations: textsAt(json.name, 'description'),
    ...(json.options && { options: json.options.map((option) => localiseOption(option, json.name)) }),
  };
}

function localiseOption(option: APIApplicationCommandOption, parent: string): APIApplicationCommandOption {
  const path = `${parent} ${option.name}`;
  const isSubcommand =
    option.type === ApplicationCommandOptionType.Subcommand ||
    option.type === ApplicationCommandOptionType.SubcommandGroup;
  const inner = 'options' in option ? option.options?.map((one) => localiseOption(one, path)) : undefined;
  const choices =
    'choices' in option
      ? option.choices?.map((choice) => ({
          ...choice,
          name_localizations: textsAt(choicePath(path, choice.value), 'name'),
        }))
      : undefined;
  return {
    ...option,
    description_localizations: textsAt(path, 'description'),
    ...(!isSubcommand && { name_localizations: textsAt(path, 'name') }),
    ...(inner && { options: inner }),
    ...(choices && { choices }),
    // What was replaced above is of the same kind as before.
  } as APIApplicationCommandOption;
}

/** Where the name of a choice stands among the texts: `logs sort=oldest`. */
function choicePath(option: string, value: string | number): string {
  return `${option}=${value}`;
}

function textsAt(path: string, key: keyof CommandTexts[string]): Localisations {
  const found = Object.entries(commandTexts).flatMap(([locale, texts]) => {
    const text = texts[path]?.[key];
    return text === undefined ? [] : [[locale, text] as const];
  });
  return Object.fromEntries(found);
}

/** Every text of a command that needs a translation, as `path` and which text. */
export function textsToTranslate(
  json: RESTPostAPIChatInputApplicationCommandsJSONBody,
): readonly (readonly [path: string, key: 'name' | 'description'])[] {
  const ofOption = (
    option: APIApplicationCommandOption,
    parent: string,
  ): (readonly [string, 'name' | 'description'])[] => {
    const path = `${parent} ${option.name}`;
    const inner = 'options' in option ? (option.options ?? []).flatMap((one) => ofOption(one, path)) : [];
    const choices = 'choices' in option ? (option.choices ?? []) : [];
    const named = choices.map(({ value }) => [choicePath(path, value), 'name'] as const);
    return [[path, 'description'], ...named, ...inner];
  };
  return [
    [json.name, 'description'],
    ...(json.options ?? []).flatMap((option) => ofOption(option, json.name)),
  ];
}
