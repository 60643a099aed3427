import { objectsField, textField, type WireObject } from '../wire.ts';
import { allComponents } from '../world/component-tree.ts';
import { invalidForm } from './api-error.ts';
import { checkLength } from './text-rules.ts';

const ACTION_ROW = 1;
const BUTTON = 2;
const STRING_SELECT = 3;
const LINK_STYLE = 5;
const MAX_ROWS = 5;
const MAX_BUTTONS = 5;
const MAX_OPTIONS = 25;

/**
 * Checks the rows, buttons and menus of a message as Discord does.
 * Source: Discord's developer documentation, "Component Reference".
 *
 * @throws ApiError 50035 for the first rule that is broken.
 */
export function checkComponents(components: readonly WireObject[], isV2: boolean): void {
  if (!isV2 && components.length > MAX_ROWS) throw invalid('components', `Must be ${MAX_ROWS} or fewer.`);
  if (!isV2 && components.some((component) => component['type'] !== ACTION_ROW)) {
    throw invalid('components', 'The components of a message stand in rows.');
  }
  const seen = new Set<string>();
  for (const component of allComponents(components)) {
    if (component['type'] === ACTION_ROW) checkRow(component);
    if (component['type'] === BUTTON) checkButton(component);
    if (component['type'] === STRING_SELECT) checkSelect(component);
    const id = textField(component, 'custom_id');
    if (id === undefined) continue;
    checkLength(component, 'custom_id', 'components', { minimum: 1, maximum: 100 });
    if (seen.has(id)) throw invalid('components.custom_id', 'Component custom id cannot be duplicated.');
    seen.add(id);
  }
}

function checkRow(row: WireObject): void {
  const inner = objectsField(row, 'components');
  const onlyButtons = inner.every((component) => component['type'] === BUTTON);
  const most = onlyButtons ? MAX_BUTTONS : 1;
  if (inner.length < 1 || inner.length > most) {
    throw invalid('components', `A row holds one menu or 1 to ${MAX_BUTTONS} buttons.`);
  }
}

function checkButton(button: WireObject): void {
  checkLength(button, 'label', 'components', { maximum: 80 });
  const isLink = button['style'] === LINK_STYLE;
  if (isLink === (button['custom_id'] !== undefined)) {
    throw invalid('components', 'A button has a custom id, or a link.');
  }
  if (button['emoji'] === undefined && (textField(button, 'label') ?? '') === '') {
    throw invalid('components', 'A button must have a label or an emoji.');
  }
}

function checkSelect(select: WireObject): void {
  const options = objectsField(select, 'options');
  if (options.length < 1 || options.length > MAX_OPTIONS) {
    throw invalid('components.options', `Must be between 1 and ${MAX_OPTIONS} in length.`);
  }
  checkLength(select, 'placeholder', 'components', { maximum: 150 });
  const values = new Set(options.map((option) => option['value']));
  if (values.size < options.length) throw invalid('components.options', 'Values must be unique.');
  for (const option of options) {
    checkLength(option, 'label', 'components.options', { minimum: 1, maximum: 100 });
    checkLength(option, 'value', 'components.options', { minimum: 1, maximum: 100 });
    checkLength(option, 'description', 'components.options', { maximum: 100 });
  }
}

function invalid(path: string, message: string) {
  return invalidForm(path, message);
}
