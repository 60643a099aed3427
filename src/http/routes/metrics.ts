import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { z } from 'zod';
import type { AichatEvent } from '#events';
import type { ZodServer } from '../server.ts';
import { problems } from './problems.ts';

/** What the figures come from. */
export interface MetricsOptions {
  /** Told of every event. @returns a function that ends it. */
  readonly subscribe: (listener: (event: AichatEvent) => void) => () => void;
  readonly calls: () => number;
  readonly journal: () => { readonly queued: number; readonly dropped: number };
}

const SECONDS = [0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 10, 20];
/** Steps of a turn: the one that ends the step, and the one before it. */
const STAGES = [
  ['endpoint', 'endpointMs', 'speechEndMs'],
  ['transcript', 'transcriptMs', 'endpointMs'],
  ['first_token', 'firstTokenMs', 'transcriptMs'],
  ['first_clause', 'firstClauseMs', 'firstTokenMs'],
  ['first_audio', 'firstAudioMs', 'firstClauseMs'],
  ['first_packet', 'firstPacketMs', 'firstAudioMs'],
] as const;

/** `/metrics` for Prometheus: no ids of people or servers in it. */
export function addMetricsRoute(app: ZodServer, { subscribe, calls, journal }: MetricsOptions): void {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: 'aichat_' });
  const events = new Counter({
    name: 'aichat_events_total',
    help: 'Events by type and severity.',
    labelNames: ['type', 'severity'],
    registers,
  });
  const errors = new Counter({
    name: 'aichat_errors_total',
    help: 'Errors by code.',
    labelNames: ['code'],
    registers,
  });
  const turns = new Counter({
    name: 'aichat_turns_total',
    help: 'Turns by outcome.',
    labelNames: ['outcome'],
    registers,
  });
  const waited = new Histogram({
    name: 'aichat_voice_to_voice_seconds',
    help: 'From the last voiced frame to the first packet of the reply.',
    buckets: SECONDS,
    registers,
  });
  const stages = new Histogram({
    name: 'aichat_turn_stage_seconds',
    help: 'Where the time of a turn went.',
    labelNames: ['stage'],
    buckets: SECONDS,
    registers,
  });
  const requests = new Histogram({
    name: 'aichat_http_request_seconds',
    help: 'HTTP requests by route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
    registers,
  });
  const gauge = (name: string, help: string, value: () => number): void =>
    registry.registerMetric(
      new Gauge({
        name,
        help,
        registers: [],
        collect() {
          this.set(value());
        },
      }),
    );
  gauge('aichat_calls', 'Calls.', calls);
  gauge('aichat_events_queued', 'Events not yet written.', () => journal().queued);
  gauge('aichat_events_dropped', 'Events that were lost.', () => journal().dropped);

  const stop = subscribe((event) => {
    events.inc({ type: event.type, severity: event.severity });
    if (event.type === 'error') errors.inc({ code: event.payload.code });
    if (event.type !== 'turn.ended') return;
    const { outcome, voiceToVoiceMs, timings } = event.payload;
    turns.inc({ outcome });
    if (voiceToVoiceMs !== undefined) waited.observe(voiceToVoiceMs / 1000);
    for (const [stage, end, start] of STAGES) {
      const [endMs, startMs] = [timings[end], timings[start]];
      if (endMs !== undefined && startMs !== undefined) stages.observe({ stage }, (endMs - startMs) / 1000);
    }
  });
  app.addHook('onClose', async () => stop());
  app.addHook('onResponse', async ({ method, routeOptions: { url: route = 'none' } }, reply) => {
    requests.observe({ method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
  });

  app.get(
    '/metrics',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['system'],
        summary: 'Figures for Prometheus',
        response: {
          200: { description: 'In its text format.', content: { 'text/plain': { schema: z.string() } } },
          ...problems(),
        },
      },
    },
    async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()),
  );
}
