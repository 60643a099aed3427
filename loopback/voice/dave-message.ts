import { VOICE_OPCODE } from './opcodes.ts';

/** What the delivery service tells somebody in the call, as the opcodes of DAVE protocol 1. */
export type DaveMessage =
  | {
      readonly op: typeof VOICE_OPCODE.davePrepareTransition;
      readonly transitionId: number;
      readonly protocolVersion: number;
    }
  | { readonly op: typeof VOICE_OPCODE.daveExecuteTransition; readonly transitionId: number }
  | {
      readonly op: typeof VOICE_OPCODE.davePrepareEpoch;
      readonly epoch: number;
      readonly protocolVersion: number;
    }
  | { readonly op: DaveBinaryServerOpcode; readonly payload: Buffer };

type DaveBinaryServerOpcode =
  | typeof VOICE_OPCODE.daveExternalSender
  | typeof VOICE_OPCODE.daveProposals
  | typeof VOICE_OPCODE.daveAnnounceCommit
  | typeof VOICE_OPCODE.daveWelcome;

/** What somebody in the call tells the delivery service. */
export type DaveReply =
  | {
      readonly op: typeof VOICE_OPCODE.daveTransitionReady | typeof VOICE_OPCODE.daveInvalidCommitWelcome;
      readonly transitionId: number;
    }
  | {
      readonly op: typeof VOICE_OPCODE.daveKeyPackage | typeof VOICE_OPCODE.daveCommitWelcome;
      readonly payload: Buffer;
    };

/** Somebody in the call: the bot behind its websocket, or a member in this process. */
export interface DaveParticipant {
  readonly userId: string;
  receive(message: DaveMessage): void;
}

/** `u16 transition id` before a commit or a welcome. */
export function withTransitionId(transitionId: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(2);
  head.writeUInt16BE(transitionId, 0);
  return Buffer.concat([head, payload]);
}

/** The JSON body of a message, `undefined` for a binary one. */
export function daveJsonBody(message: DaveMessage): Readonly<Record<string, number>> | undefined {
  if ('payload' in message) return undefined;
  if (message.op === VOICE_OPCODE.davePrepareTransition) {
    return { transition_id: message.transitionId, protocol_version: message.protocolVersion };
  }
  if (message.op === VOICE_OPCODE.davePrepareEpoch) {
    return { epoch: message.epoch, protocol_version: message.protocolVersion };
  }
  return { transition_id: message.transitionId };
}
