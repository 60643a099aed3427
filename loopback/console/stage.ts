import type { ChatServer } from '../llm/index.ts';
import type { Ears } from '../sound/ears.ts';
import type { CommandAnswer } from '../world/answer.ts';
import type { LoopbackChannel } from '../world/channel.ts';
import type { LoopbackGuild } from '../world/guild.ts';
import type { LoopbackDiscord } from '../world/loopback-discord.ts';
import type { LoopbackMember } from '../world/member.ts';
import { usage } from './words.ts';

/** What a person at the console plays with. */
export interface Stage {
  readonly world: LoopbackDiscord;
  readonly guild: LoopbackGuild;
  /** Absent when the console runs without a language model. */
  readonly chat: ChatServer | undefined;
  /** When a member last stopped to speak or to listen to the bot, on the process clock, by the member's id. */
  readonly lastWordsAtMs: Map<string, number>;
  /** The form that a member was last shown and has not sent, by the member's id. */
  readonly openedForms: Map<string, CommandAnswer>;
  /** The member's ears; they listen from the first call on. */
  earsOf(member: LoopbackMember): Ears;
  print(line: string): void;
}

/** A text for people: mentions of members and channels become their names. */
export function withNames(stage: Stage, text: string): string {
  return text
    .replaceAll(/<#(\d+)>/g, (mention, id: string) => named('#', stage.guild.channel(id)?.name, mention))
    .replaceAll(/<@!?(\d+)>/g, (mention, id: string) => named('@', stage.guild.member(id)?.name, mention));
}

function named(sign: string, name: string | undefined, mention: string): string {
  return name === undefined ? mention : `${sign}${name}`;
}

/** Finds a member by name. @throws UserError LOOPBACK_USAGE. */
export function memberNamed(stage: Stage, name: string): LoopbackMember {
  const people = stage.guild.members.filter(({ user }) => !user.bot);
  const found = people.find((member) => member.name.toLowerCase() === name.toLowerCase());
  if (found !== undefined) return found;
  throw usage(
    `There is nobody named "${name}". There are: ${people.map((member) => member.name).join(', ')}.`,
  );
}

/** Finds a channel by name, with or without a leading #. @throws UserError LOOPBACK_USAGE. */
export function channelNamed(stage: Stage, name: string, kind?: 'text' | 'voice'): LoopbackChannel {
  const channels = stage.guild.channels.filter((channel) => kind === undefined || channel.kind === kind);
  const wanted = name.replace(/^#/, '').toLowerCase();
  const found = channels.find((channel) => channel.name.toLowerCase() === wanted);
  if (found !== undefined) return found;
  throw usage(
    `There is no channel "${name}". There are: ${channels.map((channel) => channel.name).join(', ')}.`,
  );
}

/** The first channel of a kind. @throws UserError LOOPBACK_USAGE. */
export function firstChannel(stage: Stage, kind: 'text' | 'voice'): LoopbackChannel {
  const found = stage.guild.channels.find((channel) => channel.kind === kind);
  if (found === undefined) throw usage(`There is no ${kind} channel.`);
  return found;
}
