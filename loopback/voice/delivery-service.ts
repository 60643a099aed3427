import { toAppError, type Logger } from '#core';
import { parseCommitWelcome, type CommitWelcome } from './commit.ts';
import { withTransitionId, type DaveMessage, type DaveParticipant, type DaveReply } from './dave-message.ts';
import {
  encodeAppend,
  encodeRevoke,
  ExternalSender,
  type Proposal,
  type SignedProposal,
} from './external-sender.ts';
import { GroupSeats } from './group-seats.ts';
import { u64 } from './mls-encoding.ts';
import { VOICE_OPCODE } from './opcodes.ts';
import { Transitions } from './transitions.ts';

/** Settings of the delivery service. */
export interface DeliveryServiceOptions {
  readonly channelId: string;
  readonly version: 0 | 1;
  /** Transition id of the first group; the next ones count up. */
  readonly firstTransitionId: number;
  readonly logger?: Logger;
}

/** What became of a commit. */
export type CommitVerdict = 'accepted' | 'late' | 'invalid';

/**
 * The MLS delivery service of a call, as DAVE protocol 1 describes the voice gateway: it proposes who
 * comes and goes, passes on the first valid commit of an epoch, and paces the transitions. It holds no
 * secret of the group.
 */
export class DeliveryService {
  version: 0 | 1;
  /** Commits that came too late or were invalid. */
  rejectedCommits = 0;
  readonly #options: DeliveryServiceOptions;
  readonly #sender = new ExternalSender();
  readonly #participants = new Map<string, DaveParticipant>();
  readonly #keyPackages = new Map<string, Buffer>();
  readonly #outstanding = new Map<string, SignedProposal>();
  readonly #transitions: Transitions;
  readonly #seats = new GroupSeats();
  #epoch = 0n;

  constructor(options: DeliveryServiceOptions) {
    this.#options = options;
    this.version = options.version;
    this.#transitions = new Transitions(options.firstTransitionId, (transitionId) =>
      this.#sendTo(this.#participants.keys(), { op: VOICE_OPCODE.daveExecuteTransition, transitionId }),
    );
  }

  /** Epoch of the group, 0 while there is none. */
  get epoch(): number {
    return Number(this.#epoch);
  }

  /** Who is in the group. */
  get members(): readonly string[] {
    return this.#seats.members;
  }

  /** True when the member is in the group and no transition waits for it. */
  isReady(userId: string): boolean {
    return this.members.includes(userId) && !this.#transitions.waitsFor(userId);
  }

  /** Somebody entered the call. */
  connect(participant: DaveParticipant): void {
    this.#participants.set(participant.userId, participant);
    if (this.version === 1) this.#sendExternalSender(participant.userId);
  }

  /** Somebody left the call, or the bot's session ended. */
  disconnect(userId: string): void {
    this.#participants.delete(userId);
    this.#keyPackages.delete(userId);
    this.#transitions.drop(userId);
    this.#revokeAdd(userId);
    if (!this.members.includes(userId)) return;
    const [sole] = this.#participants.keys();
    if (sole === undefined) this.#forgetGroup();
    else if (this.#participants.size === 1) this.#resetSoleMember(sole);
    else this.#proposeRemove(userId);
  }

  /** Takes what a participant answers. */
  receive(userId: string, reply: DaveReply): void {
    if (!this.#participants.has(userId)) return;
    switch (reply.op) {
      case VOICE_OPCODE.daveKeyPackage:
        this.#addKeyPackage(userId, reply.payload);
        return;
      case VOICE_OPCODE.daveCommitWelcome:
        this.commit(userId, reply.payload);
        return;
      case VOICE_OPCODE.daveTransitionReady:
        this.#transitions.ready(userId, reply.transitionId);
        return;
      case VOICE_OPCODE.daveInvalidCommitWelcome:
        this.#transitions.drop(userId);
        this.#leaveGroup(userId);
        return;
    }
  }

  /** Weighs a commit: the first valid one of an epoch wins. */
  commit(userId: string, payload: Buffer): CommitVerdict {
    let verdict: CommitVerdict = 'invalid';
    try {
      const parsed = parseCommitWelcome(payload);
      verdict = this.#judge(userId, parsed);
      if (verdict === 'accepted') this.#accept(userId, parsed);
    } catch (error) {
      // Malformed bytes of a client must not end the server; they are an invalid commit.
      this.#options.logger?.warn({ userId, error: toAppError(error).message }, 'DAVE commit unreadable');
    }
    if (verdict !== 'accepted') this.rejectedCommits += 1;
    this.#options.logger?.debug({ userId, verdict, epoch: this.epoch }, 'DAVE commit');
    return verdict;
  }

  /** Ends end-to-end encryption for everybody (opcode 21, then 22). */
  downgrade(): void {
    const transitionId = this.#transitions.takeId(1);
    const message = { op: VOICE_OPCODE.davePrepareTransition, transitionId, protocolVersion: 0 } as const;
    this.version = 0;
    this.#forgetGroup();
    this.#transitions.begin(transitionId, [...this.#participants.keys()]);
    this.#sendTo(this.#participants.keys(), message);
  }

  /** Begins end-to-end encryption for everybody (opcode 24, then 25 and a new group). */
  upgrade(): void {
    this.version = 1;
    this.#forgetGroup();
    this.#transitions.leaveZero();
    for (const userId of this.#participants.keys()) {
      this.#send(userId, { op: VOICE_OPCODE.davePrepareEpoch, epoch: 1, protocolVersion: 1 });
      this.#sendExternalSender(userId);
    }
  }

  /** A proposal that is signed by the gateway but fits nobody's epoch, for one participant only. */
  sendWrongEpochProposal(userId: string): void {
    const removal: Proposal = { kind: 'remove', userId: '', leaf: 0 };
    const proposal = this.#sender.propose(this.#groupId, this.#epoch + 5n, removal);
    this.#send(userId, { op: VOICE_OPCODE.daveProposals, payload: encodeAppend([proposal]) });
  }

  /** A commit that nobody made, for one participant only; it answers with opcode 31 of the returned id. */
  sendInvalidCommit(userId: string): number {
    const transitionId = this.#transitions.takeId(1);
    const payload = withTransitionId(transitionId, Buffer.alloc(64, 0x5a));
    this.#send(userId, { op: VOICE_OPCODE.daveAnnounceCommit, payload });
    return transitionId;
  }

  /** Sends the external sender to one participant, whatever the version is. */
  sendExternalSenderAnyway(userId: string): void {
    this.#sendExternalSender(userId);
  }

  /** Drops every timer. */
  close(): void {
    this.#transitions.close();
  }

  get #groupId(): Buffer {
    return u64(BigInt(this.#options.channelId));
  }

  get #established(): boolean {
    return this.#epoch > 0n;
  }

  #addKeyPackage(userId: string, keyPackage: Buffer): void {
    if (this.version === 0) return;
    this.#leaveGroup(userId);
    this.#keyPackages.set(userId, keyPackage);
    this.#propose({ kind: 'add', userId, keyPackage });
    if (this.#established) return;
    const others = [...this.#outstanding.values()].filter(({ proposal }) => proposal.userId !== userId);
    if (others.length > 0) this.#change(userId, [], others);
  }

  /** Takes back an Add that is on its way, and proposes to remove who is in the group. */
  #leaveGroup(userId: string): void {
    this.#keyPackages.delete(userId);
    this.#revokeAdd(userId);
    const leaving = this.#isLeaving(userId);
    if (this.members.includes(userId) && !leaving) this.#proposeRemove(userId);
  }

  #isLeaving(userId: string): boolean {
    return [...this.#outstanding.values()].some(
      ({ proposal }) => proposal.kind === 'remove' && proposal.userId === userId,
    );
  }

  #proposeRemove(userId: string): void {
    this.#propose({ kind: 'remove', userId, leaf: this.#seats.leafOf(userId) });
  }

  #propose(proposal: Proposal): void {
    const signed = this.#sender.propose(this.#groupId, this.#epoch, proposal);
    this.#outstanding.set(signed.reference, signed);
    for (const userId of this.#committersBut(proposal.userId)) this.#change(userId, [], [signed]);
  }

  #revokeAdd(userId: string): void {
    for (const signed of this.#outstanding.values()) {
      if (signed.proposal.kind !== 'add' || signed.proposal.userId !== userId) continue;
      this.#outstanding.delete(signed.reference);
      for (const committer of this.#committersBut(userId)) this.#change(committer, [signed], []);
    }
  }

  /**
   * Takes proposals back and makes new ones. Libraries look for an Add only in the last message when
   * they decide about a welcome, so that Adds that stand are sent again behind a message without one.
   */
  #change(userId: string, revoked: readonly SignedProposal[], appended: readonly SignedProposal[]): void {
    const addsSomebody = appended.some(({ proposal }) => proposal.kind === 'add');
    const standing = [...this.#outstanding.values()].filter(
      ({ proposal }) => !addsSomebody && proposal.kind === 'add' && proposal.userId !== userId,
    );
    const back = [...revoked, ...standing];
    const forth = [...appended, ...standing];
    const op = VOICE_OPCODE.daveProposals;
    if (back.length > 0) this.#send(userId, { op, payload: encodeRevoke(back) });
    if (forth.length > 0) this.#send(userId, { op, payload: encodeAppend(forth) });
  }

  /** Who may commit: the group, or everybody with a key package while there is none. */
  #committersBut(userId: string): readonly string[] {
    const committers = this.#established
      ? this.members.filter((member) => !this.#isLeaving(member))
      : [...this.#keyPackages.keys()];
    return committers.filter((committer) => committer !== userId);
  }

  #judge(userId: string, commit: CommitWelcome): CommitVerdict {
    if (commit.epoch !== this.#epoch) return 'late';
    const pending = this.#keyPackages.has(userId) ? userId : undefined;
    const sender = this.#established ? this.#seats.at(commit.senderLeaf) : pending;
    if (sender !== userId || this.#isLeaving(userId)) return 'invalid';
    const expected = [...this.#outstanding.values()].filter(
      ({ proposal }) => this.#established || proposal.userId !== userId,
    );
    const references = new Set(commit.references.map((reference) => reference.toString('hex')));
    const complete =
      references.size === expected.length && expected.every(({ reference }) => references.has(reference));
    const adds = expected.some(({ proposal }) => proposal.kind === 'add');
    const sound = complete && expected.length > 0 && commit.groupId.equals(this.#groupId);
    return sound && (!adds || commit.welcome !== undefined) ? 'accepted' : 'invalid';
  }

  #accept(userId: string, commit: CommitWelcome): void {
    const proposals = commit.references.flatMap((reference) => {
      const signed = this.#outstanding.get(reference.toString('hex'));
      return signed ? [signed.proposal] : [];
    });
    const announced = this.#established ? this.#committersBut('') : [userId];
    if (!this.#established) this.#seats.seat(userId);
    this.#keyPackages.delete(userId);
    for (const proposal of proposals) if (proposal.kind === 'remove') this.#seats.blank(proposal.leaf);
    const added = proposals.filter(({ kind }) => kind === 'add').map((proposal) => proposal.userId);
    for (const newcomer of added) {
      this.#seats.seat(newcomer);
      this.#keyPackages.delete(newcomer);
    }
    this.#outstanding.clear();
    this.#epoch += 1n;
    const transitionId = this.#transitions.takeId();
    this.#transitions.begin(transitionId, this.members);
    const payload = withTransitionId(transitionId, commit.commit);
    this.#sendTo(announced, { op: VOICE_OPCODE.daveAnnounceCommit, payload });
    if (!commit.welcome) return;
    const welcome = withTransitionId(transitionId, commit.welcome);
    this.#sendTo(added, { op: VOICE_OPCODE.daveWelcome, payload: welcome });
  }

  #resetSoleMember(userId: string): void {
    this.#forgetGroup();
    this.#send(userId, { op: VOICE_OPCODE.davePrepareEpoch, epoch: 1, protocolVersion: 1 });
  }

  #forgetGroup(): void {
    this.#seats.clear();
    this.#epoch = 0n;
    this.#outstanding.clear();
    this.#keyPackages.clear();
  }

  #sendExternalSender(userId: string): void {
    this.#send(userId, { op: VOICE_OPCODE.daveExternalSender, payload: this.#sender.package });
  }

  #sendTo(userIds: Iterable<string>, message: DaveMessage): void {
    for (const userId of userIds) this.#send(userId, message);
  }

  #send(userId: string, message: DaveMessage): void {
    this.#participants.get(userId)?.receive(message);
  }
}
