import { numberField, objectsField, textField, type WireObject } from '../wire.ts';
import type { UploadedFile } from '../world/command-call.ts';
import { allComponents } from '../world/component-tree.ts';
import type { FileStore } from '../world/files.ts';
import {
  MESSAGE_FLAGS,
  type LoopbackAttachment,
  type LoopbackMessage,
  type MessageBody,
} from '../world/message.ts';
import { invalidForm, refusals } from './api-error.ts';
import { checkComponents } from './component-rules.ts';
import { checkEmbeds } from './embed-rules.ts';

const MAX_CONTENT_CHARACTERS = 2_000;
const MAX_EMBEDS = 10;
const MAX_COMPONENTS = 40;
const MAX_COMPONENT_TEXT_CHARACTERS = 4_000;
const COMPONENT_TEXT_DISPLAY = 10;

/** Where a message's parts come from. */
export interface MessageSource {
  readonly json: WireObject;
  readonly files: ReadonlyMap<number, UploadedFile>;
  readonly store: FileStore;
  /** The message that is edited: what the body does not name stays. */
  readonly before?: LoopbackMessage;
}

/**
 * Builds a message from a request's body, with the rules that Discord holds it to.
 *
 * @throws ApiError 50035 or 50006.
 */
export function messageBody(source: MessageSource): MessageBody {
  const { json, before } = source;
  const content = 'content' in json ? (textField(json, 'content') ?? '') : (before?.content ?? '');
  const embeds = 'embeds' in json ? objectsField(json, 'embeds') : (before?.embeds ?? []);
  const components = 'components' in json ? objectsField(json, 'components') : (before?.components ?? []);
  const flags = (numberField(json, 'flags') ?? 0) | ((before?.flags ?? 0) & MESSAGE_FLAGS.componentsV2);
  const body = { content, embeds, components, flags, attachments: attachmentsOf(source) };
  checkBody(body);
  return body;
}

function checkBody(body: MessageBody): void {
  const { content, embeds, components, flags, attachments } = body;
  if (content.length > MAX_CONTENT_CHARACTERS) {
    throw invalidForm(
      'content',
      `Must be ${MAX_CONTENT_CHARACTERS} or fewer in length.`,
      'BASE_TYPE_MAX_LENGTH',
    );
  }
  if (embeds.length > MAX_EMBEDS) throw invalidForm('embeds', `Must be ${MAX_EMBEDS} or fewer in length.`);
  const isV2 = (flags & MESSAGE_FLAGS.componentsV2) !== 0;
  checkEmbeds(embeds);
  checkComponents(components, isV2);
  if (isV2) checkComponentsV2(body);
  if ((flags & MESSAGE_FLAGS.voiceMessage) !== 0) checkVoiceMessage(body);
  const isEmpty =
    content === '' && embeds.length === 0 && components.length === 0 && attachments.length === 0;
  if (isEmpty) throw refusals.emptyMessage();
}

function checkComponentsV2(body: MessageBody): void {
  if (body.content !== '' || body.embeds.length > 0) {
    throw invalidForm('content', 'The flag IS_COMPONENTS_V2 excludes content and embeds.');
  }
  const all = allComponents(body.components);
  if (all.length > MAX_COMPONENTS) throw invalidForm('components', `Must be ${MAX_COMPONENTS} or fewer.`);
  const characters = all
    .filter((component) => component['type'] === COMPONENT_TEXT_DISPLAY)
    .reduce((sum, component) => sum + (textField(component, 'content') ?? '').length, 0);
  if (characters > MAX_COMPONENT_TEXT_CHARACTERS) {
    throw invalidForm('components', `The text must be ${MAX_COMPONENT_TEXT_CHARACTERS} or fewer in length.`);
  }
}

function checkVoiceMessage({ content, embeds, attachments }: MessageBody): void {
  const [sound] = attachments;
  const isWhole =
    attachments.length === 1 &&
    sound !== undefined &&
    sound.contentType.startsWith('audio/') &&
    sound.durationSeconds !== undefined &&
    sound.waveform !== undefined;
  if (content !== '' || embeds.length > 0 || !isWhole) {
    throw invalidForm(
      'attachments',
      'A voice message is one audio file with duration_secs and waveform, alone.',
    );
  }
}

function attachmentsOf({ json, files, store, before }: MessageSource): readonly LoopbackAttachment[] {
  const listed = objectsField(json, 'attachments');
  const kept =
    'attachments' in json
      ? (before?.attachments ?? []).filter((attachment) => listed.some(({ id }) => id === attachment.id))
      : (before?.attachments ?? []);
  const added = [...files].map(([index, file]) => {
    const details = listed.find(({ id }) => String(id) === String(index)) ?? {};
    const description = textField(details, 'description');
    const durationSeconds = numberField(details, 'duration_secs');
    const waveform = textField(details, 'waveform');
    return store.add(file, {
      ...(description === undefined ? {} : { description }),
      ...(durationSeconds === undefined ? {} : { durationSeconds }),
      ...(waveform === undefined ? {} : { waveform }),
    });
  });
  return [...kept, ...added];
}
