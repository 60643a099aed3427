import { AppError } from '#core';
import { numberField, objectsField, textField, type Json, type WireObject } from '../wire.ts';
import { awaitAnswer, type AnswerWait, type CommandAnswer } from './answer.ts';
import { beginInteraction, defaultChannel } from './begin-interaction.ts';
import type { WorldContext } from './context.ts';
import { findComponent, formFields } from './component-tree.ts';
import type { LoopbackMember } from './member.ts';
import type { LoopbackMessage } from './message.ts';

const BUTTON = 2;
const STRING_SELECT = 3;
const LABEL = 18;

/** Uses a button or a select menu and waits for the answer. @throws AppError, see LoopbackMember.press. */
export async function pressComponent(
  world: WorldContext,
  member: LoopbackMember,
  press: AnswerWait & {
    readonly message: LoopbackMessage;
    readonly customId: string;
    readonly values?: readonly string[];
  },
): Promise<CommandAnswer> {
  const { message, customId, values } = press;
  const component = findComponent(message.components, customId);
  if (component === undefined) throw cannot(`The message has no component "${customId}".`);
  if (component['disabled'] === true) throw cannot(`The component "${customId}" is switched off.`);
  checkValues(component, customId, values);
  const channel = member.guild.channel(message.channelId) ?? defaultChannel(member);
  const data = {
    component_type: component['type'] as number,
    custom_id: customId,
    ...(values === undefined ? {} : { values }),
  };
  const interaction = beginInteraction(world, member, data, {
    kind: 'component',
    user: member.user,
    channel,
    commandName: customId,
    sourceMessage: message,
  });
  return awaitAnswer(interaction, press);
}

/** Fills a form in and sends it, then waits for the answer. @throws AppError, see LoopbackMember.submit. */
export async function submitForm(
  world: WorldContext,
  member: LoopbackMember,
  use: AnswerWait & { readonly opened: CommandAnswer; readonly values: Readonly<Record<string, string>> },
): Promise<CommandAnswer> {
  const { opened, values } = use;
  const { modal, channel, formSource } = opened;
  if (modal === undefined) throw cannot('The bot opened no form.');
  const fields = formFields(modal);
  const unknown = Object.keys(values).find((id) => !fields.some((field) => field['custom_id'] === id));
  if (unknown !== undefined) throw cannot(`The form has no field "${unknown}".`);
  const data = {
    custom_id: textField(modal, 'custom_id') ?? '',
    components: fields.map((field, index): Json => {
      const id = textField(field, 'custom_id') ?? '';
      const value = values[id] ?? textField(field, 'value') ?? '';
      checkTyped(field, id, value);
      return {
        type: LABEL,
        id: 2 * index + 1,
        component: { type: field['type'] as number, id: 2 * index + 2, custom_id: id, value },
      };
    }),
  };
  const interaction = beginInteraction(world, member, data, {
    kind: 'modal',
    user: member.user,
    channel,
    commandName: data.custom_id,
    ...(formSource === undefined ? {} : { sourceMessage: formSource }),
  });
  return awaitAnswer(interaction, use);
}

function checkValues(component: WireObject, customId: string, values: readonly string[] | undefined): void {
  const isButton = component['type'] === BUTTON;
  if (isButton !== (values === undefined)) {
    throw cannot(isButton ? `"${customId}" is a button.` : `"${customId}" is a menu: choose values.`);
  }
  if (values === undefined) return;
  const minimum = numberField(component, 'min_values') ?? 1;
  const maximum = numberField(component, 'max_values') ?? 1;
  if (values.length < minimum || values.length > maximum) {
    throw cannot(`Choose between ${minimum} and ${maximum} values in "${customId}".`);
  }
  if (component['type'] !== STRING_SELECT) return;
  const offered = objectsField(component, 'options').map((option) => option['value']);
  const strange = values.find((value) => !offered.includes(value));
  if (strange !== undefined) throw cannot(`"${customId}" does not offer "${strange}".`);
}

function checkTyped(field: WireObject, id: string, value: string): void {
  const minimum = field['required'] === false ? 0 : Math.max(numberField(field, 'min_length') ?? 1, 1);
  const maximum = numberField(field, 'max_length') ?? 4000;
  if (value.length < minimum || value.length > maximum) {
    throw cannot(`The field "${id}" takes ${minimum} to ${maximum} characters.`);
  }
}

function cannot(message: string): AppError {
  return new AppError('LOOPBACK_USAGE', { message });
}
