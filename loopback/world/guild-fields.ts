import type { Json } from '../wire.ts';
import { rolePayload, type LoopbackRole } from './role.ts';

/** What the fields of a guild are taken from. */
interface GuildFacts {
  readonly id: string;
  readonly name: string;
  readonly locale: string;
  readonly owner: { readonly id: string };
  readonly roles: readonly LoopbackRole[];
}

/** The fields that a guild object has everywhere, at REST and at the gateway. */
export function guildFields(guild: GuildFacts): { readonly [key: string]: Json } {
  return {
    id: guild.id,
    name: guild.name,
    icon: null,
    splash: null,
    banner: null,
    description: null,
    owner_id: guild.owner.id,
    roles: guild.roles.map(rolePayload),
    emojis: [],
    stickers: [],
    features: [],
    preferred_locale: guild.locale,
    premium_tier: 0,
    premium_subscription_count: 0,
    afk_timeout: 300,
    afk_channel_id: null,
    system_channel_id: null,
    system_channel_flags: 0,
    rules_channel_id: null,
    public_updates_channel_id: null,
    safety_alerts_channel_id: null,
    verification_level: 0,
    default_message_notifications: 0,
    explicit_content_filter: 0,
    mfa_level: 0,
    nsfw_level: 0,
    application_id: null,
    vanity_url_code: null,
    max_members: 500_000,
    max_video_channel_users: 25,
  };
}
