import { describe, expect, it } from 'vitest';
import {
  ALL_PERMISSIONS,
  channelPermissions,
  hasPermissions,
  overwriteFrom,
  permissionBits,
} from './permissions.ts';

const holder = {
  userId: 'user',
  guildId: 'guild',
  roleIds: ['role'],
  base: permissionBits(['ViewChannel', 'Connect']),
  isOwner: false,
};

describe('channelPermissions', () => {
  it('are those of the guild in a channel without overwrites', () => {
    expect(channelPermissions(holder, [])).toBe(holder.base);
  });

  it('go from everybody over roles to the member, the later one wins', () => {
    const everyone = overwriteFrom('guild', 'role', { Connect: false, Speak: false });
    const role = overwriteFrom('role', 'role', { Connect: true });
    const other = overwriteFrom('other', 'role', { Speak: true });
    const own = overwriteFrom('user', 'member', { ViewChannel: false });
    const bits = channelPermissions(holder, [own, other, role, everyone]);
    expect(hasPermissions(bits, 'Connect')).toBe(true);
    expect(hasPermissions(bits, 'Speak')).toBe(false);
    expect(hasPermissions(bits, 'ViewChannel')).toBe(false);
  });

  it('are all there are for the owner and for administrators', () => {
    const denied = [overwriteFrom('user', 'member', { Connect: false })];
    expect(channelPermissions({ ...holder, isOwner: true }, denied)).toBe(ALL_PERMISSIONS);
    const administrator = { ...holder, base: permissionBits(['Administrator']) };
    expect(channelPermissions(administrator, denied)).toBe(ALL_PERMISSIONS);
  });
});
