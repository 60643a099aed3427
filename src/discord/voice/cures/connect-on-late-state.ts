import type { VoiceConnection } from '@discordjs/voice';
import type { VoiceLibrary } from '../connection-internals.ts';
import { patchMethod } from './patch-method.ts';

/** What the library keeps of the two gateway messages that a connection is made from. */
interface GatewayPackets {
  readonly packets: {
    readonly server: { readonly endpoint: string | null } | undefined;
    readonly state: unknown;
  };
}

/**
 * Fault: a connection is begun only when the voice server is named. If that message comes before the one
 * with the bot's own voice state, nothing ever begins it.
 *
 * Cure: the second of the two begins it, whichever it is.
 */
export function connectOnLateState(library: VoiceLibrary): void {
  patchMethod<VoiceConnection, [packet: { readonly channel_id: string | null }], void>(
    library.VoiceConnection.prototype,
    'addStatePacket',
    (add) =>
      function addAndConnect(packet) {
        const { packets } = this as unknown as GatewayPackets;
        const isFirst = packets.state === undefined;
        add.call(this, packet);
        const hasEndpoint = typeof packets.server?.endpoint === 'string';
        const isWaiting = this.state.status === library.VoiceConnectionStatus.Signalling;
        if (isFirst && hasEndpoint && isWaiting && packet.channel_id !== null) this.configureNetworking();
      },
  );
}
