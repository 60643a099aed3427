import { AppError } from '#core';
import type { PiperSynthesizer } from './piper/piper-synthesizer.ts';

/** What the shelf needs of a voice. */
export type ShelvedVoice = Pick<PiperSynthesizer, 'synthesize' | 'describe' | 'close'>;

/** A voice while somebody uses it. */
export interface BorrowedVoice {
  readonly voice: ShelvedVoice;
  /** Gives it back; it stays loaded while there is room. */
  release(): void;
}

/** Voices that are loaded when they are wanted, and few at a time: each takes a thread and its memory. */
export interface VoiceShelf {
  /**
   * @throws AppError `VOICES_BUSY` when as many as may be loaded are in use; what `load` throws; the abort
   * reason of `signal`.
   */
  borrow(name: string, signal: AbortSignal): Promise<BorrowedVoice>;
  close(): Promise<void>;
}

/** How the voices come onto the shelf. */
export interface VoiceShelfOptions {
  /** Loads an installed voice by its name. */
  readonly load: (name: string, signal: AbortSignal) => Promise<ShelvedVoice>;
  /** @defaultValue 3 */
  readonly maxLoaded?: number;
  /** A voice that nobody uses any more could not be closed. */
  readonly onFault: (error: unknown) => void;
}

interface Slot {
  readonly loading: Promise<ShelvedVoice>;
  readonly abort: AbortController;
  users: number;
}

/** Loads each voice once, however many ask for it; the one that was given back first makes room. */
export function createVoiceShelf({ load, maxLoaded = 3, onFault }: VoiceShelfOptions): VoiceShelf {
  const slots = new Map<string, Slot>();

  const drop = async (name: string, slot: Slot): Promise<void> => {
    slots.delete(name);
    slot.abort.abort(new AppError('CANCELLED', { message: 'Nobody needs the voice any more.' }));
    const [voice] = await Promise.allSettled([slot.loading]);
    if (voice.status === 'fulfilled') await voice.value.close();
  };

  const makeRoom = (): void => {
    if (slots.size < maxLoaded) return;
    const idle = [...slots].find(([, { users }]) => users === 0);
    if (!idle) {
      throw new AppError('VOICES_BUSY', {
        message: `${maxLoaded} voices besides the usual one are in use at once, which is the most.`,
        context: { voices: [...slots.keys()] },
      });
    }
    void drop(...idle).catch(onFault);
  };

  const open = (name: string): Slot => {
    makeRoom();
    const abort = new AbortController();
    const slot: Slot = { loading: load(name, abort.signal), abort, users: 0 };
    slots.set(name, slot);
    return slot;
  };

  return {
    async borrow(name, signal) {
      signal.throwIfAborted();
      const slot = slots.get(name) ?? open(name);
      slot.users += 1;
      let isBorrowed = true;
      const release = (): void => {
        if (!isBorrowed) return;
        isBorrowed = false;
        slot.users -= 1;
        if (slots.get(name) !== slot) return;
        // What was used last goes last.
        slots.delete(name);
        slots.set(name, slot);
      };
      try {
        const voice = await untilAborted(slot.loading, signal);
        return { voice, release };
      } catch (error) {
        release();
        // What could not be loaded is tried again when it is wanted again.
        if (slot.users === 0 && slots.get(name) === slot) await drop(name, slot);
        throw error;
      }
    },
    async close() {
      await Promise.all([...slots].map(([name, slot]) => drop(name, slot)));
    },
  };
}

function untilAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
