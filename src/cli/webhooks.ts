import type { Command } from 'commander';
import { UserError } from '#core';
import { createWebhookRegistry, SEVERITIES, TYPE_PATTERN, type WebhookRegistry } from '#events';
import { createDeliveriesRepository, createWebhooksRepository, type Delivery, type Webhook } from '#store';
import { contextOf, type CliContext } from './command-context.ts';
import { openDataOf } from './open-data.ts';
import { printJson, printTable } from './print.ts';

interface CreateOptions {
  readonly types?: string;
  readonly severity?: Webhook['severity'];
  readonly guild?: string;
  readonly personal?: true;
  readonly description?: string;
  readonly json?: true;
}

/** `aichat webhooks`: who gets told of what happens. The running bot follows within a second or two. */
export function addWebhooksCommand(program: Command): void {
  const webhooks = program
    .command('webhooks')
    .description('send what happens to an address of yours, signed');
  webhooks
    .command('list')
    .description('show the webhooks')
    .option('--json', 'for programs')
    .action((options: { json?: true }, command: Command) =>
      withRegistry(command, (registry, { stdout }) => {
        const all = registry.list();
        if (options.json) return printJson(stdout, all.map(withoutSecret));
        printTable(stdout, ['ID', 'STATE', 'TYPES', 'ADDRESS'], all.map(asRow));
      }),
    );
  webhooks
    .command('create')
    .description('make a webhook; its secret is shown once')
    .argument('<url>', 'a public https address, or a host of WEBHOOK_ALLOWED_HOSTS')
    .option('--types <list>', 'types of events with commas, such as turn.*,error (default: all)')
    .option('--severity <name>', `the least severity: ${SEVERITIES.join(', ')}`)
    .option('--guild <id>', 'only what happens in this server')
    .option('--personal', 'what people said goes along')
    .option('--description <text>', 'what it is for')
    .option('--json', 'for programs')
    .action((url: string, options: CreateOptions, command: Command) =>
      withRegistry(command, (registry, { stdout }) => {
        const made = registry.create({ url, ...wishOf(options) });
        if (options.json) printJson(stdout, { ...withoutSecret(made), secret: made.secret });
        else stdout.write(`${made.id}\n${made.secret}\n`);
      }),
    );
  addChanges(webhooks);
  webhooks
    .command('deliveries')
    .description('show what was sent to a webhook lately, and what came of it')
    .argument('<id>', 'as `aichat webhooks list` shows it')
    .option('--json', 'for programs')
    .action((id: string, options: { json?: true }, command: Command) => {
      const context = contextOf(command);
      using database = openDataOf(context, 'events');
      const found = createDeliveriesRepository(database).list(id, 50);
      if (options.json) return printJson(context.stdout, found);
      printTable(context.stdout, ['ID', 'STATE', 'ATTEMPTS', 'STATUS', 'EVENT'], found.map(asDeliveryRow));
    });
  webhooks
    .command('redeliver')
    .description('send a delivery once more, with the same id')
    .argument('<delivery>', 'as `aichat webhooks deliveries` shows it')
    .action((id: string, _options: unknown, command: Command) => {
      const context = contextOf(command);
      using database = openDataOf(context, 'events');
      if (!createDeliveriesRepository(database).again(id)) {
        throw new UserError('WEBHOOK_UNKNOWN', { message: `There is no delivery ${id}.` });
      }
      context.stdout.write(`${id} waits to be sent.\n`);
    });
}

function addChanges(webhooks: Command): void {
  const changes: Readonly<
    Record<string, readonly [string, (registry: WebhookRegistry, id: string) => string]>
  > = {
    rotate: [
      'replace the secret; the old one signs for another day',
      (registry, id) => registry.rotateSecret(id).secret,
    ],
    enable: ['switch a webhook on', (registry, id) => `${registry.enable(id).id} is on.`],
    disable: [
      'switch a webhook off',
      (registry, id) => `${registry.disable(id, 'Switched off by its owner.').id} is off.`,
    ],
    delete: [
      'remove a webhook',
      (registry, id) => {
        registry.remove(id);
        return `Removed ${id}.`;
      },
    ],
  };
  for (const [name, [description, change]] of Object.entries(changes)) {
    webhooks
      .command(name)
      .description(description)
      .argument('<id>', 'as `aichat webhooks list` shows it')
      .action((id: string, _options: unknown, command: Command) =>
        withRegistry(command, (registry, { stdout }) => void stdout.write(`${change(registry, id)}\n`)),
      );
  }
}

function withRegistry(
  command: Command,
  work: (registry: WebhookRegistry, context: CliContext) => void,
): void {
  const context = contextOf(command);
  using database = openDataOf(context, 'app');
  const allowed = (context.environment['WEBHOOK_ALLOWED_HOSTS'] ?? '').split(',').map((host) => host.trim());
  work(createWebhookRegistry(createWebhooksRepository(database), new Set(allowed.filter(Boolean))), context);
}

function wishOf({ types = '', severity = null, guild, personal, description = '' }: CreateOptions) {
  const patterns = types.split(',').flatMap((type) => type.trim() || []);
  const wrong = patterns.find((type) => !TYPE_PATTERN.test(type));
  if (wrong !== undefined) {
    throw new UserError('USAGE_INVALID', {
      message: `${wrong} is no type of events, such as turn.ended or turn.*.`,
    });
  }
  if (severity !== null && !SEVERITIES.includes(severity)) {
    throw new UserError('USAGE_INVALID', {
      message: `The severity must be one of ${SEVERITIES.join(', ')}.`,
    });
  }
  return {
    types: patterns,
    severity,
    guildId: guild ?? null,
    includesPersonal: personal === true,
    description,
  };
}

function withoutSecret({ secret: _secret, previousSecret: _previous, ...webhook }: Webhook): object {
  return webhook;
}

function asRow({ id, url, types, disabledReason }: Webhook): string[] {
  return [id, disabledReason === null ? 'on' : `off: ${disabledReason}`, types.join(',') || 'all', url];
}

function asDeliveryRow({ id, state, attempts, lastStatus, lastReason, eventType }: Delivery): string[] {
  return [id, state, String(attempts), String(lastStatus ?? lastReason ?? ''), eventType];
}
