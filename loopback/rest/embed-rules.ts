import { objectField, objectsField, textField, type WireObject } from '../wire.ts';
import { invalidForm } from './api-error.ts';
import { checkLength } from './text-rules.ts';

const MAX_FIELDS = 25;
const MAX_CHARACTERS = 6000;

/**
 * Checks the embeds of a message as Discord does.
 * Source: Discord's developer documentation, "Embed Limits".
 *
 * @throws ApiError 50035 for the first rule that is broken.
 */
export function checkEmbeds(embeds: readonly WireObject[]): void {
  let characters = 0;
  for (const embed of embeds) {
    const fields = objectsField(embed, 'fields');
    checkLength(embed, 'title', 'embeds', { maximum: 256 });
    checkLength(embed, 'description', 'embeds', { maximum: 4096 });
    checkLength(objectField(embed, 'footer'), 'text', 'embeds.footer', { maximum: 2048 });
    if (fields.length > MAX_FIELDS) throw invalidForm('embeds.fields', `Must be ${MAX_FIELDS} or fewer.`);
    for (const field of fields) {
      checkLength(field, 'name', 'embeds.fields', { minimum: 1, maximum: 256 });
      checkLength(field, 'value', 'embeds.fields', { minimum: 1, maximum: 1024 });
    }
    const texts = [
      textField(embed, 'title'),
      textField(embed, 'description'),
      textField(objectField(embed, 'footer'), 'text'),
      ...fields.flatMap((field) => [textField(field, 'name'), textField(field, 'value')]),
    ];
    characters += texts.reduce((sum, text) => sum + (text ?? '').length, 0);
  }
  if (characters > MAX_CHARACTERS) {
    throw invalidForm(
      'embeds',
      `Embed size exceeds maximum size of ${MAX_CHARACTERS}.`,
      'MAX_EMBED_SIZE_EXCEEDED',
    );
  }
}
