import { z } from 'zod';
import { clientSignal } from '../client-signal.ts';
import type { ZodServer } from '../server.ts';
import { problems } from './problems.ts';

/** How a call is. */
export interface CallView {
  readonly guildId: string;
  readonly channelId: string;
  /** What it does just now: listening, thinking, speaking, … */
  readonly state: string;
  readonly persona: string;
  readonly turns: number;
  /** Of the last turn: what the person waited, in ms. */
  readonly voiceToVoiceMs: number | null;
  /** Of the connection to Discord. */
  readonly link: string;
  readonly rejoins: number;
  readonly decryptFailures: number;
}

/** The calls of all servers. */
export interface CallControl {
  list(): readonly CallView[];
  /** @throws UserError `VOICE_NOT_JOINED`. */
  get(guildId: string): CallView;
  /** @throws UserError `VOICE_CHANNEL_UNKNOWN`, `VOICE_PERMISSION_MISSING`, …; AppError `VOICE_JOIN_TIMEOUT`. */
  join(guildId: string, channelId: string, signal: AbortSignal): Promise<CallView>;
  /** @returns the channel's id. @throws UserError `VOICE_NOT_JOINED`. */
  leave(guildId: string): Promise<string>;
  /** @throws UserError `VOICE_NOT_JOINED`. */
  say(guildId: string, text: string): void;
  /** Falls silent. @throws UserError `VOICE_NOT_JOINED`. */
  hush(guildId: string): void;
}

const snowflake = z.string().regex(/^\d{1,20}$/u, 'must be an id of Discord');
const call = z
  .object({
    guildId: snowflake,
    channelId: snowflake,
    state: z.string(),
    persona: z.string(),
    turns: z.int(),
    voiceToVoiceMs: z.number().nullable(),
    link: z.string(),
    rejoins: z.int(),
    decryptFailures: z.int(),
  })
  .meta({ id: 'Call', description: 'A voice channel with the bot in it.' });
const inGuild = z.strictObject({ guildId: snowflake });

/** `/api/voice/calls`, `join`, `leave`, `say`, `stop`. */
export function addCallRoutes(app: ZodServer, calls: CallControl): void {
  const tags = ['voice'];
  const config = { scope: 'control' } as const;
  app.get(
    '/api/voice/calls',
    {
      config: { scope: 'read' },
      schema: {
        tags,
        summary: 'The calls',
        response: {
          200: z.object({ calls: z.array(call) }).describe('One in each server at most.'),
          ...problems(),
        },
      },
    },
    async () => ({ calls: [...calls.list()] }),
  );
  app.get(
    '/api/voice/calls/:guildId',
    {
      config: { scope: 'read' },
      schema: {
        tags,
        summary: 'The call of a server',
        params: z.object({ guildId: snowflake }),
        response: { 200: call, ...problems(400, 409) },
      },
    },
    async ({ params: { guildId } }) => calls.get(guildId),
  );
  app.post(
    '/api/voice/join',
    {
      config,
      schema: {
        tags,
        summary: 'Join a voice channel',
        body: inGuild.extend({ channelId: snowflake }),
        response: { 200: call, ...problems(400, 404, 413, 415, 503) },
      },
    },
    async ({ body: { guildId, channelId } }, reply) => calls.join(guildId, channelId, clientSignal(reply)),
  );
  app.post(
    '/api/voice/leave',
    {
      config,
      schema: {
        tags,
        summary: 'Leave the voice channel of a server',
        body: inGuild,
        response: {
          200: z.object({ channelId: snowflake }).describe('The channel that was left.'),
          ...problems(400, 409, 413, 415),
        },
      },
    },
    async ({ body: { guildId } }) => ({ channelId: await calls.leave(guildId) }),
  );
  app.post(
    '/api/voice/say',
    {
      config,
      schema: {
        tags,
        summary: 'Say a text in the call, as it is',
        body: inGuild.extend({ text: z.string().trim().min(1).max(2000) }),
        response: { 202: call.describe('It will be said.'), ...problems(400, 409, 413, 415) },
      },
    },
    async ({ body: { guildId, text } }, reply) => {
      calls.say(guildId, text);
      return reply.code(202).send(calls.get(guildId));
    },
  );
  app.post(
    '/api/voice/stop',
    {
      config,
      schema: {
        tags,
        summary: 'Fall silent in the call',
        body: inGuild,
        response: { 202: call.describe('It is silent.'), ...problems(400, 409, 413, 415) },
      },
    },
    async ({ body: { guildId } }, reply) => {
      calls.hush(guildId);
      return reply.code(202).send(calls.get(guildId));
    },
  );
}
