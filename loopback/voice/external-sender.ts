import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { MLS, u16, u32, u64, u8, vector } from './mls-encoding.ts';

/** A proposal of the voice gateway. */
export type Proposal =
  | { readonly kind: 'add'; readonly userId: string; readonly keyPackage: Buffer }
  | { readonly kind: 'remove'; readonly userId: string; readonly leaf: number };

/** A proposal as it travels, and the name by which a commit refers to it. */
export interface SignedProposal {
  readonly proposal: Proposal;
  /** MLSMessage with a PublicMessage in it. */
  readonly message: Buffer;
  /** ProposalRef, as hex. */
  readonly reference: string;
}

const IDENTITY = 'voice-gateway';

function encodeProposal(proposal: Proposal): Buffer {
  return proposal.kind === 'add'
    ? Buffer.concat([u16(MLS.proposalAdd), proposal.keyPackage])
    : Buffer.concat([u16(MLS.proposalRemove), u32(proposal.leaf)]);
}

/** RefHash of RFC 9420 section 5.2 with SHA-256, the hash of cipher suite 2. */
function proposalReference(authenticatedContent: Buffer): string {
  const label = vector(Buffer.from('MLS 1.0 Proposal Reference', 'ascii'));
  return createHash('sha256').update(label).update(vector(authenticatedContent)).digest('hex');
}

/**
 * The voice gateway as external sender of an MLS group (RFC 9420 section 12.1.8.1): it is no member, and
 * the only one that may propose to add and to remove members.
 */
export class ExternalSender {
  /** Payload of opcode 25: signature key and basic credential. */
  readonly package: Buffer;
  readonly #privateKey: KeyObject;

  constructor() {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    // The last 65 bytes of the SPKI are the uncompressed point.
    const point = publicKey.export({ type: 'spki', format: 'der' }).subarray(-65);
    this.#privateKey = privateKey;
    this.package = Buffer.concat([
      vector(point),
      u16(MLS.credentialBasic),
      vector(Buffer.from(IDENTITY, 'ascii')),
    ]);
  }

  /** Signs a proposal for one epoch of a group. */
  propose(groupId: Buffer, epoch: bigint, proposal: Proposal): SignedProposal {
    const content = Buffer.concat([
      vector(groupId),
      u64(epoch),
      u8(MLS.senderExternal),
      u32(0), // index in the group's list of external senders
      vector(),
      u8(MLS.contentProposal),
      encodeProposal(proposal),
    ]);
    const wireFormat = u16(MLS.publicMessage);
    const toBeSigned = Buffer.concat([u16(MLS.version), wireFormat, content]);
    const label = vector(Buffer.from('MLS 1.0 FramedContentTBS', 'ascii'));
    const signature = sign('sha256', Buffer.concat([label, vector(toBeSigned)]), this.#privateKey);
    const authenticated = Buffer.concat([wireFormat, content, vector(signature)]);
    return {
      proposal,
      message: Buffer.concat([u16(MLS.version), authenticated]),
      reference: proposalReference(authenticated),
    };
  }
}

/** Payload of opcode 27 that adds proposals. */
export function encodeAppend(proposals: readonly SignedProposal[]): Buffer {
  return Buffer.concat([u8(0), vector(...proposals.map(({ message }) => message))]);
}

/** Payload of opcode 27 that takes proposals back. */
export function encodeRevoke(proposals: readonly SignedProposal[]): Buffer {
  return Buffer.concat([
    u8(1),
    vector(...proposals.map(({ reference }) => vector(Buffer.from(reference, 'hex')))),
  ]);
}
