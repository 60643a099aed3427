import type { Clock } from '#core';
import type { VoiceConnection } from '@discordjs/voice';

const PATIENCE_MS = 5000;

/** Notices people who were announced as speaking and of whom nothing comes. */
export interface PacketExpectation {
  watch(connection: VoiceConnection): void;
  /** How often nothing came. */
  missed(): number;
  close(): void;
}

/** Starts with nobody expected. */
export function expectPackets(clock: Clock, onMissing: (userId: string) => void): PacketExpectation {
  const waits = new Map<string, () => void>();
  let missed = 0;

  const stopWaiting = (userId: string): void => {
    waits.get(userId)?.();
    waits.delete(userId);
  };

  return {
    watch({ receiver }) {
      receiver.ssrcMap.on('update', (_before, { userId }) => {
        if (waits.has(userId) || receiver.speaking.users.has(userId)) return;
        const cancel = clock.after(PATIENCE_MS, () => {
          waits.delete(userId);
          missed += 1;
          onMissing(userId);
        });
        waits.set(userId, cancel);
      });
      receiver.ssrcMap.on('delete', ({ userId }) => stopWaiting(userId));
      receiver.speaking.on('start', stopWaiting);
    },
    missed: () => missed,
    close() {
      for (const userId of waits.keys()) stopWaiting(userId);
    },
  };
}
