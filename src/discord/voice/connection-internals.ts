import type * as voice from '@discordjs/voice';
import {
  NetworkingStatusCode,
  VoiceConnectionStatus,
  type ConnectionData,
  type DAVESession,
  type Networking,
  type VoiceConnection,
} from '@discordjs/voice';
import type { DaveSession } from '@snazzah/davey';

/** The part of the library that the cures are applied to. */
export type VoiceLibrary = typeof voice;

/** The networking of a connection; undefined while it has none. */
export function networkingOf(connection: VoiceConnection): Networking | undefined {
  const { state } = connection;
  return 'networking' in state ? state.networking : undefined;
}

/** What a connection sends with: only there while it is connected or resumes. */
export function connectionDataOf(connection: VoiceConnection): ConnectionData | undefined {
  const state = networkingOf(connection)?.state;
  const connected =
    state?.code === NetworkingStatusCode.Ready || state?.code === NetworkingStatusCode.Resuming;
  return connected ? state.connectionData : undefined;
}

/** The library's side of end-to-end encryption, if the call has one. */
export function daveOf(connection: VoiceConnection): DAVESession | undefined {
  const state = networkingOf(connection)?.state;
  const connected =
    state?.code === NetworkingStatusCode.Ready || state?.code === NetworkingStatusCode.Resuming;
  return connected ? state.dave : undefined;
}

/** davey's session; its media types are a constant enum, which has no value at run time. */
export type MlsSession = Omit<DaveSession, 'decrypt'> & {
  decrypt(userId: string, mediaType: number, packet: Buffer): Buffer;
};

/** The MLS session under it; the library's own type names only the methods that it calls itself. */
export function daveSessionOf(dave: DAVESession | undefined): MlsSession | undefined {
  return dave?.session as MlsSession | undefined;
}

/** True while packets can be sent. */
export function isReady(connection: VoiceConnection): boolean {
  return (
    connection.state.status === VoiceConnectionStatus.Ready &&
    connection.state.networking.state.code === NetworkingStatusCode.Ready
  );
}
