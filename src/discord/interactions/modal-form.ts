import { ComponentType, TextInputStyle, type APIModalInteractionResponseCallbackData } from 'discord.js';
import { customId } from './custom-id.ts';

/** One field of a form. */
export interface FormField {
  /** By which the handler finds what was typed: `interaction.fields.getTextInputValue(id)`. */
  readonly id: string;
  /** At most 45 characters. */
  readonly label: string;
  readonly isLong?: boolean;
  readonly isRequired?: boolean;
  /** At most 4,000, which is what is used when it is left out. */
  readonly maxLength?: number;
  /** What stands there already. */
  readonly value?: string;
  /** At most 100 characters. */
  readonly hint?: string;
}

/** A form that a command answers: its `forms[action]` is called with the argument. */
export interface ModalForm {
  readonly command: string;
  readonly action: string;
  readonly argument?: string;
  /** At most 45 characters. */
  readonly title: string;
  /** At most five. */
  readonly fields: readonly FormField[];
}

/** A form as Discord takes it. */
export function modalData(form: ModalForm): APIModalInteractionResponseCallbackData {
  const { command, action, argument = '', title, fields } = form;
  return {
    custom_id: customId({ command, action, argument }),
    title,
    components: fields.map((field) => ({
      type: ComponentType.Label,
      label: field.label,
      component: {
        type: ComponentType.TextInput,
        custom_id: field.id,
        style: field.isLong === true ? TextInputStyle.Paragraph : TextInputStyle.Short,
        required: field.isRequired ?? false,
        max_length: field.maxLength ?? 4000,
        ...(field.value !== undefined && field.value !== '' && { value: field.value }),
        ...(field.hint !== undefined && { placeholder: field.hint }),
      },
    })),
  };
}
