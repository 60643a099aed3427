import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createVoiceShelf, type ShelvedVoice } from './voice-shelf.ts';

const NEVER = new AbortController().signal;

function shelf(maxLoaded = 2) {
  const log: string[] = [];
  const faults: unknown[] = [];
  const voices = createVoiceShelf({
    maxLoaded,
    onFault: (error) => faults.push(error),
    async load(name) {
      log.push(`load ${name}`);
      await nextTurn();
      if (name === 'broken') throw new Error('broken');
      const voice: Pick<ShelvedVoice, 'close'> = {
        close: async () => void log.push(`close ${name}`),
      };
      return voice as ShelvedVoice;
    },
  });
  return { voices, log, faults };
}

test('a voice is loaded once for all who want it at the same time, and kept', async () => {
  const { voices, log } = shelf();
  const [one, two] = await Promise.all([voices.borrow('amy', NEVER), voices.borrow('amy', NEVER)]);
  one.release();
  two.release();
  const three = await voices.borrow('amy', NEVER);

  expect(three.voice).toBe(one.voice);
  expect(log).toEqual(['load amy']);
  await voices.close();
  expect(log).toEqual(['load amy', 'close amy']);
});

test('the voice that was given back first makes room, one in use never', async () => {
  const { voices, log } = shelf();
  const amy = await voices.borrow('amy', NEVER);
  const alan = await voices.borrow('alan', NEVER);
  await expect(voices.borrow('joe', NEVER)).rejects.toMatchObject({ code: 'VOICES_BUSY' });
  alan.release();
  amy.release();
  await voices.borrow('joe', NEVER);
  await nextTurn();

  expect(log).toEqual(['load amy', 'load alan', 'load joe', 'close alan']);
});

test('a voice that cannot be loaded says so each time, and takes no room', async () => {
  const { voices, log } = shelf(1);
  await expect(voices.borrow('broken', NEVER)).rejects.toThrow('broken');
  await expect(voices.borrow('broken', NEVER)).rejects.toThrow('broken');
  await voices.borrow('amy', NEVER);

  expect(log).toEqual(['load broken', 'load broken', 'load amy']);
});

test('whoever no longer waits is let go, and the voice is closed when nobody else wants it', async () => {
  const { voices, log, faults } = shelf();
  const abort = new AbortController();
  const waiting = voices.borrow('amy', abort.signal);
  abort.abort(new Error('gone'));

  await expect(waiting).rejects.toThrow('gone');
  await nextTurn();
  expect(log).toEqual(['load amy', 'close amy']);
  expect(faults).toEqual([]);
});
