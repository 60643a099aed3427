import { Option, type Command } from 'commander';
import { UserError } from '#core';
import { makeToken, SCOPES, type Scope } from '#http';
import { createApiTokensRepository, type ApiToken } from '#store';
import { contextOf } from './command-context.ts';
import { openDataOf } from './open-data.ts';
import { printJson, printTable } from './print.ts';

interface CreateOptions {
  readonly scope: readonly Scope[];
  readonly json?: true;
}

/** `aichat token`: who may use the HTTP API. */
export function addTokenCommand(program: Command): void {
  const token = program.command('token').description('make, list and revoke tokens for the HTTP API');
  addCreate(token);
  addList(token);
  addRevoke(token);
}

function addCreate(token: Command): void {
  token
    .command('create')
    .description('make a token; it is shown once')
    .argument('<name>', 'what it is for, such as console')
    .addOption(
      new Option(
        '-s, --scope <scopes...>',
        'what it may do: look, see what people said, act, change what stays',
      )
        .choices(SCOPES)
        .default(['read']),
    )
    .option('--json', 'for programs')
    .action((name: string, { scope, json }: CreateOptions, command: Command) => {
      const context = contextOf(command);
      using database = openDataOf(context, 'app');
      const { token: secret, id, secretHash } = makeToken();
      const scopes = SCOPES.filter((known) => scope.includes(known));
      createApiTokensRepository(database).add({ id, name, secretHash, scopes });
      if (json) printJson(context.stdout, { id, name, scopes, token: secret });
      else context.stdout.write(`${secret}\n`);
    });
}

function addList(token: Command): void {
  token
    .command('list')
    .description('show the tokens and when they were last used')
    .option('--json', 'for programs')
    .action(({ json }: { json?: true }, command: Command) => {
      const context = contextOf(command);
      using database = openDataOf(context, 'app');
      const tokens = createApiTokensRepository(database).list();
      if (json) printJson(context.stdout, tokens.map(asJson));
      else printTable(context.stdout, ['ID', 'NAME', 'SCOPES', 'MADE', 'LAST USED'], tokens.map(asRow));
    });
}

function addRevoke(token: Command): void {
  token
    .command('revoke')
    .description('take tokens back; the running bot refuses them at once')
    .argument('<ids...>', 'as `aichat token list` shows them')
    .action((ids: readonly string[], _options: unknown, command: Command) => {
      const context = contextOf(command);
      using database = openDataOf(context, 'app');
      const tokens = createApiTokensRepository(database);
      for (const id of ids) {
        if (!tokens.remove(id)) {
          throw new UserError('API_TOKEN_UNKNOWN', { message: `There is no token ${id}.` });
        }
        context.stdout.write(`Revoked ${id}.\n`);
      }
    });
}

const isoTime = (ms: number | null): string => (ms === null ? 'never' : new Date(ms).toISOString());

function asRow({ id, name, scopes, createdAtMs, lastUsedAtMs }: ApiToken): string[] {
  return [id, name, scopes.join(' '), isoTime(createdAtMs), isoTime(lastUsedAtMs)];
}

function asJson({ id, name, scopes, createdAtMs, lastUsedAtMs }: ApiToken): unknown {
  return {
    id,
    name,
    scopes,
    createdAt: isoTime(createdAtMs),
    lastUsedAt: lastUsedAtMs && isoTime(lastUsedAtMs),
  };
}
