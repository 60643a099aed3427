import { isWireObject, objectsField, scalarField, textField, type WireObject } from '../wire.ts';
import { OPTION_TYPES } from '../world/commands.ts';
import { invalidForm } from './api-error.ts';

const NAME = /^[-_'\p{L}\p{N}]{1,32}$/u;
const MAX_COMMANDS = 100;
const MAX_OPTIONS = 25;
const MAX_CHOICES = 25;
const MAX_DESCRIPTION_CHARACTERS = 100;

/**
 * Checks the definitions of application commands as Discord does.
 *
 * @throws ApiError 50035 for the first rule that is broken.
 */
export function checkCommands(definitions: readonly unknown[]): readonly WireObject[] {
  if (definitions.length > MAX_COMMANDS)
    throw invalidForm('_', `Must be ${MAX_COMMANDS} or fewer in length.`);
  const names = new Set<string>();
  return definitions.map((definition, index) => {
    if (!isWireObject(definition)) throw invalidForm(String(index), 'Only dictionaries may be used.');
    checkCommand(definition, String(index));
    const key = `${scalarField(definition, 'type') ?? '1'}:${textField(definition, 'name') ?? ''}`;
    if (names.has(key)) throw invalidForm(`${index}.name`, 'Application command names must be unique.');
    names.add(key);
    return definition;
  });
}

/** Checks one definition. @throws ApiError 50035. */
export function checkCommand(definition: WireObject, path: string): void {
  const isSlashCommand = (definition['type'] ?? 1) === 1;
  if (isSlashCommand) {
    checkName(definition, path);
    checkDescription(definition, path);
  }
  const permissions = definition['default_member_permissions'] ?? null;
  if (permissions !== null && !/^\d+$/.test(scalarField(definition, 'default_member_permissions') ?? '')) {
    throw invalidForm(`${path}.default_member_permissions`, 'Must be a number as text, or null.');
  }
  checkOptions(definition, path);
}

function checkOptions(holder: WireObject, path: string): void {
  const options = objectsField(holder, 'options');
  if (options.length > MAX_OPTIONS) {
    throw invalidForm(`${path}.options`, `Must be ${MAX_OPTIONS} or fewer in length.`);
  }
  let optionalSeen = false;
  const names = new Set<string>();
  options.forEach((option, index) => {
    const here = `${path}.options.${index}`;
    const name = checkName(option, here);
    checkDescription(option, here);
    if (names.has(name)) throw invalidForm(`${here}.name`, 'Option names must be unique.');
    names.add(name);
    if (!Object.values(OPTION_TYPES).includes(option['type'] as never)) {
      throw invalidForm(`${here}.type`, 'Value must be one of the known option types.');
    }
    if (option['required'] === true && optionalSeen) {
      throw invalidForm(here, 'Required options must be placed before non-required options.');
    }
    optionalSeen ||= option['required'] !== true;
    const choices = objectsField(option, 'choices');
    if (choices.length > MAX_CHOICES) {
      throw invalidForm(`${here}.choices`, `Must be ${MAX_CHOICES} or fewer in length.`);
    }
    if (choices.length > 0 && option['autocomplete'] === true) {
      throw invalidForm(`${here}.autocomplete`, 'An option with choices cannot have autocomplete.');
    }
    checkOptions(option, here);
  });
}

function checkName(holder: WireObject, path: string): string {
  const name = textField(holder, 'name') ?? '';
  if (!NAME.test(name) || name !== name.toLowerCase()) {
    throw invalidForm(
      `${path}.name`,
      `Command name is invalid: "${name}".`,
      'APPLICATION_COMMAND_INVALID_NAME',
    );
  }
  return name;
}

function checkDescription(holder: WireObject, path: string): void {
  const characters = (textField(holder, 'description') ?? '').length;
  if (characters < 1 || characters > MAX_DESCRIPTION_CHARACTERS) {
    throw invalidForm(
      `${path}.description`,
      `Must be between 1 and ${MAX_DESCRIPTION_CHARACTERS} in length.`,
      'BASE_TYPE_BAD_LENGTH',
    );
  }
}
