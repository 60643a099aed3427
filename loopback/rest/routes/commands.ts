import type { RegisteredCommand } from '../../world/commands.ts';
import type { World } from '../../world/world.ts';
import { refusals } from '../api-error.ts';
import { checkCommand, checkCommands } from '../command-rules.ts';
import { bodyList, bodyObject } from '../request.ts';
import { route, valueOf, type PathValues, type Route } from '../router.ts';

/** Registration of slash commands, global and for one guild. */
export function commandRoutes(world: World): readonly Route[] {
  return [
    '/applications/:applicationId/commands',
    '/applications/:applicationId/guilds/:guildId/commands',
  ].flatMap((pattern) => scopeRoutes(world, pattern));
}

function scopeRoutes(world: World, pattern: string): readonly Route[] {
  const scopeOf = (values: PathValues): string | undefined => {
    if (valueOf(values, 'applicationId') !== world.applicationId) throw refusals.unknownApplication();
    const { guildId } = values;
    if (guildId !== undefined && !world.guilds.has(guildId)) throw refusals.missingAccess();
    if (world.faults.take('commands-refused') !== undefined) throw refusals.missingAccess();
    return guildId;
  };
  const commandOf = (values: PathValues): RegisteredCommand => {
    const command = world.commands.byId(valueOf(values, 'commandId'));
    if (command === undefined || command.guildId !== scopeOf(values)) throw refusals.unknownCommand();
    return command;
  };
  const announce = (): void => {
    world.events.emit({ type: 'commands-registered', names: world.commands.all().map(({ name }) => name) });
  };
  return [
    route('GET', pattern, (_request, values) => ({
      status: 200,
      body: world.commands.inScope(scopeOf(values)).map(({ payload }) => payload),
    })),
    route('PUT', pattern, (request, values) => {
      const scope = scopeOf(values);
      const commands = world.commands.replaceAll(scope, checkCommands(bodyList(request)));
      announce();
      return { status: 200, body: commands.map(({ payload }) => payload) };
    }),
    route('POST', pattern, (request, values) => {
      const scope = scopeOf(values);
      const definition = bodyObject(request);
      checkCommand(definition, '_');
      const command = world.commands.upsert(scope, definition);
      announce();
      return { status: 201, body: command.payload };
    }),
    route('GET', `${pattern}/:commandId`, (_request, values) => ({
      status: 200,
      body: commandOf(values).payload,
    })),
    route('PATCH', `${pattern}/:commandId`, (request, values) => {
      const before = commandOf(values);
      const definition = { ...before.payload, ...bodyObject(request) };
      checkCommand(definition, '_');
      const command = world.commands.upsert(before.guildId, definition);
      announce();
      return { status: 200, body: command.payload };
    }),
    route('DELETE', `${pattern}/:commandId`, (_request, values) => {
      world.commands.remove(commandOf(values).id);
      return { status: 204 };
    }),
  ];
}
