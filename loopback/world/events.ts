import type { LoopbackMessage } from './message.ts';

/** Something that happened in the world and that somebody watching it may want to see. */
export type WorldEvent =
  | { readonly type: 'bot-online' }
  | { readonly type: 'bot-offline'; readonly code: number }
  | { readonly type: 'commands-registered'; readonly names: readonly string[] }
  | { readonly type: 'message'; readonly channelName: string; readonly message: LoopbackMessage }
  | { readonly type: 'message-edited'; readonly channelName: string; readonly message: LoopbackMessage }
  | { readonly type: 'voice-joined'; readonly who: string; readonly channelName: string }
  | { readonly type: 'voice-left'; readonly who: string; readonly channelName: string }
  | { readonly type: 'voice-join-refused'; readonly channelName: string; readonly why: string }
  | { readonly type: 'request-unhandled'; readonly method: string; readonly path: string };

/** Called for every event; must not throw. */
export type WorldEventListener = (event: WorldEvent) => void;

/** Hands events on to whoever listens. */
export interface WorldEvents {
  emit(event: WorldEvent): void;
  /** Gives the function that ends the listening. */
  on(listener: WorldEventListener): () => void;
}

/** A hub without listeners. */
export function createWorldEvents(): WorldEvents {
  const listeners = new Set<WorldEventListener>();
  return {
    emit(event) {
      for (const listener of listeners) listener(event);
    },
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
