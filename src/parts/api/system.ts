import type { PartCheck, ShownSetting, SystemPort } from '#http';
import { SETTINGS, type Setting } from '../../settings.ts';
import type { House } from '../house.ts';
import type { Status } from '../status.ts';
import type { DiscordCalls } from '../calls.ts';

/** Names of settings whose values are nobody's business. */
const SECRET = /TOKEN|KEY|SECRET|PASSWORD/u;

/** How the process does, for the HTTP API. */
export function createSystemPort(
  { version, journal, storage }: House,
  status: Status,
  discord: DiscordCalls | undefined,
): SystemPort {
  return {
    version,
    modes: status.report().modes,
    eventLoop: () => status.report().eventLoop,
    journal() {
      const { queued, written, dropped } = journal.figures();
      return { queued, written, dropped };
    },
    checks: () => [
      databaseCheck('app database', () => storage.app.sqlite.prepare('SELECT 1').get()),
      databaseCheck('event database', () => storage.events.sqlite.prepare('SELECT 1').get()),
      ...(discord === undefined ? [] : [discordCheck(discord)]),
    ],
    settings: () => Object.values<Setting>(SETTINGS).map(shown),
  };
}

function databaseCheck(name: string, ask: () => unknown): PartCheck {
  try {
    ask();
    return { name, isReady: true, detail: 'It answers.' };
  } catch (error) {
    return { name, isReady: false, detail: error instanceof Error ? error.message : String(error) };
  }
}

function discordCheck({ client }: DiscordCalls): PartCheck {
  const isReady = client.isReady();
  return {
    name: 'Discord',
    isReady,
    detail: isReady ? 'The gateway is connected.' : 'The gateway is not connected.',
  };
}

function shown({ name, purpose, defaultValue }: Setting): ShownSetting {
  const given = process.env[name]?.trim() ?? '';
  const isSet = given !== '';
  return {
    name,
    purpose,
    isSet,
    ...(!SECRET.test(name) && { value: isSet ? withoutPassword(given) : defaultValue }),
  };
}

/** An address may hold a password. */
function withoutPassword(value: string): string {
  const url = URL.parse(value);
  return url === null || (url.username === '' && url.password === '')
    ? value
    : `${url.protocol}//…@${url.host}`;
}
