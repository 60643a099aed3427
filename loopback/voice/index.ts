export type { ReceivedOpcode, RoomClientStatus } from './bot-client-options.ts';
export {
  isVoiceFaultName,
  VOICE_FAULTS,
  type VoiceFault,
  type VoiceFaultName,
  type VoiceFaultParameters,
  type VoiceFaultRow,
} from './fault-names.ts';
export { describeVoiceFaults, parseVoiceFault } from './fault-text.ts';
export type { ArmedFault, VoiceFaults } from './faults.ts';
export type { OpusTiming, SendOutcome } from './packet-sender.ts';
export type { HeardPacket, MemberDave, RoomMember } from './room-member.ts';
export type { Admission, LoggedPacket, RoomClient, RoomDave, RoomOptions } from './room-view.ts';
export type { VoiceRoom } from './room.ts';
export { isSilenceFrame, SILENCE_FRAME } from './rtp.ts';
export { startVoiceServer, type VoiceServer, type VoiceServerOptions } from './server.ts';
export type { EncryptionMode } from './transport-cipher.ts';
