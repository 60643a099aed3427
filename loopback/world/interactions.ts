import type { IdSource } from '../ids.ts';
import type { Json, WireObject } from '../wire.ts';
import type { LoopbackChannel } from './channel.ts';
import type { LoopbackMessage } from './message.ts';
import type { LoopbackUser } from './user.ts';

/** Discord waits this long for the first response to an interaction. */
export const FIRST_RESPONSE_MS = 3_000;
/** An interaction's token is good for this long. */
export const TOKEN_LIFE_MS = 15 * 60_000;

/** What an interaction is about; the numbers are Discord's. */
export const INTERACTION_TYPES = { command: 2, component: 3, autocomplete: 4, modal: 5 } as const;

/** The kind of an interaction. */
export type InteractionKind = keyof typeof INTERACTION_TYPES;

/** One thing that the bot did about an interaction. */
export type AnswerStep =
  | { readonly kind: 'defer'; readonly atMs: number; readonly ephemeral: boolean }
  | {
      readonly kind: 'reply' | 'edit' | 'follow-up';
      readonly atMs: number;
      readonly message: LoopbackMessage;
    }
  | { readonly kind: 'delete'; readonly atMs: number; readonly messageId: string }
  | { readonly kind: 'choices'; readonly atMs: number; readonly choices: readonly WireObject[] }
  | { readonly kind: 'modal'; readonly atMs: number; readonly modal: WireObject }
  | { readonly kind: 'refused'; readonly atMs: number; readonly code: number; readonly reason: string };

/** Who started an interaction, where. */
export interface InteractionStart {
  readonly kind: InteractionKind;
  readonly user: LoopbackUser;
  readonly channel: LoopbackChannel;
  readonly commandName: string;
  /** The message whose component was used. */
  readonly sourceMessage?: LoopbackMessage;
}

/** An interaction and all that the bot did about it. One owner: the ledger. */
export interface Interaction extends InteractionStart {
  readonly id: string;
  readonly token: string;
  readonly startedAtMs: number;
  /** `waiting` for the first response; `deferred`; `answered`; `expired` without any response. */
  state: 'waiting' | 'deferred' | 'answered' | 'expired';
  ephemeral: boolean;
  /** The first response's message; absent until there is one, or after it was deleted. */
  original: LoopbackMessage | undefined;
  readonly followUps: Map<string, LoopbackMessage>;
  readonly history: AnswerStep[];
}

/** Which interactions are open. */
export class InteractionLedger {
  readonly #ids: IdSource;
  readonly #byToken = new Map<string, Interaction>();

  constructor(ids: IdSource) {
    this.#ids = ids;
  }

  /** Opens an interaction; forgets those whose tokens are no longer good. */
  open(start: InteractionStart): Interaction {
    const nowMs = performance.now();
    for (const [token, old] of this.#byToken) {
      if (nowMs - old.startedAtMs > TOKEN_LIFE_MS) this.#byToken.delete(token);
    }
    const id = this.#ids();
    const interaction: Interaction = {
      ...start,
      id,
      token: `interaction-${id}-${crypto.randomUUID()}`,
      startedAtMs: nowMs,
      state: 'waiting',
      ephemeral: false,
      original: undefined,
      followUps: new Map(),
      history: [],
    };
    this.#byToken.set(interaction.token, interaction);
    return interaction;
  }

  /** The interaction with this token, unless its time is over. */
  byToken(token: string): Interaction | undefined {
    const interaction = this.#byToken.get(token);
    if (interaction === undefined) return undefined;
    return performance.now() - interaction.startedAtMs <= TOKEN_LIFE_MS ? interaction : undefined;
  }

  /** True for an interaction that still may be answered for the first time. */
  isOpen(interaction: Interaction): boolean {
    return (
      interaction.state === 'waiting' && performance.now() - interaction.startedAtMs <= FIRST_RESPONSE_MS
    );
  }
}

/** Fields of an `INTERACTION_CREATE` event that are the same for every kind. */
export function interactionPayload(
  interaction: Interaction,
  fields: {
    readonly applicationId: string;
    readonly member: Json;
    readonly appPermissions: bigint;
    readonly memberPermissions: bigint;
    readonly locale: string;
    readonly guildLocale: string;
    readonly data: Json;
    readonly message?: Json;
  },
): Json {
  return {
    id: interaction.id,
    application_id: fields.applicationId,
    type: INTERACTION_TYPES[interaction.kind],
    token: interaction.token,
    version: 1,
    guild_id: interaction.channel.guildId,
    guild: { id: interaction.channel.guildId, locale: fields.guildLocale, features: [] },
    channel_id: interaction.channel.id,
    channel: { ...interaction.channel.payload(), permissions: fields.memberPermissions.toString() },
    member: fields.member,
    locale: fields.locale,
    guild_locale: fields.guildLocale,
    app_permissions: fields.appPermissions.toString(),
    entitlements: [],
    authorizing_integration_owners: { '0': interaction.channel.guildId },
    context: 0,
    attachment_size_limit: 10_485_760,
    data: fields.data,
    ...(fields.message === undefined ? {} : { message: fields.message }),
  };
}
