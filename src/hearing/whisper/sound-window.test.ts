import { describe, expect, it } from 'vitest';
import { createSoundWindow } from './sound-window.ts';

const count = (from: number, length: number): Float32Array =>
  Float32Array.from({ length }, (_unused, n) => from + n);

async function* broken(): AsyncGenerator<Float32Array> {
  yield count(0, 5);
  yield Float32Array.of(1, 2, Infinity, NaN);
}

describe('a window on a long sound', () => {
  it.each([1, 3, 7, 100])('shows the same whatever the pieces are (%i)', async (pieceLength) => {
    async function* pieces(): AsyncGenerator<Float32Array> {
      for (let from = 0; from < 25; from += pieceLength) yield count(from, Math.min(pieceLength, 25 - from));
    }
    const window = createSoundWindow(pieces(), 10);
    expect([...(await window.fill())]).toEqual([...count(0, 10)]);
    window.drop(4);
    expect([...(await window.fill())]).toEqual([...count(4, 10)]);
    window.drop(10);
    expect([...(await window.fill())]).toEqual([...count(14, 10)]);
    window.drop(9);
    expect([...(await window.fill())]).toEqual([23, 24]);
    window.drop(2);
    expect((await window.fill()).length).toBe(0);
  });

  it('reads no more than it needs, and ends the reading when it is closed', async () => {
    let read = 0;
    let ended = false;
    async function* pieces(): AsyncGenerator<Float32Array> {
      try {
        for (;;) {
          read += 1;
          yield count(0, 4);
        }
      } finally {
        ended = true;
      }
    }
    const window = createSoundWindow(pieces(), 10);
    await window.fill();
    expect(read).toBe(3);
    await window.close();
    expect(ended).toBe(true);
  });

  it('leaves the pieces as they are', async () => {
    const piece = count(0, 12);
    async function* pieces(): AsyncGenerator<Float32Array> {
      yield piece;
    }
    const window = createSoundWindow(pieces(), 10);
    await window.fill();
    window.drop(10);
    await window.fill();
    expect(piece).toEqual(count(0, 12));
  });

  it('names the first sample that is no number', async () => {
    await expect(createSoundWindow(broken(), 10).fill()).rejects.toMatchObject({
      code: 'TRANSCRIPTION_FAILED',
      retryable: false,
      context: { sample: 7 },
    });
  });
});
