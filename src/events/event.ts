import type { ErrorCode, EventLoopFigures, Severity } from '#core';

/**
 * What people said and wrote. It travels under this one key, so that whoever writes to a place that
 * must not hold it (log lines, metrics) leaves out one key and is done.
 */
export type Personal = Readonly<Record<string, string>>;

/** Everything that happens, by name: what each kind of event carries. */
export interface EventPayloads {
  'system.started': {
    readonly versions: Readonly<Record<string, string>>;
    readonly modes: Readonly<Record<string, string>>;
  };
  'system.stopping': { readonly reason: string };
  /** How the process did, when it ends. */
  'system.figures': { readonly eventLoop: EventLoopFigures; readonly memoryMb: number };
  'discord.ready': { readonly botUserId: string; readonly guilds: number };
  'command.used': {
    readonly command: string;
    readonly durationMs: number;
    readonly outcome: 'answered' | 'refused' | 'failed';
  };
  'call.joined': { readonly channelId: string };
  /** Somebody else speaks in a call from now on. */
  'call.persona': { readonly personaId: string };
  'call.left': { readonly channelId: string; readonly reason: string };
  /** Somebody came into a call or went; bots are not counted. */
  'call.roster': {
    readonly userId: string;
    readonly change: 'came' | 'left';
    /** In the call now, the bot not among them. */
    readonly people: number;
  };
  'voice.link': { readonly kind: string; readonly detail: Readonly<Record<string, unknown>> };
  'hearing.transcribed': {
    readonly utteranceId: string;
    readonly userId: string;
    readonly speechMs: number;
    readonly language: string;
    readonly averageLogProbability: number;
    readonly noSpeechProbability: number;
    readonly personal: Personal;
  };
  'turn.ended': {
    readonly turnId: string;
    readonly outcome: string;
    readonly userIds: readonly string[];
    readonly voiceToVoiceMs?: number;
    readonly timings: Readonly<Record<string, number>>;
    readonly personal: Personal;
  };
  /** A language model answered: which, with its price, for what, and what it took. */
  'model.replied': {
    readonly model: string;
    readonly purpose?: string;
    readonly usage: Readonly<Record<string, unknown>>;
  };
  /** Four fifths of a day's budget for the language model are spent. */
  'model.budget': { readonly scope: string; readonly spentUsd: number; readonly limitUsd: number };
  /** A language model will soon no longer be offered. */
  'model.retiring': { readonly model: string; readonly endsOn: string; readonly daysLeft: number };
  /** Somebody waited longer for an answer than the server wants. */
  'turn.slow': { readonly turnId: string; readonly voiceToVoiceMs: number; readonly budgetMs: number };
  /** What was said before became a summary. */
  'memory.summarised': {
    readonly channelId: string;
    readonly exchanges: number;
    readonly durationMs: number;
  };
  /** A person had what they said deleted. */
  'memory.forgotten': { readonly remarks: number };
  /** A typed message was answered in its channel. */
  'chat.answered': {
    readonly channelId: string;
    readonly userId: string;
    readonly durationMs: number;
    readonly personal: Personal;
  };
  /** A model is brought from where it is published. */
  'model.store': {
    readonly name: string;
    readonly kind: string;
    readonly message: string;
  };
  /** A model file could not be made faster and is used as it is. */
  'model.unedited': { readonly model: string; readonly reason: string };
  'inference.worker': { readonly worker: string; readonly kind: string };
  /** Somebody looked into the log. */
  'logs.asked': { readonly action: string; readonly withWords: boolean; readonly personal: Personal };
  /** Events that could not be kept, because the disk did not take them for too long. */
  'events.dropped': { readonly count: number; readonly firstSequence: number; readonly lastSequence: number };
  /** Old events were removed. */
  'events.pruned': {
    readonly events: number;
    readonly wordsForgotten: number;
    readonly databaseBytes: number;
  };
  /** The HTTP API answers from now on. */
  'http.listening': { readonly url: string };
  /** Requests that were refused: one, or how many more of the kind came in the seconds after it. */
  'security.refused': {
    readonly code: ErrorCode;
    readonly method: string;
    readonly route: string;
    readonly address: string;
    readonly count: number;
  };
  /** A client of the live events was slower than they came. */
  'stream.gap': { readonly client: string; readonly from: number; readonly to: number };
  'webhook.delivered': { readonly webhookId: string; readonly deliveryId: string; readonly attempt: number };
  'webhook.disabled': { readonly webhookId: string; readonly reason: string };
  error: {
    readonly code: ErrorCode;
    readonly message: string;
    readonly context: Readonly<Record<string, unknown>>;
    /** What lies behind it, outermost first. */
    readonly causes: readonly string[];
  };
}

export type EventType = keyof EventPayloads;

/** Where and how bad, beside the payload. */
export interface EventFacts {
  readonly severity?: Severity;
  readonly guildId?: string;
  readonly callId?: string;
  readonly turnId?: string;
  /** Whom it is about, where the payload does not say. */
  readonly userIds?: readonly string[];
}

/** One thing that happened. */
export type AichatEvent = {
  [Type in EventType]: EventFacts & {
    /** Unique everywhere and sortable by time: a UUID of version 7. */
    readonly id: string;
    readonly type: Type;
    /** Position among all events of this data folder; it goes on where the last process ended. */
    readonly sequence: number;
    /** ISO 8601, UTC. */
    readonly time: string;
    readonly severity: Severity;
    readonly payload: EventPayloads[Type];
  };
}[EventType];
