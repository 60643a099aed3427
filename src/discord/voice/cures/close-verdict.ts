/** What the end of a voice gateway connection asks for. */
export type CloseVerdict =
  /** The bot was moved, or removed from the channel: a move shows within seconds, else the call is over. */
  | 'await-move'
  /** Discord demands end-to-end encryption: joining again changes nothing. */
  | 'encryption-required'
  /** The same would be refused again. */
  | 'give-up'
  /** The session is gone or the line broke: leave, then join anew. */
  | 'join-anew';

/**
 * Fault: the library treats all codes but 4014 alike and joins again.
 *
 * Cure: the code decides (Discord's table of voice close event codes). Codes under 4000 and 4015 come here
 * only when resuming failed too.
 */
export function closeVerdict(code: number): CloseVerdict {
  switch (code) {
    // disconnected (kicked, channel deleted, moved); call terminated; channel obsolete
    case 4014:
    case 4021:
    case 4022:
      return 'await-move';
    case 4017:
      return 'encryption-required';
    // authentication failed, server not found, unknown protocol, unknown encryption mode, bad request
    case 4004:
    case 4011:
    case 4012:
    case 4016:
    case 4020:
      return 'give-up';
    default:
      return 'join-anew';
  }
}
