/** Operations of voice gateway version 8, DAVE included. */
export const VOICE_OPCODE = {
  identify: 0,
  selectProtocol: 1,
  ready: 2,
  heartbeat: 3,
  sessionDescription: 4,
  speaking: 5,
  heartbeatAck: 6,
  resume: 7,
  hello: 8,
  resumed: 9,
  clientsConnect: 11,
  clientDisconnect: 13,
  davePrepareTransition: 21,
  daveExecuteTransition: 22,
  daveTransitionReady: 23,
  davePrepareEpoch: 24,
  daveExternalSender: 25,
  daveKeyPackage: 26,
  daveProposals: 27,
  daveCommitWelcome: 28,
  daveAnnounceCommit: 29,
  daveWelcome: 30,
  daveInvalidCommitWelcome: 31,
} as const;

/** Close codes that the server itself has reason to use. */
export const VOICE_CLOSE = {
  unknownOpcode: 4001,
  decodeFailed: 4002,
  notAuthenticated: 4003,
  authenticationFailed: 4004,
  sessionInvalid: 4006,
  sessionTimeout: 4009,
  unknownProtocol: 4012,
  disconnected: 4014,
  unknownEncryption: 4016,
  daveRequired: 4017,
} as const;

/** True when a client may take its session up again after this close code (below 4000, or 4015). */
export function isResumableClose(code: number): boolean {
  return code < 4000 || code === 4015;
}
