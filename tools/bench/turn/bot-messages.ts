import type { TurnTimings } from '#conversation';

/** How a bot of the bench answers. */
export type Pipeline =
  /** As the bot does. */
  | 'engine'
  /** As plain voice bots do: a fixed silence, the whole utterance, the whole reply, then sound. */
  | 'straight';

/** What somebody is about to say: the recogniser's weights mean nothing, so its words are given. */
export interface AnnouncedSpeech {
  readonly userId: string;
  readonly text: string;
  /** What stands before the pause in mid-sentence; the whole text when there is none. */
  readonly firstPart: string;
  readonly secondPart: string;
  readonly firstPartMs: number;
  readonly wholeMs: number;
}

/** What a bot of the bench is told. */
export type ToBot =
  | { readonly type: 'join'; readonly channelId: string }
  | { readonly type: 'announce'; readonly speech: AnnouncedSpeech }
  | { readonly type: 'hush'; readonly guildId: string };

/** What it tells. */
export type FromBot =
  | { readonly type: 'ready' | 'joined' }
  | {
      readonly type: 'turn';
      readonly guildId: string;
      readonly outcome: string;
      readonly timings: Partial<TurnTimings>;
    }
  | { readonly type: 'error'; readonly message: string };
