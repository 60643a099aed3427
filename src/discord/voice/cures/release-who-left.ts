import type { VoiceReceiver } from '@discordjs/voice';

/**
 * Fault: the stream of a person who left stays open, and fills with whatever still arrives.
 *
 * Cure: it is destroyed, which also takes it off the receiver's list.
 */
export function releaseWhoLeft(receiver: VoiceReceiver, userId: string): void {
  const stream = receiver.subscriptions.get(userId);
  if (stream !== undefined && !stream.destroyed) stream.destroy();
}
