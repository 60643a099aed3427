import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { contentTypeOf } from '../content-type.ts';
import { numberField, objectsField, type WireObject } from '../wire.ts';
import type { OptionValue, OptionValues } from '../world/command-call.ts';
import { OPTION_TYPES, type RegisteredCommand } from '../world/commands.ts';
import { channelNamed, memberNamed, type Stage } from './stage.ts';
import { usage } from './words.ts';

/** A slash command as it was typed: the words before the first `key=value`, then the options. */
export interface TypedCommand {
  readonly name: string;
  readonly options: OptionValues;
}

/**
 * Reads `say text="good day" channel=Lounge`. What a value means is decided by the option's type: channels
 * and members by name, files by path.
 *
 * @throws UserError LOOPBACK_USAGE.
 */
export async function readTypedCommand(stage: Stage, words: readonly string[]): Promise<TypedCommand> {
  const firstOption = words.findIndex((word) => word.includes('='));
  const nameWords = firstOption === -1 ? words : words.slice(0, firstOption);
  const name = nameWords.join(' ').replace(/^\//, '');
  const definitions = optionsOf(commandNamed(stage, nameWords[0]), nameWords.slice(1));
  const options: Record<string, OptionValue> = {};
  for (const word of firstOption === -1 ? [] : words.slice(firstOption)) {
    const at = word.indexOf('=');
    if (at < 1) throw usage(`"${word}" is no option; write key=value.`);
    const key = word.slice(0, at);
    options[key] = await readValue(
      stage,
      definitions.find((definition) => definition['name'] === key),
      word.slice(at + 1),
    );
  }
  return { name, options };
}

function commandNamed(stage: Stage, word: string | undefined): RegisteredCommand | undefined {
  return stage.world.commands.find((command) => command.name === word?.replace(/^\//, ''));
}

function optionsOf(command: RegisteredCommand | undefined, path: readonly string[]): readonly WireObject[] {
  let options = command?.options ?? [];
  for (const name of path) {
    options = objectsField(options.find((option) => option['name'] === name) ?? {}, 'options');
  }
  return options;
}

async function readValue(
  stage: Stage,
  definition: WireObject | undefined,
  text: string,
): Promise<OptionValue> {
  switch (numberField(definition ?? {}, 'type') ?? 0) {
    case OPTION_TYPES.integer:
    case OPTION_TYPES.number:
      return Number(text);
    case OPTION_TYPES.boolean:
      if (text !== 'true' && text !== 'false') throw usage(`"${text}" is neither true nor false.`);
      return text === 'true';
    case OPTION_TYPES.channel:
      return channelNamed(stage, text);
    case OPTION_TYPES.user:
    case OPTION_TYPES.mentionable:
      return memberNamed(stage, text);
    case OPTION_TYPES.attachment:
      return {
        name: basename(text),
        contentType: contentTypeOf(text) ?? 'application/octet-stream',
        bytes: await readFile(text),
      };
    // Text, or an option that the command does not have: the call itself says so.
    default:
      return text;
  }
}
