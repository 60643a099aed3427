import { numberField } from '../../wire.ts';
import { deleteAnswer, editAnswer, editFollowUp, followUpAnswer } from '../../world/interaction-answers.ts';
import type { Interaction } from '../../world/interactions.ts';
import { MESSAGE_FLAGS, messagePayload, type LoopbackMessage } from '../../world/message.ts';
import type { World } from '../../world/world.ts';
import { refusals } from '../api-error.ts';
import { messageBody } from '../message-body.ts';
import { bodyObject, type RestReply } from '../request.ts';
import { openRoute, valueOf, type PathValues, type Route } from '../router.ts';
import { noteRefusal } from './interactions.ts';

/** Edits of the first response, and follow-ups: good for 15 minutes after the interaction. */
export function webhookRoutes(world: World): readonly Route[] {
  const messagePattern = '/webhooks/:applicationId/:token/messages/:messageId';
  return [
    openRoute('POST', '/webhooks/:applicationId/:token', (request, values) => {
      const interaction = answeredInteraction(world, values);
      return withRefusalsNoted(interaction, () => {
        const body = messageBody({ json: bodyObject(request), files: request.files, store: world.files });
        return shown(world, interaction, followUpAnswer(world, interaction, body));
      });
    }),
    openRoute('GET', messagePattern, (_request, values) => {
      const interaction = answeredInteraction(world, values);
      return shown(world, interaction, messageOf(interaction, values));
    }),
    openRoute('PATCH', messagePattern, (request, values) => {
      const interaction = answeredInteraction(world, values);
      return withRefusalsNoted(interaction, () => {
        const before = messageOf(interaction, values);
        const json = bodyObject(request);
        const body = messageBody({
          json,
          files: request.files,
          store: world.files,
          before: editable(before),
        });
        const flags = body.flags | ((numberField(json, 'flags') ?? 0) & MESSAGE_FLAGS.componentsV2);
        const edit = before.id === interaction.original?.id ? editAnswer : editFollowUp;
        return shown(world, interaction, edit(interaction, before, { ...body, flags }));
      });
    }),
    openRoute('DELETE', messagePattern, (_request, values) => {
      const interaction = answeredInteraction(world, values);
      deleteAnswer(interaction, messageOf(interaction, values));
      return { status: 204 };
    }),
  ];
}

/** The message of a deferral has no parts that an edit could keep. */
function editable(message: LoopbackMessage): LoopbackMessage {
  return (message.flags & MESSAGE_FLAGS.loading) === 0 ? message : { ...message, flags: 0 };
}

function answeredInteraction(world: World, values: PathValues): Interaction {
  if (valueOf(values, 'applicationId') !== world.applicationId) throw refusals.unknownWebhook();
  const interaction = world.interactions.byToken(valueOf(values, 'token'));
  if (interaction === undefined) throw refusals.invalidWebhookToken();
  if (interaction.state === 'waiting' || interaction.state === 'expired') throw refusals.unknownWebhook();
  return interaction;
}

function messageOf(interaction: Interaction, values: PathValues): LoopbackMessage {
  const id = valueOf(values, 'messageId');
  const { original } = interaction;
  const message = id === '@original' || id === original?.id ? original : interaction.followUps.get(id);
  if (message === undefined) throw refusals.unknownMessage();
  return message;
}

function shown(world: World, interaction: Interaction, message: LoopbackMessage): RestReply {
  return {
    status: 200,
    body: messagePayload(message, {
      guildId: interaction.channel.guildId,
      applicationId: world.applicationId,
      withContent: true,
    }),
  };
}

function withRefusalsNoted(interaction: Interaction, work: () => RestReply): RestReply {
  try {
    return work();
  } catch (error) {
    noteRefusal(interaction, error);
    throw error;
  }
}
