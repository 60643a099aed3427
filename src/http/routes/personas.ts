import { z } from 'zod';
import {
  cardJson,
  readCardApart,
  REPLY_LENGTHS,
  type LibraryPersona,
  type PersonaEntry,
  type PersonaLibrary,
} from '#personas';
import { clientSignal } from '../client-signal.ts';
import type { ZodServer } from '../server.ts';
import { problems } from './problems.ts';

const snowflake = z.string().regex(/^\d{1,20}$/u, 'must be an id of Discord');
const id = z.string().min(1).max(100);
const owner = z.enum(['built-in', 'everywhere', 'server']);
const entry = z.object({ id, name: z.string(), owner }).meta({ id: 'PersonaEntry' });
const settings = z.object({
  voice: z.string().optional(),
  speaker: z.union([z.string(), z.int()]).optional(),
  speed: z.number().optional(),
  variation: z.number().optional(),
  language: z.string().optional(),
  model: z.string().optional(),
  replyLength: z.enum(REPLY_LENGTHS).optional(),
});
const persona = z
  .object({
    id,
    name: z.string(),
    owner,
    description: z.string(),
    firstMessage: z.string(),
    tags: z.array(z.string()),
    settings,
    hasPicture: z.boolean(),
    updatedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Persona', description: 'Who the bot can be.' });
const ofGuild = z.object({ guildId: snowflake.optional().describe('Also those of this server.') });

/** `/api/personas`: who the bot can be, and who it is where. */
export function addPersonaRoutes(app: ZodServer, library: PersonaLibrary): void {
  const tags = ['personas'];
  const read = { scope: 'read' } as const;
  const admin = { scope: 'admin' } as const;
  const params = z.object({ id });

  app.get(
    '/api/personas',
    {
      config: read,
      schema: {
        tags,
        summary: 'The personas',
        querystring: ofGuild,
        response: { 200: z.object({ personas: z.array(entry) }).describe('By name.'), ...problems(400) },
      },
    },
    async ({ query: { guildId = '' } }) => ({ personas: library.list(guildId).map(viewOfEntry) }),
  );
  app.post(
    '/api/personas',
    {
      config: admin,
      schema: {
        tags,
        summary: 'Add a persona from a character card',
        description:
          'The body is a Tavern card of version 1, 2 or 3 as JSON. It becomes one of the server, or of all.',
        querystring: ofGuild.extend({ replace: z.stringbool().default(false) }),
        body: z.looseObject({}).describe('The card.'),
        response: { 201: persona, ...problems(400, 413, 415, 504) },
      },
    },
    async ({ query: { guildId = '', replace }, body, caller }, reply) => {
      const { card } = await readCardApart(Buffer.from(JSON.stringify(body)), clientSignal(reply));
      const added = library.add({ guildId, card, replace, createdBy: `api:${caller?.name ?? ''}` });
      return reply.code(201).send(viewOf(added));
    },
  );
  app.get(
    '/api/personas/:id',
    {
      config: read,
      schema: { tags, summary: 'One persona', params, response: { 200: persona, ...problems(400, 404) } },
    },
    async ({ params: { id: wanted } }) => viewOf(library.get(wanted)),
  );
  app.get(
    '/api/personas/:id/card',
    {
      config: read,
      schema: {
        tags,
        summary: 'Its character card',
        params,
        querystring: z.object({ version: z.enum(['v2', 'v3']).default('v3') }),
        response: { 200: z.looseObject({}).describe('As other programs read it.'), ...problems(400, 404) },
      },
    },
    async ({ params: { id: wanted }, query: { version } }) =>
      JSON.parse(cardJson(library.get(wanted).persona.card, version)) as Record<string, unknown>,
  );
  app.delete(
    '/api/personas/:id',
    {
      config: admin,
      schema: {
        tags,
        summary: 'Remove a persona that somebody made',
        params,
        response: { 204: z.undefined().describe('It is gone.'), ...problems(400, 404) },
      },
    },
    async ({ params: { id: wanted } }, reply) => {
      library.remove(wanted);
      return reply.code(204).send();
    },
  );
  app.put(
    '/api/personas/chosen',
    {
      config: admin,
      schema: {
        tags,
        summary: 'Choose who the bot is in a server or a channel',
        body: z.strictObject({
          guildId: snowflake,
          channelId: snowflake.optional(),
          id: id.nullable().describe('null: nothing is chosen there any more.'),
        }),
        response: { 200: persona.describe('Who it is there now.'), ...problems(400, 404, 413, 415) },
      },
    },
    async ({ body: { guildId, channelId, id: wanted } }) => {
      const place = { guildId, ...(channelId !== undefined && { channelId }) };
      library.choose(place, wanted === null ? undefined : library.get(wanted).persona.id);
      return viewOf(library.inForce(place));
    },
  );
}

function viewOfEntry({ id: entryId, name, owner: whose }: PersonaEntry): z.infer<typeof entry> {
  return { id: entryId, name, owner: whose };
}

function viewOf({
  persona: shown,
  owner: whose,
  picture,
  updatedAtMs,
}: LibraryPersona): z.infer<typeof persona> {
  const { description, firstMessage, tags } = shown.card.fields;
  return {
    id: shown.id,
    name: shown.name,
    owner: whose,
    description,
    firstMessage,
    tags: [...tags],
    settings: shown.settings,
    hasPicture: picture !== undefined,
    updatedAt: updatedAtMs > 0 ? new Date(updatedAtMs).toISOString() : null,
  };
}
