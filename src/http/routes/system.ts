import { cpus, freemem, totalmem } from 'node:os';
import { z } from 'zod';
import type { EventLoopFigures } from '#core';
import { cpuFeatures } from '#models';
import type { ZodServer } from '../server.ts';
import { problems } from './problems.ts';

/** Whether a part can do its work. */
export interface PartCheck {
  readonly name: string;
  readonly isReady: boolean;
  readonly detail: string;
}

/** A setting as it may be shown. */
export interface ShownSetting {
  readonly name: string;
  readonly purpose: string;
  readonly isSet: boolean;
  /** Absent for secrets. */
  readonly value?: string | undefined;
}

/** How the process does. */
export interface SystemPort {
  readonly version: string;
  /** What each part runs on. */
  readonly modes: Readonly<Record<string, string>>;
  eventLoop(): EventLoopFigures;
  /** Of the events: how many wait to be written, were written, were lost. */
  journal(): { readonly queued: number; readonly written: number; readonly dropped: number };
  /** Every part, ready or not. Quick, and never throws. */
  checks(): readonly PartCheck[];
  settings(): readonly ShownSetting[];
}

const check = z.object({ name: z.string(), isReady: z.boolean(), detail: z.string() });
const readiness = z
  .object({ isReady: z.boolean(), checks: z.array(check) })
  .meta({ id: 'Readiness', description: 'Whether every part can do its work.' });
const system = z
  .object({
    version: z.string(),
    node: z.string(),
    platform: z.string(),
    uptimeMs: z.number(),
    modes: z.record(z.string(), z.string()).describe('What each part runs on.'),
    memory: z.object({
      processBytes: z.number(),
      heapBytes: z.number(),
      freeBytes: z.number(),
      totalBytes: z.number(),
    }),
    devices: z.object({
      processor: z.string(),
      cores: z.int(),
      architecture: z.string(),
      hasAvx512Vnni: z.boolean(),
      hasAvxVnni: z.boolean(),
      hasAmxInt8: z.boolean(),
    }),
    eventLoop: z.object({
      longestBlockMs: z.number(),
      longestBlockDuringInferenceMs: z.number(),
      longestDelayMs: z.number(),
    }),
    journal: z
      .object({ queued: z.int(), written: z.int(), dropped: z.int() })
      .describe('Events on their way.'),
  })
  .meta({ id: 'System', description: 'How the process does.' });
const setting = z.object({
  name: z.string(),
  purpose: z.string(),
  isSet: z.boolean(),
  value: z.string().optional().describe('Absent when it is a secret, or not set and without a default.'),
});

/** `/api/system`: versions, devices, memory, readiness, settings without secrets. */
export function addSystemRoutes(app: ZodServer, port: SystemPort): void {
  const tags = ['system'];
  const config = { scope: 'read' } as const;
  app.get(
    '/api/system',
    {
      config,
      schema: {
        tags,
        summary: 'How the process does, and what it runs on',
        response: { 200: system, ...problems() },
      },
    },
    async () => {
      const { rss, heapUsed } = process.memoryUsage();
      const { signedInt8Pays: _unused, ...features } = await cpuFeatures();
      const [processor] = cpus();
      return {
        version: port.version,
        node: process.version,
        platform: process.platform,
        uptimeMs: process.uptime() * 1000,
        modes: { ...port.modes },
        memory: { processBytes: rss, heapBytes: heapUsed, freeBytes: freemem(), totalBytes: totalmem() },
        devices: { processor: processor?.model ?? 'unknown', cores: cpus().length, ...features },
        eventLoop: port.eventLoop(),
        journal: port.journal(),
      };
    },
  );
  app.get(
    '/api/system/ready',
    {
      config,
      schema: {
        tags,
        summary: 'Whether every part can do its work',
        response: {
          200: readiness.describe('All can.'),
          503: readiness.describe('One cannot.'),
          ...problems(),
        },
      },
    },
    async (_request, reply) => {
      const checks = port.checks();
      const isReady = checks.every((one) => one.isReady);
      return reply.code(isReady ? 200 : 503).send({ isReady, checks: [...checks] });
    },
  );
  app.get(
    '/api/system/settings',
    {
      config: { scope: 'admin' },
      schema: {
        tags,
        summary: 'The settings of the process, without secrets',
        response: {
          200: z.object({ settings: z.array(setting) }).describe('As .env.example describes them.'),
          ...problems(),
        },
      },
    },
    async () => ({ settings: [...port.settings()] }),
  );
}
