import {
  DiscordAPIError,
  REST,
  Routes,
  type APIGatewayBotInfo,
  type RESTGetAPICurrentUserGuildsResult,
  type RESTGetCurrentApplicationResult,
} from 'discord.js';
import { checkServer } from './server-check.ts';
import { ok, problem, skipped, type Finding } from './finding.ts';
import type { Patient } from './patient.ts';

const DISCORD_API_URL = 'https://discord.com/api';
const DEADLINE_MS = 10_000;
/** Further off than this, tokens and tickets that carry a time are refused. */
const MAX_CLOCK_ERROR_MS = 30_000;
/** Discord gives 1,000 logins a day and takes the token away when they are used up. */
const FEW_LOGINS = 20;
/** More servers than these are not looked into. */
const MAX_SERVERS = 10;
/** What the invitation in the README asks for, with Embed Links and Attach Files. */
const INVITED_PERMISSIONS = '36817920';

/** Which intents need a switch in the portal, and the bits of an application that has it on. */
const PRIVILEGED = [
  { name: 'Presence Intent', intent: 1 << 8, flags: (1 << 12) | (1 << 13) },
  { name: 'Server Members Intent', intent: 1 << 1, flags: (1 << 14) | (1 << 15) },
  { name: 'Message Content Intent', intent: 1 << 15, flags: (1 << 18) | (1 << 19) },
] as const;

/** Discord: reachable, the clock, the token, the intents, the servers and what the bot may do in them. */
export async function checkDiscord(patient: Patient): Promise<readonly Finding[]> {
  const apiUrl = (patient.config.discord.apiUrl ?? DISCORD_API_URL).replace(/\/+$/u, '');
  const reached = await reach(apiUrl, patient);
  const isReachable = reached.every(({ state }) => state !== 'problem');
  if (!isReachable) return [...reached, skipped('token', 'Discord cannot be asked.')];
  if (!patient.isSet('DISCORD_TOKEN')) return [...reached, skipped('token', 'DISCORD_TOKEN is not set.')];
  const rest = new REST({ api: apiUrl, retries: 1, timeout: DEADLINE_MS }).setToken(
    patient.config.discord.token,
  );
  try {
    const application = (await rest.get(
      Routes.currentApplication(),
      patient,
    )) as RESTGetCurrentApplicationResult;
    return [
      ...reached,
      ok('token', `The bot is ${application.name} (${application.id}).`),
      checkIntents(application, patient.intents),
      await checkLogins(rest, patient),
      ...(await checkServers(rest, application.id, patient)),
    ];
  } catch (error) {
    patient.signal.throwIfAborted();
    if (error instanceof DiscordAPIError && error.status === 401) {
      const mend =
        'Copy it anew: discord.com/developers/applications → your application → Bot → Reset Token.';
      return [...reached, problem('token', 'Discord does not accept DISCORD_TOKEN.', mend)];
    }
    const reason = error instanceof Error ? error.message : String(error);
    return [
      ...reached,
      problem('discord', `Discord refused a question: ${reason}`, 'Try again in a minute.'),
    ];
  }
}

/** Whether Discord answers, and whether it is as late there as here. */
async function reach(apiUrl: string, { signal, nowMs }: Patient): Promise<readonly Finding[]> {
  let response: Response;
  try {
    response = await fetch(`${apiUrl}/v10/gateway`, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]),
    });
    await response.arrayBuffer();
  } catch (error) {
    signal.throwIfAborted();
    const { message, cause } = error as Error;
    const reason = cause instanceof Error ? cause.message : message;
    const mend =
      'Check the network, proxies and a firewall; leave DISCORD_API_URL unset for the real Discord.';
    return [problem('discord', `${apiUrl} cannot be reached: ${reason}`, mend)];
  }
  if (!response.ok) {
    const mend = 'Leave DISCORD_API_URL unset, or correct it; a proxy may stand in between.';
    return [problem('discord', `${apiUrl} answers ${response.status}.`, mend)];
  }
  const there = Date.parse(response.headers.get('date') ?? '');
  const errorMs = nowMs() - there;
  const clock =
    Number.isNaN(there) || Math.abs(errorMs) <= MAX_CLOCK_ERROR_MS
      ? ok('clock', Number.isNaN(there) ? 'Discord does not tell the time.' : 'as late as at Discord')
      : problem(
          'clock',
          `This machine is ${Math.round(Math.abs(errorMs) / 1000)} s ${errorMs > 0 ? 'ahead of' : 'behind'} Discord.`,
          'Switch on time synchronisation: `timedatectl set-ntp true`, or the time settings of your system.',
        );
  return [ok('discord', `${apiUrl} answers`), clock];
}

/** Intents that the bot asks for and the application was not given close the gateway at once. */
function checkIntents({ flags }: RESTGetCurrentApplicationResult, intents: number): Finding {
  const lacking = PRIVILEGED.filter(
    (one) => (intents & one.intent) !== 0 && ((flags ?? 0) & one.flags) === 0,
  );
  if (lacking.length === 0) return ok('intents', 'everything that the bot asks for is granted');
  const names = lacking.map(({ name }) => name).join(', ');
  const mend =
    'Switch it on: discord.com/developers/applications → your application → Bot → Privileged Gateway Intents.';
  return problem('intents', `The application lacks: ${names}.`, mend);
}

async function checkLogins(rest: REST, { signal }: Patient): Promise<Finding> {
  const { session_start_limit: limit } = (await rest.get(Routes.gatewayBot(), {
    signal,
  })) as APIGatewayBotInfo;
  const found = `${limit.remaining} of ${limit.total} left today`;
  if (limit.remaining >= FEW_LOGINS) return ok('logins', found);
  const hours = Math.ceil(limit.reset_after / 3_600_000);
  return problem('logins', found, `Something starts the bot again and again: stop it, and wait ${hours} h.`);
}

async function checkServers(
  rest: REST,
  applicationId: string,
  { signal }: Patient,
): Promise<readonly Finding[]> {
  const servers = (await rest.get(Routes.userGuilds(), { signal })) as RESTGetAPICurrentUserGuildsResult;
  if (servers.length === 0) {
    const link = `https://discord.com/oauth2/authorize?client_id=${applicationId}&scope=bot+applications.commands&permissions=${INVITED_PERMISSIONS}`;
    return [problem('servers', 'The bot is in no server.', `Invite it: ${link}`)];
  }
  const findings: Finding[] = [];
  for (const server of servers.slice(0, MAX_SERVERS)) {
    findings.push(...(await checkServer(rest, server, applicationId, signal)));
  }
  const left = servers.length - MAX_SERVERS;
  return left > 0
    ? [...findings, skipped('servers', `${left} more servers were not looked into.`)]
    : findings;
}
