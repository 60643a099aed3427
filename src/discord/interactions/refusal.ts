import { UserError, type ErrorCode } from '#core';

/** A {@link UserError} whose message is in the language of the person: made from `use.words`. */
export class Refusal extends UserError {
  constructor(code: ErrorCode, message: string) {
    super(code, { message });
    this.name = 'Refusal';
  }
}
