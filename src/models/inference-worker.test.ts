import { AppError, UserError } from '#core';
import { afterEach, describe, expect, it } from 'vitest';
import type { JobOptions } from './inference-job.ts';
import {
  startInferenceWorker,
  type InferenceWorker,
  type InferenceWorkerOptions,
} from './inference-worker.ts';
import type { SmallWorkerData } from './fixtures/small-worker.ts';
import type { InferenceWorkerEvent } from './supervised-thread.ts';

const workers: InferenceWorker[] = [];
const events: InferenceWorkerEvent[] = [];

const start = async (
  data: Partial<SmallWorkerData> = {},
  options: Partial<InferenceWorkerOptions> = {},
  signal?: AbortSignal,
): Promise<InferenceWorker> => {
  const settings: InferenceWorkerOptions = {
    name: 'small',
    entry: new URL('./fixtures/small-worker.ts', import.meta.url),
    workerData: { greeting: 'Hello', ...data } satisfies SmallWorkerData,
    maxQueued: 4,
    startTimeoutMs: 30_000,
    onEvent: (event) => events.push(event),
    ...options,
  };
  const worker = await startInferenceWorker(settings, signal);
  workers.push(worker);
  return worker;
};

const patient = (options: Partial<JobOptions> = {}): JobOptions => ({
  signal: new AbortController().signal,
  timeoutMs: 30_000,
  ...options,
});

const cell = (): SharedArrayBuffer => new SharedArrayBuffer(4);

const until = async (check: () => boolean): Promise<void> => {
  await expect.poll(check, { timeout: 20_000, interval: 5 }).toBe(true);
};

const value = (buffer: SharedArrayBuffer): number => Atomics.load(new Int32Array(buffer), 0);

const release = (buffer: SharedArrayBuffer): void => {
  Atomics.store(new Int32Array(buffer), 0, 1);
  Atomics.notify(new Int32Array(buffer), 0);
};

afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.close()));
  events.splice(0);
});

describe('a job', () => {
  it('is answered by the method with the state that was loaded', async () => {
    const worker = await start({ greeting: 'Good evening,' });
    await expect(worker.call<string>('greet', 'Mira', patient())).resolves.toBe('Good evening, Mira');
    expect(worker.stats()).toMatchObject({
      state: 'ready',
      completed: 1,
      failed: 0,
      queued: 0,
      running: false,
    });
  });

  it('moves buffers in both directions', async () => {
    const worker = await start();
    const samples = Float32Array.of(1, -2, 3);
    const doubled = await worker.call<Float32Array>(
      'double',
      samples,
      patient({ transfer: [samples.buffer] }),
    );
    expect([...doubled]).toEqual([2, -4, 6]);
    expect(samples.length).toBe(0);
  });

  it('waits for those before it and keeps their order', async () => {
    const worker = await start();
    const gate = cell();
    const order: string[] = [];
    const jobs = [
      worker.call('hold', gate, patient()).then(() => order.push('hold')),
      ...['a', 'b', 'c'].map((name) => worker.call('greet', name, patient()).then(() => order.push(name))),
    ];
    expect(worker.stats()).toMatchObject({ queued: 3, running: true });
    release(gate);
    await Promise.all(jobs);
    expect(order).toEqual(['hold', 'a', 'b', 'c']);
  });

  it('is refused when too many wait', async () => {
    const worker = await start({}, { maxQueued: 1 });
    const gate = cell();
    const held = worker.call('hold', gate, patient());
    const waiting = worker.call('greet', 'you', patient());
    await expect(worker.call('greet', 'me', patient())).rejects.toMatchObject({
      code: 'INFERENCE_QUEUE_FULL',
    });
    release(gate);
    await expect(held).resolves.toBe('held');
    await expect(waiting).resolves.toBe('Hello you');
  });

  it('of live speech goes before those that nobody listens for', async () => {
    const worker = await start();
    const gate = cell();
    const order: string[] = [];
    const held = worker.call('hold', gate, patient());
    const jobs = (['background', 'preview', 'live', 'background'] as const).map((priority, index) =>
      worker.call('greet', priority, patient({ priority })).then(() => order.push(`${priority} ${index}`)),
    );
    release(gate);
    await Promise.all([held, ...jobs]);
    expect(order).toEqual(['live 2', 'preview 1', 'background 0', 'background 3']);
  });

  it('of live speech takes the place of the last one that is less urgent when too many wait', async () => {
    const worker = await start({}, { maxQueued: 2 });
    const gate = cell();
    const held = worker.call('hold', gate, patient());
    const first = worker.call('greet', 'first', patient({ priority: 'background' }));
    const last = worker.call('greet', 'last', patient({ priority: 'background' }));
    const live = worker.call('greet', 'live', patient());
    await expect(last).rejects.toMatchObject({ code: 'INFERENCE_QUEUE_FULL' });
    await expect(worker.call('greet', 'late', patient({ priority: 'background' }))).rejects.toMatchObject({
      code: 'INFERENCE_QUEUE_FULL',
    });
    release(gate);
    await expect(held).resolves.toBe('held');
    await expect(Promise.all([first, live])).resolves.toEqual(['Hello first', 'Hello live']);
  });

  it('cannot carry what cannot be cloned, and the next one runs', async () => {
    const worker = await start();
    await expect(worker.call('greet', () => undefined, patient())).rejects.toMatchObject({
      code: 'INTERNAL',
    });
    await expect(worker.call('unsendable', 0, patient())).rejects.toMatchObject({ code: 'INFERENCE_FAILED' });
    await expect(worker.call('greet', 'you', patient())).resolves.toBe('Hello you');
  });

  it('for an unknown method fails', async () => {
    const worker = await start();
    await expect(worker.call('sing', 0, patient())).rejects.toMatchObject({ code: 'INTERNAL' });
  });
});

describe('an error of the method', () => {
  it('keeps its class, code, message and context', async () => {
    const worker = await start();
    const error: unknown = await worker.call('refuse', 0, patient()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({
      code: 'TRANSCRIPTION_FAILED',
      message: 'Not this one.',
      retryable: false,
      cause: 'Error: below',
      context: { size: 3, handler: expect.stringContaining('=>') },
    });
  });

  it('that is no AppError becomes INFERENCE_FAILED', async () => {
    const worker = await start();
    const error: unknown = await worker.call('blunder', 0, patient()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: 'INFERENCE_FAILED', message: 'x is undefined' });
    expect(worker.stats()).toMatchObject({ failed: 1, restarts: 0 });
  });
});

describe('a stream', () => {
  it('yields its pieces in order', async () => {
    const worker = await start();
    const pieces: number[] = [];
    for await (const piece of worker.stream<number>('count', 40, patient())) pieces.push(piece);
    expect(pieces).toEqual(Array.from({ length: 40 }, (_unused, index) => index + 1));
    expect(worker.stats()).toMatchObject({ completed: 1, running: false });
  });

  it('is held while its reader is slow, and ends when the reader leaves', async () => {
    const worker = await start();
    const produced = cell();
    for await (const piece of worker.stream<number>('flood', produced, patient())) {
      if (piece === 1) {
        await until(() => value(produced) >= 9);
        // Time in which an unbounded stream would run far ahead.
        await new Promise((resolve) => setTimeout(resolve, 50));
        expect(value(produced)).toBe(9);
      }
      if (piece === 20) break;
    }
    await expect(worker.call('greet', 'you', patient())).resolves.toBe('Hello you');
    expect(value(produced)).toBeLessThanOrEqual(30);
  });

  it('ends with the abort reason', async () => {
    const worker = await start();
    const controller = new AbortController();
    const reason = new Error('barge-in');
    const read = async (): Promise<void> => {
      for await (const piece of worker.stream<number>(
        'flood',
        cell(),
        patient({ signal: controller.signal }),
      )) {
        if (piece === 3) controller.abort(reason);
      }
    };
    await expect(read()).rejects.toBe(reason);
    await expect(worker.call('greet', 'you', patient())).resolves.toBe('Hello you');
  });

  it('ends with the error of its method', async () => {
    const worker = await start();
    const read = async (): Promise<void> => {
      for await (const piece of worker.stream('refuse', 0, patient())) expect(piece).toBeUndefined();
    };
    await expect(read()).rejects.toMatchObject({ code: 'TRANSCRIPTION_FAILED' });
  });
});

describe('an abort', () => {
  it('of a waiting job takes it out of the queue at once', async () => {
    const worker = await start();
    const gate = cell();
    const controller = new AbortController();
    const reason = new Error('not needed');
    const held = worker.call('hold', gate, patient());
    const waiting = worker.call('greet', 'you', patient({ signal: controller.signal }));
    controller.abort(reason);
    expect(worker.stats().queued).toBe(0);
    await expect(waiting).rejects.toBe(reason);
    release(gate);
    await expect(held).resolves.toBe('held');
    expect(worker.stats().completed).toBe(1);
  });

  it('before the request costs nothing', async () => {
    const worker = await start();
    const reason = new Error('too late');
    const job = worker.call('greet', 'you', patient({ signal: AbortSignal.abort(reason) }));
    await expect(job).rejects.toBe(reason);
    expect(worker.stats()).toMatchObject({ completed: 0, failed: 0 });
  });

  it.each(['spin', 'sleep'])('of a running job reaches the thread between its steps (%s)', async (method) => {
    const worker = await start();
    const seen = cell();
    const controller = new AbortController();
    const reason = new Error('stop');
    const job = worker.call(method, seen, patient({ signal: controller.signal }));
    await until(() => value(seen) === 1);
    controller.abort(reason);
    await expect(job).rejects.toBe(reason);
    await expect(worker.call('greet', 'you', patient())).resolves.toBe('Hello you');
    expect(value(seen)).toBe(2);
    expect(worker.stats().restarts).toBe(0);
  });
});

describe('a deadline', () => {
  it('stops a running job', async () => {
    const worker = await start();
    await expect(worker.call('spin', cell(), patient({ timeoutMs: 50 }))).rejects.toMatchObject({
      code: 'TIMED_OUT',
    });
    await expect(worker.call('greet', 'you', patient())).resolves.toBe('Hello you');
    expect(worker.stats().restarts).toBe(0);
  });

  it('also counts the time in the queue', async () => {
    const worker = await start();
    const gate = cell();
    const held = worker.call('hold', gate, patient());
    await expect(worker.call('greet', 'you', patient({ timeoutMs: 20 }))).rejects.toMatchObject({
      code: 'TIMED_OUT',
    });
    release(gate);
    await expect(held).resolves.toBe('held');
  });
});

describe('a thread that breaks', () => {
  it.each(['crash', 'exit'])('fails the running job only and is started anew (%s)', async (method) => {
    const worker = await start();
    const broken = worker.call(method, 0, patient());
    const waiting = worker.call('greet', 'you', patient());
    await expect(broken).rejects.toMatchObject({ code: 'INFERENCE_WORKER_DIED', retryable: true });
    await expect(waiting).resolves.toBe('Hello you');
    expect(worker.stats()).toMatchObject({ state: 'ready', restarts: 1, completed: 1, failed: 1 });
    expect(events.map((event) => event.type)).toEqual(['started', 'died', 'restarted']);
  });

  it('by hanging is ended after its deadline and the grace', async () => {
    const worker = await start({}, { graceMs: 50 });
    const broken = worker.call('hang', 0, patient({ timeoutMs: 50 }));
    const waiting = worker.call('greet', 'you', patient());
    await expect(broken).rejects.toMatchObject({
      code: 'INFERENCE_WORKER_DIED',
      message: expect.stringContaining('did not stop'),
    });
    await expect(waiting).resolves.toBe('Hello you');
    expect(worker.stats().restarts).toBe(1);
  });

  it('ends a stream that was being read', async () => {
    const worker = await start();
    const read = async (): Promise<void> => {
      for await (const piece of worker.stream('exit', 0, patient())) expect(piece).toBeUndefined();
    };
    await expect(read()).rejects.toMatchObject({ code: 'INFERENCE_WORKER_DIED' });
  });

  it('too often is given up, and everything that waits fails', async () => {
    const starts = cell();
    const worker = await start({ starts, failFromStart: 2 }, { maxRestarts: 2 });
    const broken = worker.call('exit', 0, patient());
    const waiting = worker.call('greet', 'you', patient());
    await expect(broken).rejects.toMatchObject({ code: 'INFERENCE_WORKER_DIED' });
    await expect(waiting).rejects.toMatchObject({
      code: 'INFERENCE_WORKER_DIED',
      retryable: false,
      cause: { code: 'MODEL_FILE_MISSING' },
    });
    await expect(worker.call('greet', 'me', patient())).rejects.toMatchObject({
      code: 'INFERENCE_WORKER_DIED',
    });
    expect(value(starts)).toBe(3);
    expect(worker.stats()).toMatchObject({ state: 'dead', restarts: 2 });
    expect(events.map((event) => event.type)).toEqual(['started', 'died', 'died', 'died', 'gave-up']);
  });

  it('too often comes back when it has rested', async () => {
    const worker = await start({}, { maxRestarts: 1, restartWindowMs: 300 });
    const answers = async (): Promise<boolean> =>
      worker.call('greet', 'you', patient()).then(
        (greeting) => greeting === 'Hello you',
        () => false,
      );
    while (worker.stats().state !== 'dead') {
      await worker.call('exit', 0, patient()).catch((error: unknown) => expect(error).toBeDefined());
    }
    while (!(await answers())) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(worker.stats().state).toBe('ready');
    expect(events.map((event) => event.type)).toContain('gave-up');
    expect(events.at(-1)?.type).toBe('restarted');
  });
});

describe('a start', () => {
  it('that fails says why', async () => {
    await expect(start({ start: 'fail' })).rejects.toMatchObject({
      code: 'MODEL_FILE_MISSING',
      context: { path: 'model.onnx' },
    });
  });

  it('during which the thread ends is an error', async () => {
    await expect(start({ start: 'exit' })).rejects.toMatchObject({
      code: 'INFERENCE_WORKER_DIED',
      context: { exitCode: 3 },
    });
  });

  it('can be called off, before and while it loads', async () => {
    const reason = new Error('leaving');
    await expect(start({ start: 'never' }, {}, AbortSignal.abort(reason))).rejects.toBe(reason);
    const controller = new AbortController();
    const starts = cell();
    const starting = start({ start: 'never', starts }, {}, controller.signal);
    const outcome = starting.catch((error: unknown) => error);
    await until(() => value(starts) === 1);
    controller.abort(reason);
    await expect(outcome).resolves.toBe(reason);
    expect(events).toEqual([]);
  });

  it('has a deadline', async () => {
    await expect(start({ start: 'never' }, { startTimeoutMs: 200 })).rejects.toMatchObject({
      code: 'TIMED_OUT',
    });
  });
});

describe('closing', () => {
  it('fails what runs and what waits, and refuses the rest', async () => {
    const worker = await start();
    const seen = cell();
    const running = worker.call('sleep', seen, patient());
    const waiting = worker.call('greet', 'you', patient());
    const both = Promise.allSettled([running, waiting]);
    await until(() => value(seen) === 1);
    await worker.close();
    for (const outcome of await both) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'CANCELLED' } });
    }
    await expect(worker.call('greet', 'me', patient())).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(worker.stats()).toMatchObject({ state: 'closed', queued: 0 });
    await expect(worker.close()).resolves.toBeUndefined();
  });

  it('ends a thread that hangs', async () => {
    const worker = await start({}, { graceMs: 50 });
    const running = worker.call('hang', 0, patient()).catch((error: unknown) => error);
    await worker.close();
    await expect(running).resolves.toMatchObject({ code: 'CANCELLED' });
  });
});
