import type { WireObject } from '../wire.ts';
import type { WorldContext } from './context.ts';
import type { Interaction } from './interactions.ts';
import { MESSAGE_FLAGS, readableText, type LoopbackMessage, type MessageBody } from './message.ts';

/** The bot asked for time: people see "… is thinking". Gives that message. */
export function deferAnswer(
  world: WorldContext,
  interaction: Interaction,
  ephemeral: boolean,
): LoopbackMessage {
  interaction.state = 'deferred';
  interaction.ephemeral = ephemeral;
  const flags = MESSAGE_FLAGS.loading | (ephemeral ? MESSAGE_FLAGS.ephemeral : 0);
  const body = { content: '', embeds: [], components: [], flags, attachments: [] };
  interaction.original = makeMessage(world, interaction, body, ephemeral);
  interaction.history.push({ kind: 'defer', atMs: performance.now(), ephemeral });
  return interaction.original;
}

/** A component's use was acknowledged; the message that holds it stays what an edit changes. */
export function deferUpdate(interaction: Interaction): void {
  interaction.state = 'deferred';
  interaction.original = interaction.sourceMessage;
  interaction.ephemeral = interaction.sourceMessage?.ephemeral ?? false;
  interaction.history.push({ kind: 'defer', atMs: performance.now(), ephemeral: interaction.ephemeral });
}

/** The first response, with a message. */
export function replyAnswer(
  world: WorldContext,
  interaction: Interaction,
  body: MessageBody,
): LoopbackMessage {
  interaction.state = 'answered';
  interaction.ephemeral = (body.flags & MESSAGE_FLAGS.ephemeral) !== 0;
  const message = makeMessage(world, interaction, body, interaction.ephemeral);
  interaction.original = message;
  interaction.history.push({ kind: 'reply', atMs: performance.now(), message });
  if (!message.ephemeral) interaction.channel.addMessage(message);
  return message;
}

/** Changes the first response's message, or fills the deferred one. */
export function editAnswer(
  interaction: Interaction,
  original: LoopbackMessage,
  body: MessageBody,
): LoopbackMessage {
  const isDeferred = (original.flags & MESSAGE_FLAGS.loading) !== 0;
  const message = editedMessage(original, body);
  interaction.state = 'answered';
  interaction.original = message;
  interaction.history.push({ kind: 'edit', atMs: performance.now(), message });
  if (message.ephemeral) return message;
  if (isDeferred) interaction.channel.addMessage(message);
  else interaction.channel.replaceMessage(message);
  return message;
}

/** Another message after the first response; right after a deferral it fills the deferred message instead. */
export function followUpAnswer(
  world: WorldContext,
  interaction: Interaction,
  body: MessageBody,
): LoopbackMessage {
  const { original } = interaction;
  if (original !== undefined && (original.flags & MESSAGE_FLAGS.loading) !== 0) {
    return editAnswer(interaction, original, body);
  }
  const message = makeMessage(world, interaction, body, (body.flags & MESSAGE_FLAGS.ephemeral) !== 0);
  interaction.followUps.set(message.id, message);
  interaction.history.push({ kind: 'follow-up', atMs: performance.now(), message });
  if (!message.ephemeral) interaction.channel.addMessage(message);
  return message;
}

/** Changes a follow-up. */
export function editFollowUp(
  interaction: Interaction,
  before: LoopbackMessage,
  body: MessageBody,
): LoopbackMessage {
  const message = editedMessage(before, body);
  interaction.followUps.set(message.id, message);
  interaction.history.push({ kind: 'edit', atMs: performance.now(), message });
  if (!message.ephemeral) interaction.channel.replaceMessage(message);
  return message;
}

/** Takes the first response's message or a follow-up away. */
export function deleteAnswer(interaction: Interaction, message: LoopbackMessage): void {
  interaction.followUps.delete(message.id);
  if (interaction.original?.id === message.id) interaction.original = undefined;
  interaction.history.push({ kind: 'delete', atMs: performance.now(), messageId: message.id });
  interaction.channel.removeMessage(message.id);
}

/** Proposals for an option that is being typed. */
export function proposeChoices(interaction: Interaction, choices: readonly WireObject[]): void {
  interaction.state = 'answered';
  interaction.history.push({ kind: 'choices', atMs: performance.now(), choices });
}

/** A form that opens in front of the member. */
export function openModal(interaction: Interaction, modal: WireObject): void {
  interaction.state = 'answered';
  interaction.history.push({ kind: 'modal', atMs: performance.now(), modal });
}

/** The message after an edit: the loading mark goes, everything that identifies it stays. */
export function editedMessage(before: LoopbackMessage, body: MessageBody): LoopbackMessage {
  const kept = before.flags & (MESSAGE_FLAGS.ephemeral | MESSAGE_FLAGS.componentsV2);
  const flags = kept | (body.flags & MESSAGE_FLAGS.componentsV2);
  return { ...before, ...body, flags, text: readableText(body), editedAtMs: Date.now() };
}

function makeMessage(
  world: WorldContext,
  interaction: Interaction,
  body: MessageBody,
  ephemeral: boolean,
): LoopbackMessage {
  return {
    ...body,
    id: world.ids(),
    channelId: interaction.channel.id,
    author: world.botUser,
    createdAtMs: Date.now(),
    text: readableText(body),
    ephemeral,
    interaction: { id: interaction.id, commandName: interaction.commandName, user: interaction.user },
  };
}
