import { objectsField, textField, type Json, type WireObject } from '../wire.ts';
import { userPayload, type LoopbackUser } from './user.ts';

/** The bits of a message's flags that mean something here. */
export const MESSAGE_FLAGS = {
  ephemeral: 1 << 6,
  loading: 1 << 7,
  voiceMessage: 1 << 13,
  componentsV2: 1 << 15,
} as const;

/** A file that was posted or given to a command. */
export interface LoopbackAttachment {
  readonly id: string;
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
  readonly url: string;
  readonly description?: string;
  /** Length and outline of a voice message. */
  readonly durationSeconds?: number;
  readonly waveform?: string;
}

/** A message as the people in the channel see it. */
export interface LoopbackMessage {
  readonly id: string;
  readonly channelId: string;
  readonly author: LoopbackUser;
  readonly createdAtMs: number;
  readonly editedAtMs?: number;
  readonly content: string;
  readonly embeds: readonly WireObject[];
  readonly components: readonly WireObject[];
  readonly flags: number;
  readonly attachments: readonly LoopbackAttachment[];
  /** Everything that can be read in it: content, embeds and text components, one per line. */
  readonly text: string;
  readonly ephemeral: boolean;
  /** The slash command that it answers. */
  readonly interaction?: { readonly id: string; readonly commandName: string; readonly user: LoopbackUser };
  /** The message that it replies to. */
  readonly replyToId?: string;
  /** Who is mentioned in it, or by replying to them. */
  readonly mentions?: readonly LoopbackUser[];
}

/** What a message is made of, before it has an id. */
export interface MessageBody {
  readonly content: string;
  readonly embeds: readonly WireObject[];
  readonly components: readonly WireObject[];
  readonly flags: number;
  readonly attachments: readonly LoopbackAttachment[];
}

/** Everything that can be read in a message, one part per line. */
export function readableText(body: Omit<MessageBody, 'flags' | 'attachments'>): string {
  return [body.content, ...body.embeds.flatMap(embedText), ...body.components.flatMap(componentText)]
    .filter((part) => part !== '')
    .join('\n');
}

function embedText(embed: WireObject): string[] {
  const fields = objectsField(embed, 'fields').map(
    (field) => `${textField(field, 'name') ?? ''}: ${textField(field, 'value') ?? ''}`,
  );
  return [textField(embed, 'title') ?? '', textField(embed, 'description') ?? '', ...fields];
}

function componentText(component: WireObject): string[] {
  const own = textField(component, 'content') ?? textField(component, 'label') ?? '';
  return [own, ...objectsField(component, 'components').flatMap(componentText)];
}

/** An attachment object as Discord sends it. */
export function attachmentPayload(attachment: LoopbackAttachment): Json {
  return {
    id: attachment.id,
    filename: attachment.name,
    size: attachment.bytes.byteLength,
    url: attachment.url,
    proxy_url: attachment.url,
    content_type: attachment.contentType,
    ...(attachment.description === undefined ? {} : { description: attachment.description }),
    ...(attachment.durationSeconds === undefined ? {} : { duration_secs: attachment.durationSeconds }),
    ...(attachment.waveform === undefined ? {} : { waveform: attachment.waveform }),
  };
}

/** What decides which fields a message object has. */
export interface MessagePayloadOptions {
  readonly guildId: string;
  readonly applicationId: string;
  /** The receiver may read what others wrote (the intent MESSAGE_CONTENT). */
  readonly withContent: boolean;
  /** The author as a member of the guild, which gateway events tell. */
  readonly member?: Json;
}

/** A message object as Discord sends it. */
export function messagePayload(message: LoopbackMessage, options: MessagePayloadOptions): Json {
  const { withContent } = options;
  return {
    id: message.id,
    channel_id: message.channelId,
    guild_id: options.guildId,
    author: userPayload(message.author),
    ...(options.member === undefined ? {} : { member: options.member }),
    content: withContent ? message.content : '',
    timestamp: new Date(message.createdAtMs).toISOString(),
    edited_timestamp: message.editedAtMs === undefined ? null : new Date(message.editedAtMs).toISOString(),
    tts: false,
    mention_everyone: false,
    mentions: (message.mentions ?? []).map(userPayload),
    mention_roles: [],
    attachments: withContent ? message.attachments.map(attachmentPayload) : [],
    embeds: withContent ? (message.embeds as unknown as Json) : [],
    components: withContent ? (message.components as unknown as Json) : [],
    pinned: false,
    flags: message.flags,
    ...(message.replyToId === undefined
      ? {}
      : { message_reference: { message_id: message.replyToId, channel_id: message.channelId, type: 0 } }),
    ...(message.interaction === undefined
      ? { type: message.replyToId === undefined ? 0 : 19 }
      : {
          type: 20,
          application_id: options.applicationId,
          webhook_id: options.applicationId,
          interaction_metadata: {
            id: message.interaction.id,
            type: 2,
            user: userPayload(message.interaction.user),
            authorizing_integration_owners: { '0': options.guildId },
          },
        }),
  };
}
