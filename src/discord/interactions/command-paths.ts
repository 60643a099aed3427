import { ApplicationCommandOptionType, type APIApplicationCommandOption } from 'discord.js';
import type { Command } from './command.ts';

/** A command and each of its subcommands, as they are typed: `model`, `model use`. */
export function pathsOf({ data }: Pick<Command<never>, 'data'>): readonly string[] {
  const { name, options = [] } = data.toJSON();
  return [name, ...options.flatMap((option) => below(option, name))];
}

function below(option: APIApplicationCommandOption, parent: string): readonly string[] {
  const path = `${parent} ${option.name}`;
  if (option.type === ApplicationCommandOptionType.Subcommand) return [path];
  if (option.type !== ApplicationCommandOptionType.SubcommandGroup) return [];
  return (option.options ?? []).flatMap((inner) => below(inner, path));
}
