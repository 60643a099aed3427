import { UserError } from '#core';
import {
  isVoiceFaultName,
  VOICE_FAULT_NAMES,
  VOICE_FAULTS,
  type VoiceFault,
  type VoiceFaultParameters,
} from './fault-names.ts';

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

const NUMBERS = ['times', 'rate', 'seed', 'delayMs', 'code', 'count'] as const;
type NumberParameter = (typeof NUMBERS)[number];

const isNumberParameter = (key: string): key is NumberParameter => NUMBERS.some((name) => name === key);

function refuse(message: string): never {
  throw new UserError('LOOPBACK_USAGE', { message });
}

function readNumber(key: NumberParameter, text: string): number {
  const value = Number(text);
  if (text === '' || !Number.isFinite(value) || value < 0) {
    return refuse(`${key} must be a number that is not negative, not "${text}".`);
  }
  if (key === 'rate' && value > 1) return refuse('rate must be between 0 and 1.');
  if (key !== 'rate' && !Number.isInteger(value)) return refuse(`${key} must be a whole number.`);
  return value;
}

/**
 * Reads a fault as a person writes it: `loss rate=0.1 seed=3`, `padding-only count=20`, `close:4006`.
 *
 * @throws UserError `LOOPBACK_USAGE` that names what cannot be read.
 */
export function parseVoiceFault(text: string): VoiceFault {
  const [head = '', ...rest] = text.trim().split(/\s+/);
  const [name = '', code] = head.split(':');
  if (!isVoiceFaultName(name)) {
    return refuse(`There is no fault "${name}". There are: ${VOICE_FAULT_NAMES.join(', ')}.`);
  }
  const parameters: Mutable<VoiceFaultParameters> = {};
  if (code !== undefined) parameters.code = readNumber('code', code);
  for (const word of rest) {
    const [key = '', value = ''] = word.split('=');
    if (key === 'userId' && value !== '') parameters.userId = value;
    else if (isNumberParameter(key)) parameters[key] = readNumber(key, value);
    else refuse(`"${word}" says nothing to a fault. Known are: ${NUMBERS.join(', ')}, userId; as key=value.`);
  }
  return { name, ...parameters };
}

/** The fault table as lines for a person. */
export function describeVoiceFaults(): readonly string[] {
  return VOICE_FAULT_NAMES.map((name) => {
    const { defaults, meaning } = VOICE_FAULTS[name];
    const told = Object.entries(defaults).map(([key, value]) => `${key}=${value}`);
    return `${name.padEnd(32)}${meaning}${told.length > 0 ? ` (${told.join(' ')})` : ''}`;
  });
}
