import { objectsField, type WireObject } from '../wire.ts';
import { formFields } from '../world/component-tree.ts';
import { invalidForm } from './api-error.ts';
import { checkLength } from './text-rules.ts';

const LABEL = 18;
const MAX_FIELDS = 5;

/**
 * Checks a form as Discord does.
 * Source: Discord's developer documentation, "Modal" and "Text Input".
 *
 * @throws ApiError 50035 for the first rule that is broken.
 */
export function checkModal(modal: WireObject): void {
  checkLength(modal, 'custom_id', 'data', { minimum: 1, maximum: 100 });
  checkLength(modal, 'title', 'data', { minimum: 1, maximum: 45 });
  const components = objectsField(modal, 'components');
  if (components.length < 1 || components.length > MAX_FIELDS) {
    throw invalidForm('data.components', `Must be between 1 and ${MAX_FIELDS} in length.`);
  }
  for (const component of components) {
    if (component['type'] === LABEL) {
      checkLength(component, 'label', 'data.components', { minimum: 1, maximum: 45 });
    }
  }
  const ids = new Set<unknown>();
  for (const field of formFields(modal)) {
    checkLength(field, 'custom_id', 'data.components', { minimum: 1, maximum: 100 });
    checkLength(field, 'placeholder', 'data.components', { maximum: 100 });
    checkLength(field, 'value', 'data.components', { maximum: 4000 });
    if (ids.has(field['custom_id'])) {
      throw invalidForm('data.components', 'Component custom id cannot be duplicated.');
    }
    ids.add(field['custom_id']);
  }
}
