import { AppError } from '#core';
import {
  getVoiceConnection,
  joinVoiceChannel,
  VoiceConnectionDisconnectReason,
  VoiceConnectionStatus,
  type DiscordGatewayAdapterCreator,
  type VoiceConnection,
  type VoiceConnectionState,
} from '@discordjs/voice';
import { awaitReady } from './cures/await-ready.ts';
import { closeVerdict } from './cures/close-verdict.ts';
import { destroyOnce } from './cures/destroy-once.ts';
import { listenForErrors } from './cures/listen-for-errors.ts';

/** Where and how to connect. */
export interface OpenConnectionOptions {
  readonly guildId: string;
  readonly channelId: string;
  readonly adapterCreator: DiscordGatewayAdapterCreator;
  readonly timeoutMs: number;
  readonly onError: (error: Error) => void;
  readonly signal: AbortSignal;
}

/** What a close with this code means to somebody who waits for the connection. */
export function closeError(closeCode: number): AppError {
  const verdict = closeVerdict(closeCode);
  const context = { closeCode };
  if (verdict === 'encryption-required') {
    const message = `Discord closed the voice connection with ${closeCode}: it demands end-to-end encryption.`;
    return new AppError('VOICE_DAVE_REQUIRED', { message, context });
  }
  return new AppError('VOICE_CONNECTION_LOST', {
    message: `Discord closed the voice connection with ${closeCode}.`,
    context,
    retryable: verdict === 'join-anew',
  });
}

/** The error that a state means for a connection that is being made, if any. */
function failureOf(state: VoiceConnectionState): AppError | undefined {
  if (state.status === VoiceConnectionStatus.Destroyed) {
    return new AppError('VOICE_CONNECTION_LOST', {
      message: 'The connection to Discord ended.',
      retryable: false,
    });
  }
  if (state.status !== VoiceConnectionStatus.Disconnected) return undefined;
  if (state.reason === VoiceConnectionDisconnectReason.WebSocketClose) return closeError(state.closeCode);
  if (state.reason === VoiceConnectionDisconnectReason.AdapterUnavailable) {
    return new AppError('VOICE_CONNECTION_LOST', { message: 'The gateway to Discord is down.' });
  }
  // The voice server is about to change; the deadline ends the wait for the new one.
  return undefined;
}

/**
 * Makes one connection, ready to send and to receive. What fails is destroyed.
 *
 * @throws AppError `VOICE_JOIN_TIMEOUT`, `VOICE_CONNECTION_LOST` or `VOICE_DAVE_REQUIRED`; the abort reason.
 */
export async function openConnection(options: OpenConnectionOptions): Promise<VoiceConnection> {
  const { guildId, channelId, adapterCreator, timeoutMs, onError, signal } = options;
  signal.throwIfAborted();
  const stale = getVoiceConnection(guildId);
  if (stale !== undefined) await destroyOnce(stale);
  const connection = joinVoiceChannel({
    guildId,
    channelId,
    adapterCreator,
    selfDeaf: false,
    selfMute: false,
  });
  listenForErrors(connection, onError);
  const failed = new AbortController();
  const onState = (_before: VoiceConnectionState, state: VoiceConnectionState): void => {
    const failure = failureOf(state);
    if (failure !== undefined) failed.abort(failure);
  };
  connection.on('stateChange', onState);
  try {
    await awaitReady(connection, timeoutMs, AbortSignal.any([signal, failed.signal]));
    return connection;
  } catch (error) {
    await destroyOnce(connection);
    throw error;
  } finally {
    connection.off('stateChange', onState);
  }
}
