import type { Json } from '../wire.ts';

/** Somebody with an account: a person or a bot. */
export interface LoopbackUser {
  readonly id: string;
  readonly name: string;
  readonly bot: boolean;
}

/** A user object as Discord sends it. */
export function userPayload(user: LoopbackUser): Json {
  return {
    id: user.id,
    username: user.name.toLowerCase().replaceAll(/[^\p{L}\p{N}._]+/gu, '_'),
    global_name: user.bot ? null : user.name,
    discriminator: '0',
    avatar: null,
    bot: user.bot,
    system: false,
    public_flags: 0,
    flags: 0,
  };
}
