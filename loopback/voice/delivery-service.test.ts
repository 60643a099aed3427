import { afterEach, expect, test } from 'vitest';
import { DaveMember } from './dave-member.ts';
import type { DaveMessage, DaveReply } from './dave-message.ts';
import { DeliveryService } from './delivery-service.ts';
import { VOICE_OPCODE } from './opcodes.ts';
import { frames, until } from './test-support.ts';

const CHANNEL_ID = '800000000000000009';
const [ADA, BEN, CLEO, DAN] = ['101', '102', '103', '104'] as const;

interface Call {
  readonly delivery: DeliveryService;
  readonly members: Map<string, DaveMember>;
  readonly told: { readonly userId: string; readonly message: DaveMessage }[];
  /** Replies are handed to the delivery service unless this keeps them. */
  intercept: (userId: string, reply: DaveReply) => boolean;
}

const open: Call[] = [];

function startCall(options: { version?: 0 | 1; firstTransitionId?: number } = {}): Call {
  const { version = 1, firstTransitionId = 0 } = options;
  const call: Call = {
    delivery: new DeliveryService({ channelId: CHANNEL_ID, version, firstTransitionId }),
    members: new Map(),
    told: [],
    intercept: () => false,
  };
  open.push(call);
  return call;
}

function enter(call: Call, userId: string, commitDelayMs = 0): DaveMember {
  const member = new DaveMember({
    userId,
    channelId: CHANNEL_ID,
    version: call.delivery.version,
    recognized: () => [...call.members.keys()],
    commitDelayMs: () => commitDelayMs,
    reply(reply) {
      if (!call.intercept(userId, reply)) call.delivery.receive(userId, reply);
    },
  });
  call.members.set(userId, member);
  call.delivery.connect({
    userId,
    receive(message) {
      call.told.push({ userId, message });
      member.receive(message);
    },
  });
  member.start();
  return member;
}

function leave(call: Call, userId: string): void {
  call.members.get(userId)?.stop();
  call.members.delete(userId);
  call.delivery.disconnect(userId);
}

async function agree(call: Call, epoch: number, ...members: readonly DaveMember[]): Promise<void> {
  await until(`${members.length} members are in epoch ${epoch}`, () => {
    const { delivery } = call;
    return (
      delivery.epoch === epoch &&
      members.every((member) => member.ready && member.epoch === epoch && delivery.isReady(member.userId))
    );
  });
  expect(new Set(members.map(({ privacyCode }) => privacyCode)).size).toBe(1);
}

const [frame = Buffer.alloc(0)] = frames(1);
const canHear = (listener: DaveMember, speaker: DaveMember): boolean => {
  const encrypted = speaker.encrypt(frame);
  const opened = encrypted && listener.decrypt(speaker.userId, encrypted);
  return opened?.kind === 'opus' && opened.payload.equals(frame);
};

afterEach(() => {
  for (const call of open.splice(0)) {
    call.delivery.close();
    for (const member of call.members.values()) member.stop();
  }
});

test.each([0, 9])(
  'the first group has the transition id %i and both can hear each other',
  async (firstTransitionId) => {
    const call = startCall({ firstTransitionId });
    const [ada, ben] = [enter(call, ADA), enter(call, BEN)];
    await agree(call, 1, ada, ben);
    expect(canHear(ada, ben) && canHear(ben, ada)).toBe(true);
    const executed = call.told.filter(({ message }) => message.op === VOICE_OPCODE.daveExecuteTransition);
    expect(executed.length).toBe(firstTransitionId === 0 ? 0 : 2);
    const entered = call.told.flatMap(({ message }) =>
      message.op === VOICE_OPCODE.daveAnnounceCommit || message.op === VOICE_OPCODE.daveWelcome
        ? [message.payload.readUInt16BE(0)]
        : [],
    );
    expect(entered).toEqual([firstTransitionId, firstTransitionId]);
  },
);

test('members come and go, leaves are given again, and who left can decrypt nothing any more', async () => {
  const call = startCall();
  const [ada, ben] = [enter(call, ADA), enter(call, BEN)];
  await agree(call, 1, ada, ben);
  const cleo = enter(call, CLEO);
  await agree(call, 2, ada, ben, cleo);
  expect(canHear(cleo, ada) && canHear(ben, cleo)).toBe(true);

  leave(call, BEN);
  await agree(call, 3, ada, cleo);
  expect(canHear(cleo, ada)).toBe(true);
  expect(canHear(ben, ada)).toBe(false);
  expect(canHear(ben, cleo)).toBe(false);

  // Dan takes Ben's leaf; that Cleo can be removed next shows that the leaves are known rightly.
  const dan = enter(call, DAN);
  await agree(call, 4, ada, cleo, dan);
  leave(call, CLEO);
  await agree(call, 5, ada, dan);
  expect(call.delivery.members).toEqual([ADA, DAN]);
  expect(canHear(dan, ada)).toBe(true);
  expect(canHear(cleo, dan)).toBe(false);
});

test('the first commit of an epoch wins, the other one is late', async () => {
  const call = startCall();
  const held = new Map<string, Buffer>();
  call.intercept = (userId, reply) => {
    if (reply.op !== VOICE_OPCODE.daveCommitWelcome) return false;
    held.set(userId, reply.payload);
    return true;
  };
  const [ada, ben] = [enter(call, ADA), enter(call, BEN)];
  await until('both committed', () => held.size === 2);
  const verdicts = [BEN, ADA].map((userId) =>
    call.delivery.commit(userId, held.get(userId) ?? Buffer.alloc(0)),
  );
  expect(verdicts).toEqual(['accepted', 'late']);
  await agree(call, 1, ada, ben);
  expect(canHear(ada, ben) && canHear(ben, ada)).toBe(true);
});

test('a commit that leaves out a proposal of the epoch is invalid', async () => {
  const call = startCall();
  const [ada, ben] = [enter(call, ADA), enter(call, BEN)];
  await agree(call, 1, ada, ben);
  const early: DaveReply[] = [];
  call.intercept = (_userId, reply) =>
    reply.op === VOICE_OPCODE.daveCommitWelcome && early.push(reply) > 0 && early.length <= 2;
  const cleo = enter(call, CLEO);
  await until('commits for Cleo alone are on their way', () => early.length === 2);
  const dan = enter(call, DAN);
  const [first] = early;
  expect(first && 'payload' in first && call.delivery.commit(ADA, first.payload)).toBe('invalid');
  await agree(call, 2, ada, ben, cleo, dan);
});

test('bytes that are no commit are an invalid commit', () => {
  const call = startCall();
  enter(call, ADA);
  expect(call.delivery.commit(ADA, Buffer.from([0, 1, 0]))).toBe('invalid');
  expect(call.delivery.commit(ADA, Buffer.alloc(200, 7))).toBe('invalid');
});

test('who leaves before the commit is taken back out of the proposals', async () => {
  const call = startCall();
  const [ada, ben] = [enter(call, ADA, 200), enter(call, BEN, 200)];
  const cleo = enter(call, CLEO, 200);
  await until('Cleo is proposed', () => call.told.some(({ userId }) => userId === CLEO));
  leave(call, CLEO);
  await agree(call, 1, ada, ben);
  expect(call.delivery.members.toSorted()).toEqual([ADA, BEN]);
  expect(cleo.ready).toBe(false);
});

test('who leaves while somebody else is being taken in is removed with the same commit', async () => {
  const call = startCall();
  const [ada, ben, cleo] = [enter(call, ADA), enter(call, BEN), enter(call, CLEO)];
  await agree(call, 1, ada, ben, cleo);
  const dan = enter(call, DAN);
  leave(call, BEN);
  await agree(call, 2, ada, cleo, dan);
  expect(canHear(dan, ada) && canHear(cleo, dan)).toBe(true);
  expect(canHear(ben, dan)).toBe(false);
});

test('who cannot process a commit is removed and taken in again', async () => {
  const call = startCall();
  const [ada, ben] = [enter(call, ADA), enter(call, BEN)];
  await agree(call, 1, ada, ben);
  const transitionId = call.delivery.sendInvalidCommit(BEN);
  expect(transitionId).toBeGreaterThan(0);
  await until('Ben refused it', () => ben.failures === 1);
  await until('the group is whole again', () => call.delivery.epoch >= 2 && call.delivery.isReady(BEN));
  await agree(call, call.delivery.epoch, ada, ben);
  expect(canHear(ada, ben) && canHear(ben, ada)).toBe(true);
});

test('the last one in the call begins anew, and the next one makes a new group with it', async () => {
  const call = startCall();
  const [ada, ben] = [enter(call, ADA), enter(call, BEN)];
  await agree(call, 1, ada, ben);
  leave(call, BEN);
  await until('Ada began anew', () => !ada.ready);
  expect(call.delivery.epoch).toBe(0);
  const cleo = enter(call, CLEO);
  await agree(call, 1, ada, cleo);
  expect(canHear(ada, cleo)).toBe(true);
});

test('a transition is executed after two seconds although somebody never gets ready', async () => {
  const call = startCall({ firstTransitionId: 3 });
  call.intercept = (userId, reply) => userId === BEN && reply.op === VOICE_OPCODE.daveTransitionReady;
  const [ada, ben] = [enter(call, ADA), enter(call, BEN)];
  await until('both have keys', () => ada.ready && ben.ready);
  expect(call.delivery.isReady(BEN)).toBe(false);
  await until('it is executed', () => call.delivery.isReady(BEN));
});

test('a call goes down to version 0 and up again', async () => {
  const call = startCall({ firstTransitionId: 3 });
  const [ada, ben] = [enter(call, ADA), enter(call, BEN)];
  await agree(call, 1, ada, ben);
  const before = ada.privacyCode;
  call.delivery.downgrade();
  await until('both are at version 0', () => ada.version === 0 && ben.version === 0);
  expect(ada.encrypt(frame)).toEqual(frame);
  expect(ben.decrypt(ADA, frame).kind).toBe('opus');
  call.delivery.upgrade();
  await until('both are at version 1', () => ada.version === 1 && ben.version === 1);
  await agree(call, 1, ada, ben);
  expect(canHear(ada, ben)).toBe(true);
  expect(ada.privacyCode).not.toBe(before);
});
