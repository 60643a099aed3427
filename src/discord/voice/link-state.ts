import type { AppError } from '#core';
import type { VoiceConnection } from '@discordjs/voice';

/** Why a connection is not usable at the moment. */
export type Interruption =
  /** The gateway closed as it does when the bot is moved or removed. */
  | 'await-move'
  /** Discord took the voice server away and will name another. */
  | 'server-change'
  /** The library reconnects or resumes. */
  | 'reconnecting';

/** Why a link ended. */
export type VoiceLinkClosed =
  /** {@link VoiceLink.leave} was called. */
  | { readonly reason: 'left' }
  /** Somebody removed the bot, or the channel is gone. */
  | { readonly reason: 'removed' }
  | { readonly reason: 'failed'; readonly error: AppError };

/** The state of a voice link; each kind carries what only it owns. */
export type LinkState =
  | { readonly kind: 'joining' }
  | { readonly kind: 'ready'; readonly connection: VoiceConnection }
  | {
      readonly kind: 'interrupted';
      readonly connection: VoiceConnection;
      readonly why: Interruption;
      /** Stops the clock that ends the wait. */
      readonly cancelDeadline: () => void;
    }
  | { readonly kind: 'rejoining'; readonly abort: AbortController }
  | { readonly kind: 'closed'; readonly closed: VoiceLinkClosed };
