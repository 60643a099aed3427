import { version, VoiceConnection, VoiceReceiver, VoiceUDPSocket } from '@discordjs/voice';
import { describe, expect, it } from 'vitest';
import { applyCures } from './apply-cures.ts';
import { patchMethod } from './patch-method.ts';

describe('the cures', () => {
  it('are made for the library that is installed, and applied once', () => {
    const unknown: string[] = [];
    applyCures((other) => unknown.push(other));
    const patched = Object.entries(Object.getOwnPropertyDescriptors(VoiceReceiver.prototype));
    applyCures((other) => unknown.push(other));
    expect(Object.entries(Object.getOwnPropertyDescriptors(VoiceReceiver.prototype))).toEqual(patched);
    expect(version).toBe('0.19.2');
    expect(unknown).toEqual([]);
  });

  it('say so when the library lacks what they mend', () => {
    expect(() => patchMethod(VoiceConnection.prototype, 'noSuchMethod', (original) => original)).toThrow(
      expect.objectContaining({ code: 'VOICE_LIBRARY_UNKNOWN' }),
    );
  });

  it('let a socket be closed in the turn in which it was opened', async () => {
    applyCures(() => undefined);
    const socket = new VoiceUDPSocket({ ip: '127.0.0.1', port: 9 });
    socket.destroy();
    await new Promise((resolve) => {
      setImmediate(() => setImmediate(resolve));
    });
    expect(() => socket.send(Buffer.alloc(8))).not.toThrow();
  });
});
