/** Discord's permissions by name, each with its bit. */
export const PERMISSION_BITS = {
  CreateInstantInvite: 1n << 0n,
  KickMembers: 1n << 1n,
  BanMembers: 1n << 2n,
  Administrator: 1n << 3n,
  ManageChannels: 1n << 4n,
  ManageGuild: 1n << 5n,
  AddReactions: 1n << 6n,
  ViewAuditLog: 1n << 7n,
  PrioritySpeaker: 1n << 8n,
  Stream: 1n << 9n,
  ViewChannel: 1n << 10n,
  SendMessages: 1n << 11n,
  SendTTSMessages: 1n << 12n,
  ManageMessages: 1n << 13n,
  EmbedLinks: 1n << 14n,
  AttachFiles: 1n << 15n,
  ReadMessageHistory: 1n << 16n,
  MentionEveryone: 1n << 17n,
  UseExternalEmojis: 1n << 18n,
  ViewGuildInsights: 1n << 19n,
  Connect: 1n << 20n,
  Speak: 1n << 21n,
  MuteMembers: 1n << 22n,
  DeafenMembers: 1n << 23n,
  MoveMembers: 1n << 24n,
  UseVAD: 1n << 25n,
  ChangeNickname: 1n << 26n,
  ManageNicknames: 1n << 27n,
  ManageRoles: 1n << 28n,
  ManageWebhooks: 1n << 29n,
  ManageGuildExpressions: 1n << 30n,
  UseApplicationCommands: 1n << 31n,
  RequestToSpeak: 1n << 32n,
  ManageEvents: 1n << 33n,
  ManageThreads: 1n << 34n,
  CreatePublicThreads: 1n << 35n,
  CreatePrivateThreads: 1n << 36n,
  UseExternalStickers: 1n << 37n,
  SendMessagesInThreads: 1n << 38n,
  UseEmbeddedActivities: 1n << 39n,
  ModerateMembers: 1n << 40n,
  UseSoundboard: 1n << 42n,
  SendVoiceMessages: 1n << 46n,
  SetVoiceChannelStatus: 1n << 48n,
} as const;

/** The name of a permission. */
export type PermissionName = keyof typeof PERMISSION_BITS;

/** Permissions of one member or role in one channel: granted, denied, or (when absent) as the guild has it. */
export type PermissionChanges = Readonly<Partial<Record<PermissionName, boolean>>>;

/** A permission overwrite of a channel. */
export interface PermissionOverwrite {
  /** A role's or a member's id. */
  readonly id: string;
  readonly kind: 'role' | 'member';
  readonly allow: bigint;
  readonly deny: bigint;
}

export const ALL_PERMISSIONS: bigint = Object.values(PERMISSION_BITS).reduce((all, bit) => all | bit, 0n);

/** What everybody may do in a guild that was just made. */
export const EVERYONE_PERMISSIONS: bigint = permissionBits([
  'CreateInstantInvite',
  'AddReactions',
  'Stream',
  'ViewChannel',
  'SendMessages',
  'EmbedLinks',
  'AttachFiles',
  'ReadMessageHistory',
  'UseExternalEmojis',
  'Connect',
  'Speak',
  'UseVAD',
  'ChangeNickname',
  'UseApplicationCommands',
  'CreatePublicThreads',
  'SendMessagesInThreads',
  'UseSoundboard',
  'SendVoiceMessages',
]);

/** The bits of several permissions together. */
export function permissionBits(names: readonly PermissionName[]): bigint {
  return names.reduce((bits, name) => bits | PERMISSION_BITS[name], 0n);
}

/** Turns changes by name into an overwrite. */
export function overwriteFrom(
  id: string,
  kind: PermissionOverwrite['kind'],
  changes: PermissionChanges,
): PermissionOverwrite {
  const named = (granted: boolean): PermissionName[] =>
    (Object.keys(changes) as PermissionName[]).filter((name) => changes[name] === granted);
  return { id, kind, allow: permissionBits(named(true)), deny: permissionBits(named(false)) };
}

/** Whose permissions are computed. */
export interface PermissionHolder {
  readonly userId: string;
  readonly roleIds: readonly string[];
  /** What the guild's roles together give this member. */
  readonly base: bigint;
  readonly guildId: string;
  readonly isOwner: boolean;
}

/**
 * A member's permissions in a channel: the roles' together, then the channel's overwrites for everybody,
 * for the member's roles, for the member, in this order.
 * Source: Discord's developer documentation, "Permission Overwrites".
 */
export function channelPermissions(
  holder: PermissionHolder,
  overwrites: readonly PermissionOverwrite[],
): bigint {
  if (holder.isOwner || (holder.base & PERMISSION_BITS.Administrator) !== 0n) return ALL_PERMISSIONS;
  const everyone = overwrites.filter((overwrite) => overwrite.id === holder.guildId);
  const roles = overwrites.filter(
    (overwrite) => overwrite.kind === 'role' && holder.roleIds.includes(overwrite.id),
  );
  const own = overwrites.filter((overwrite) => overwrite.kind === 'member' && overwrite.id === holder.userId);
  let bits = holder.base;
  for (const group of [everyone, roles, own]) {
    for (const overwrite of group) bits &= ~overwrite.deny;
    for (const overwrite of group) bits |= overwrite.allow;
  }
  return bits;
}

/** True when `bits` hold every named permission. */
export function hasPermissions(bits: bigint, ...names: readonly PermissionName[]): boolean {
  const wanted = permissionBits(names);
  return (bits & wanted) === wanted;
}
