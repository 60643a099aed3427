import type { VoiceConnection } from '@discordjs/voice';
import { isReady } from './connection-internals.ts';
import { advanceTimestamp } from './cures/advance-timestamp.ts';
import { mustHoldSpeech } from './cures/must-hold-speech.ts';
import type { VoiceSink } from './playout.ts';

/** Sends through whatever connection the link has at the moment. */
export function createConnectionSink(
  connectionNow: () => VoiceConnection | undefined,
  isAlone: () => boolean,
): VoiceSink {
  return {
    canSend() {
      const connection = connectionNow();
      return connection !== undefined && isReady(connection) && !mustHoldSpeech(connection, isAlone());
    },
    send(packet) {
      const bytes = Buffer.from(packet.buffer, packet.byteOffset, packet.byteLength);
      return connectionNow()?.playOpusPacket(bytes) === true;
    },
    setSpeaking: (isSpeaking) => void connectionNow()?.setSpeaking(isSpeaking),
    skip(pauseMs) {
      const connection = connectionNow();
      if (connection !== undefined) advanceTimestamp(connection, pauseMs);
    },
  };
}
