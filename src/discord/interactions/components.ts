import { ButtonStyle, ComponentType, type APIButtonComponentWithCustomId } from 'discord.js';
import type { AnswerRow } from './answer.ts';
import { customId } from './custom-id.ts';

const BUTTON_STYLES = {
  primary: ButtonStyle.Primary,
  secondary: ButtonStyle.Secondary,
  success: ButtonStyle.Success,
  danger: ButtonStyle.Danger,
} as const;

/** A button that a command answers: its `components[action]` is called with the argument. */
export interface ButtonSpec {
  readonly command: string;
  readonly action: string;
  readonly argument?: string;
  /** At most 80 characters. */
  readonly label: string;
  readonly style?: keyof typeof BUTTON_STYLES;
  readonly isDisabled?: boolean;
}

/** A row of up to five buttons. */
export function buttonRow(buttons: readonly ButtonSpec[]): AnswerRow {
  return {
    type: ComponentType.ActionRow,
    components: buttons.map(
      ({ command, action, argument = '', label, style = 'secondary', isDisabled = false }) =>
        ({
          type: ComponentType.Button,
          custom_id: customId({ command, action, argument }),
          label,
          style: BUTTON_STYLES[style],
          disabled: isDisabled,
        }) satisfies APIButtonComponentWithCustomId,
    ),
  };
}

/** A menu that a command answers: its handler finds what was chosen in `interaction.values`. */
export interface SelectSpec {
  readonly command: string;
  readonly action: string;
  readonly argument?: string;
  /** What stands there before something is chosen; at most 150 characters. */
  readonly hint: string;
  /** At most 25. */
  readonly options: readonly {
    readonly label: string;
    readonly value: string;
    readonly description?: string;
    readonly isChosen?: boolean;
  }[];
  /** How many may be chosen; 1 when left out. */
  readonly maxValues?: number;
}

/** A row with one select menu. */
export function selectRow({ command, action, argument = '', ...spec }: SelectSpec): AnswerRow {
  return {
    type: ComponentType.ActionRow,
    components: [
      {
        type: ComponentType.StringSelect,
        custom_id: customId({ command, action, argument }),
        placeholder: spec.hint,
        min_values: 1,
        max_values: spec.maxValues ?? 1,
        options: spec.options.map(({ label, value, description, isChosen = false }) => ({
          label,
          value,
          default: isChosen,
          ...(description !== undefined && { description }),
        })),
      },
    ],
  };
}
