import type { PrivilegedIntent } from '../../gateway/intents.ts';
import { userPayload } from '../../world/user.ts';
import { findMember, type World } from '../../world/world.ts';
import { refusals } from '../api-error.ts';
import { openRoute, route, valueOf, type Route } from '../router.ts';

/** Switches in the portal: each has a bit for a verified and one for any other application. */
const INTENT_FLAGS = { guildPresences: 1 << 13, guildMembers: 1 << 15, messageContent: 1 << 19 } as const;

/** How the application is set up in Discord's portal. */
export interface ApplicationSetup {
  readonly privilegedIntents: readonly PrivilegedIntent[];
  /** How often the bot may still log in today. */
  readonly loginsLeft: number;
}

/** Where the gateway is, and who the bot is. */
export function gatewayRoutes(
  world: World,
  gatewayUrl: () => string,
  { privilegedIntents, loginsLeft }: ApplicationSetup,
): readonly Route[] {
  const application = () => ({
    id: world.applicationId,
    name: world.botUser.name,
    icon: null,
    description: '',
    bot_public: false,
    bot_require_code_grant: false,
    verify_key: '0'.repeat(64),
    flags: privilegedIntents.reduce((bits, name) => bits | INTENT_FLAGS[name], 0),
    bot: userPayload(world.botUser),
  });
  return [
    openRoute('GET', '/gateway', () => ({ status: 200, body: { url: gatewayUrl() } })),
    route('GET', '/gateway/bot', () => ({
      status: 200,
      body: {
        url: gatewayUrl(),
        shards: 1,
        session_start_limit: {
          total: 1_000,
          remaining: loginsLeft,
          reset_after: 3_600_000,
          max_concurrency: 1,
        },
      },
    })),
    route('GET', '/applications/@me', () => ({ status: 200, body: application() })),
    route('GET', '/oauth2/applications/@me', () => ({ status: 200, body: application() })),
    route('GET', '/users/@me', () => ({ status: 200, body: userPayload(world.botUser) })),
    route('GET', '/users/:userId', (_request, values) => {
      const member = findMember(world, valueOf(values, 'userId'));
      if (member === undefined) throw refusals.unknownUser();
      return { status: 200, body: userPayload(member.user) };
    }),
  ];
}
