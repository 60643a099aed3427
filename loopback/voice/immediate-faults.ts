import { UserError } from '#core';
import type { BotClient } from './bot-client.ts';
import type { DeliveryService } from './delivery-service.ts';
import type { ImmediateFaultName, VoiceFault } from './fault-names.ts';
import type { FaultStrike, PerformFault } from './faults.ts';
import type { RoomMember } from './room-member.ts';

/** Shorter than an RTP header, longer than a keep-alive. */
const SHORT_DATAGRAM_BYTES = 10;

/** What the faults that are done at once act on. */
export interface FaultTargets {
  readonly bot: BotClient;
  readonly delivery: DeliveryService;
  members(): readonly RoomMember[];
  /** Lets a member leave and join again with a new SSRC. */
  rejoin(member: RoomMember): void;
}

/** Makes the function that does the faults of the trigger `now`. It throws `LOOPBACK_USAGE` without a bot. */
export function createImmediateFaults(targets: FaultTargets): PerformFault {
  const { bot, delivery } = targets;
  const actions: Readonly<Record<ImmediateFaultName, (fault: VoiceFault, strike: FaultStrike) => void>> = {
    close: (_fault, strike) => bot.close(strike.code),
    'ssrc-change': (fault) => {
      for (const member of targets.members()) {
        if (fault.userId === undefined || fault.userId === member.userId) targets.rejoin(member);
      }
    },
    'wrong-epoch-proposal': () => delivery.sendWrongEpochProposal(bot.userId),
    'external-sender-at-v0': () => delivery.sendExternalSenderAnyway(bot.userId),
    'invalid-transition': () => delivery.sendInvalidCommit(bot.userId),
    'short-datagram': () => bot.sendPacket(Buffer.alloc(SHORT_DATAGRAM_BYTES)),
    downgrade: () => {
      if (delivery.version === 1) delivery.downgrade();
    },
    upgrade: () => {
      if (delivery.version === 0) delivery.upgrade();
    },
  };
  return (name, fault, strike) => {
    if (bot.status === 'none') {
      throw new UserError('LOOPBACK_USAGE', { message: `${name} needs the bot in the voice room.` });
    }
    actions[name](fault, strike);
  };
}
