import { objectField, textField } from '../../wire.ts';
import { editedMessage } from '../../world/interaction-answers.ts';
import { messagePayload, readableText, type LoopbackMessage } from '../../world/message.ts';
import { hasPermissions, type PermissionName } from '../../world/permissions.ts';
import { findChannel, type ChannelPlace, type World } from '../../world/world.ts';
import { invalidForm, refusals } from '../api-error.ts';
import { messageBody } from '../message-body.ts';
import { bodyObject, type RestReply } from '../request.ts';
import { route, valueOf, type PathValues, type Route } from '../router.ts';

const MAX_STATUS_CHARACTERS = 500;
const MAX_MESSAGES = 100;

/** Channels, and what is posted in them. */
export function channelRoutes(world: World): readonly Route[] {
  const place = (values: PathValues, ...needed: readonly PermissionName[]): ChannelPlace => {
    const found = findChannel(world, valueOf(values, 'channelId'));
    if (found === undefined) throw refusals.unknownChannel();
    const permissions = found.guild.permissionsOf(found.guild.bot, found.channel);
    if (!hasPermissions(permissions, 'ViewChannel')) throw refusals.missingAccess();
    if (!hasPermissions(permissions, ...needed)) throw refusals.missingPermissions();
    return found;
  };
  const messageAt = (
    values: PathValues,
  ): { readonly at: ChannelPlace; readonly message: LoopbackMessage } => {
    const at = place(values);
    const message = at.channel.message(valueOf(values, 'messageId'));
    if (message === undefined) throw refusals.unknownMessage();
    return { at, message };
  };
  const shown = (at: ChannelPlace, message: LoopbackMessage): RestReply => ({
    status: 200,
    body: messagePayload(message, {
      guildId: at.guild.id,
      applicationId: world.applicationId,
      withContent: true,
    }),
  });
  const messages = '/channels/:channelId/messages';
  return [
    route('GET', '/channels/:channelId', (_request, values) => ({
      status: 200,
      body: place(values).channel.payload(),
    })),
    route('GET', messages, (request, values) => {
      const at = place(values, 'ReadMessageHistory');
      const limit = Math.min(Number(request.query.get('limit') ?? 50), MAX_MESSAGES);
      const newestFirst = at.channel.messages.slice(-limit).toReversed();
      return { status: 200, body: newestFirst.map((message) => shown(at, message).body ?? null) };
    }),
    route('POST', messages, (request, values) => {
      const at = place(values, 'SendMessages');
      const json = bodyObject(request);
      const body = messageBody({ json, files: request.files, store: world.files });
      const replyToId = textField(objectField(json, 'message_reference'), 'message_id');
      const message: LoopbackMessage = {
        ...body,
        id: world.ids(),
        channelId: at.channel.id,
        author: world.botUser,
        createdAtMs: Date.now(),
        text: readableText(body),
        ephemeral: false,
        ...(replyToId === undefined ? {} : { replyToId }),
      };
      at.channel.addMessage(message);
      return shown(at, message);
    }),
    route('GET', `${messages}/:messageId`, (_request, values) => {
      const { at, message } = messageAt(values);
      return shown(at, message);
    }),
    route('PATCH', `${messages}/:messageId`, (request, values) => {
      const { at, message: before } = messageAt(values);
      if (before.author.id !== world.botUser.id) throw refusals.editForeignMessage();
      const json = bodyObject(request);
      const body = messageBody({ json, files: request.files, store: world.files, before });
      const message = editedMessage(before, body);
      at.channel.replaceMessage(message);
      return shown(at, message);
    }),
    route('DELETE', `${messages}/:messageId`, (_request, values) => {
      const { at, message } = messageAt(values);
      if (message.author.id !== world.botUser.id) place(values, 'ManageMessages');
      at.channel.removeMessage(message.id);
      return { status: 204 };
    }),
    route('PUT', `${messages}/:messageId/reactions/:emoji/@me`, (_request, values) => {
      messageAt(values);
      place(values, 'AddReactions');
      return { status: 204 };
    }),
    route('POST', '/channels/:channelId/typing', (_request, values) => {
      place(values, 'SendMessages');
      return { status: 204 };
    }),
    route('PUT', '/channels/:channelId/voice-status', (request, values) => {
      const { channel } = place(values, 'SetVoiceChannelStatus');
      const status = textField(bodyObject(request), 'status') ?? '';
      if (status.length > MAX_STATUS_CHARACTERS) {
        throw invalidForm('status', `Must be ${MAX_STATUS_CHARACTERS} or fewer in length.`);
      }
      channel.setStatus(status);
      return { status: 204 };
    }),
  ];
}
