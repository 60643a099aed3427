import { AppError, systemClock } from '#core';

type BodyReader = ReadableStreamDefaultReader<Uint8Array>;

/** How long what follows a finished stream is waited for, so that its connection can be used again. */
const DRAIN_MS = 1000;

/** Reads on to the end of the answer: a connection whose answer was not read to its end is thrown away. */
async function drain(reader: BodyReader): Promise<void> {
  const giveUp = systemClock.after(DRAIN_MS, () => discard(reader));
  try {
    for (let step = await reader.read(); !step.done; step = await reader.read());
  } catch {
    // The words were complete before; a connection that breaks now is only not used again.
  } finally {
    giveUp();
  }
}

function discard(reader: BodyReader): void {
  // It fails when the connection is broken already, which is as good as discarded.
  reader.cancel().catch(() => undefined);
}

/**
 * The same bytes, `maxBytes` at most, breaking off with the signal's reason as soon as it aborts, even when
 * nothing comes from the network any more.
 *
 * Whoever stops reading leaves the connection usable if the answer ends soon after.
 */
export function guardedBody(
  source: ReadableStream<Uint8Array>,
  maxBytes: number,
  signal: AbortSignal,
): ReadableStream<Uint8Array> {
  const reader = source.getReader();
  let bytes = 0;
  return new ReadableStream<Uint8Array>({
    start(output) {
      const onAbort = (): void => {
        output.error(signal.reason);
        discard(reader);
      };
      if (signal.aborted) onAbort();
      else signal.addEventListener('abort', onAbort, { once: true });
    },
    async pull(output) {
      const step = await reader.read();
      if (signal.aborted) return;
      if (step.done) {
        output.close();
        return;
      }
      bytes += step.value.byteLength;
      if (bytes > maxBytes) {
        discard(reader);
        throw new AppError('LLM_TRUNCATED', {
          message: `The language model sent more than ${maxBytes} bytes for one reply.`,
          retryable: false,
        });
      }
      output.enqueue(step.value);
    },
    cancel: () => void drain(reader),
  });
}
