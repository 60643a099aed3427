import type { Json } from '../wire.ts';

/** A role of a guild. */
export interface LoopbackRole {
  readonly id: string;
  readonly name: string;
  readonly position: number;
  readonly permissions: bigint;
  /** Belongs to this bot alone. */
  readonly botId?: string;
}

/** A role object as Discord sends it. */
export function rolePayload(role: LoopbackRole): Json {
  return {
    id: role.id,
    name: role.name,
    color: 0,
    colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
    hoist: false,
    icon: null,
    unicode_emoji: null,
    position: role.position,
    permissions: role.permissions.toString(),
    managed: role.botId !== undefined,
    mentionable: false,
    flags: 0,
    ...(role.botId === undefined ? {} : { tags: { bot_id: role.botId } }),
  };
}
