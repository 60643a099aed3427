import { expect, test, vi } from 'vitest';

import { guardedBody } from './guarded-body.ts';

/** A body that gives the parts and then ends, or waits for ever. */
function source(parts: readonly string[], ends: boolean, onCancel: () => void = () => undefined) {
  const bytes = parts.map((part) => new TextEncoder().encode(part));
  let position = 0;
  return new ReadableStream<Uint8Array>({
    async pull(output) {
      const part = bytes[position];
      position += 1;
      if (part !== undefined) output.enqueue(part);
      else if (ends) output.close();
      else await new Promise(() => undefined);
    },
    cancel: onCancel,
  });
}

const never = new AbortController().signal;

test('the bytes come through as they are', async () => {
  expect(await new Response(guardedBody(source(['ab', 'cd'], true), 4, never)).text()).toBe('abcd');
});

test('more bytes than allowed are an error, and the source is given up', async () => {
  const onCancel = vi.fn<() => void>();
  await expect(
    new Response(guardedBody(source(['ab', 'cd'], false, onCancel), 3, never)).text(),
  ).rejects.toMatchObject({
    code: 'LLM_TRUNCATED',
    retryable: false,
  });
  expect(onCancel).toHaveBeenCalledTimes(1);
});

test('an abort ends a read that waits, with its reason', async () => {
  const onCancel = vi.fn<() => void>();
  const controller = new AbortController();
  const text = new Response(guardedBody(source(['ab'], false, onCancel), 9, controller.signal)).text();
  const reason = new Error('enough');
  controller.abort(reason);
  await expect(text).rejects.toBe(reason);
  expect(onCancel).toHaveBeenCalledTimes(1);
});

test('who stops reading has the rest read for him when it ends soon', async () => {
  const onCancel = vi.fn<() => void>();
  let reads = 0;
  const rest = new ReadableStream<Uint8Array>(
    {
      pull(output) {
        reads += 1;
        if (reads <= 3) output.enqueue(new Uint8Array(1));
        else output.close();
      },
      cancel: onCancel,
    },
    { highWaterMark: 0 },
  );
  const reader = guardedBody(rest, 9, never).getReader();
  await reader.read();
  await reader.cancel();
  await vi.waitFor(() => expect(reads).toBe(4));
  expect(onCancel).not.toHaveBeenCalled();
});

test('a rest that does not end is given up', async () => {
  const onCancel = vi.fn<() => void>();
  const reader = guardedBody(source(['ab'], false, onCancel), 9, never).getReader();
  await reader.read();
  await reader.cancel();
  await vi.waitFor(() => expect(onCancel).toHaveBeenCalledTimes(1), { timeout: 10_000 });
});
