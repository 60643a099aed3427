import { AppError } from '#core';
import { MLS, MlsReader } from './mls-encoding.ts';

/** What the delivery service has to know of a commit and the welcome behind it. */
export interface CommitWelcome {
  /** The MLS message, to be passed on unchanged. */
  readonly commit: Buffer;
  /** The welcome, when the commit adds somebody. */
  readonly welcome: Buffer | undefined;
  readonly groupId: Buffer;
  readonly epoch: bigint;
  /** Leaf of the member that made it. */
  readonly senderLeaf: number;
  /** References of the proposals in it, in order. */
  readonly references: readonly Buffer[];
}

function refuse(message: string): never {
  throw new AppError('LOOPBACK_USAGE', { message });
}

function readReferences(list: Buffer): readonly Buffer[] {
  const reader = new MlsReader(list);
  const references: Buffer[] = [];
  while (!reader.atEnd) {
    if (reader.u8() !== MLS.byReference) refuse('A commit holds a proposal of its own.');
    references.push(reader.vector());
  }
  return references;
}

/** LeafNode of RFC 9420 section 7.2. */
function skipLeafNode(reader: MlsReader): void {
  reader.skipVectors(2); // encryption key, signature key
  reader.u16(); // credential type
  reader.skipVectors(1 + 5); // identity; versions, suites, extensions, proposals, credentials
  const source = reader.u8();
  if (source === MLS.leafSourceKeyPackage) reader.take(16);
  else if (source === MLS.leafSourceCommit) reader.vector();
  reader.skipVectors(2); // extensions, signature
}

/**
 * Splits a commit from the welcome behind it (opcode 28): the commit does not say how long it is, so
 * that it has to be walked to its end (RFC 9420 sections 6 and 12.4).
 *
 * @throws AppError `LOOPBACK_USAGE` when it is no public commit by a member.
 */
export function parseCommitWelcome(payload: Buffer): CommitWelcome {
  const reader = new MlsReader(payload);
  if (reader.u16() !== MLS.version || reader.u16() !== MLS.publicMessage) refuse('Not a public MLS message.');
  const groupId = reader.vector();
  const epoch = reader.u64();
  if (reader.u8() !== MLS.senderMember) refuse('A commit must come from a member.');
  const senderLeaf = reader.u32();
  reader.vector(); // authenticated data
  if (reader.u8() !== MLS.contentCommit) refuse('Not a commit.');
  const references = readReferences(reader.vector());
  if (reader.u8() === 1) {
    skipLeafNode(reader);
    reader.vector(); // update path nodes
  }
  reader.skipVectors(3); // signature, confirmation tag, membership tag
  const welcome = payload.subarray(reader.offset);
  return {
    commit: payload.subarray(0, reader.offset),
    welcome: welcome.length > 0 ? welcome : undefined,
    groupId,
    epoch,
    senderLeaf,
    references,
  };
}
