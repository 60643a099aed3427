import type { Json } from '../wire.ts';

/** A refusal as Discord words it: an HTTP status and `{ code, message }`. */
export class ApiError extends Error {
  readonly status: number;
  /** Discord's own error code; 0 where it has none. */
  readonly code: number;
  /** Which field is wrong, in Discord's nested form. */
  readonly errors: Json | undefined;

  constructor(status: number, code: number, message: string, errors?: Json) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.errors = errors;
  }

  /** The body of the answer. */
  get body(): Json {
    return {
      message: this.message,
      code: this.code,
      ...(this.errors === undefined ? {} : { errors: this.errors }),
    };
  }
}

/** A field that does not fit, in Discord's nested form: `{ path: { _errors: [{ code, message }] } }`. */
export function invalidForm(path: string, message: string, code = 'BASE_TYPE_BAD_VALUE'): ApiError {
  const leaf: Json = { _errors: [{ code, message }] };
  const errors = path.split('.').reduceRight<Json>((inner, key) => ({ [key]: inner }), leaf);
  return new ApiError(400, 50_035, 'Invalid Form Body', errors);
}

/** The refusals that several routes share. */
export const refusals = {
  unauthorized: () => new ApiError(401, 0, '401: Unauthorized'),
  notFound: () => new ApiError(404, 0, '404: Not Found'),
  missingAccess: () => new ApiError(403, 50_001, 'Missing Access'),
  missingPermissions: () => new ApiError(403, 50_013, 'Missing Permissions'),
  emptyMessage: () => new ApiError(400, 50_006, 'Cannot send an empty message'),
  editForeignMessage: () => new ApiError(403, 50_005, 'Cannot edit a message authored by another user'),
  unknownApplication: () => new ApiError(404, 10_002, 'Unknown Application'),
  unknownChannel: () => new ApiError(404, 10_003, 'Unknown Channel'),
  unknownGuild: () => new ApiError(404, 10_004, 'Unknown Guild'),
  unknownMember: () => new ApiError(404, 10_007, 'Unknown Member'),
  unknownMessage: () => new ApiError(404, 10_008, 'Unknown Message'),
  unknownUser: () => new ApiError(404, 10_013, 'Unknown User'),
  unknownWebhook: () => new ApiError(404, 10_015, 'Unknown Webhook'),
  unknownInteraction: () => new ApiError(404, 10_062, 'Unknown interaction'),
  unknownCommand: () => new ApiError(404, 10_063, 'Unknown application command'),
  unknownVoiceState: () => new ApiError(404, 10_065, 'Unknown Voice State'),
  alreadyAcknowledged: () => new ApiError(400, 40_060, 'Interaction has already been acknowledged.'),
  invalidWebhookToken: () => new ApiError(401, 50_027, 'Invalid Webhook Token'),
} as const;
