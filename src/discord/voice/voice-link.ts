import type { OpusEncoder, SpeechFrame } from '#audio';
import type { Playout } from '#conversation';
import { AppError, sleep, toAppError, withDeadline, type Clock } from '#core';
import {
  VoiceConnectionDisconnectReason,
  VoiceConnectionStatus,
  type VoiceConnection,
  type VoiceConnectionDisconnectedState,
  type VoiceConnectionState,
} from '@discordjs/voice';
import { createConnectionSink } from './connection-sink.ts';
import { closeVerdict } from './cures/close-verdict.ts';
import { destroyOnce } from './cures/destroy-once.ts';
import { forgetOldSsrcs } from './cures/forget-old-ssrcs.ts';
import { mustHoldSpeech } from './cures/must-hold-speech.ts';
import { createRejoinBudget } from './cures/rejoin-budget.ts';
import { watchDecryption, type DecryptWatch } from './decrypt-watch.ts';
import type { Interruption, LinkState, VoiceLinkClosed } from './link-state.ts';
import { closeError, openConnection } from './open-connection.ts';
import { expectPackets, type PacketExpectation } from './packet-expectation.ts';
import { createPlayout, type VoicePlayout } from './playout.ts';
import { createReceiver, type Receiver } from './receiver.ts';
import type { VoiceChannelEvents, VoiceChannelView } from './voice-channel.ts';
import type { VoiceEvent, VoiceEventBody } from './voice-event.ts';
import { encryptionOf, type VoiceLinkStats } from './voice-stats.ts';

/** How long each interruption may last. */
const PATIENCE_MS: Readonly<Record<Interruption, number>> = {
  'await-move': 5000,
  'server-change': 15_000,
  reconnecting: 15_000,
};
const LEAVE_TIMEOUT_MS = 5000;
const ENCRYPTION_POLL_MS = 25;

/** What a voice link needs and tells. */
export interface VoiceLinkOptions {
  readonly clock: Clock;
  readonly emit: (event: VoiceEvent) => void;
  /** Asked for every packet before it is decoded; what may not be heard is dropped. */
  readonly mayHear: (userId: string) => boolean;
  /** Gets 20 ms of one person's voice at a time, without gaps while they talk. */
  readonly onFrame: (frame: SpeechFrame) => void;
  /** Somebody left the channel. */
  readonly onSpeakerGone: (userId: string) => void;
  /** The link ended, for whatever reason; called once. */
  readonly onClosed: (closed: VoiceLinkClosed) => void;
  /** Longest time for one join, retry included. */
  readonly joinTimeoutMs?: number;
  /** How long a join waits for the keys of the group. */
  readonly daveTimeoutMs?: number;
}

/** The bot in one voice channel. */
export interface VoiceLink {
  /** Where it is now; an admin may have moved it. */
  readonly channelId: string;
  readonly playout: Playout;
  stats(): VoiceLinkStats;
  /** Leaves the channel; resolves when done. May be called again. */
  leave(): Promise<void>;
}

function endOf(closed: VoiceLinkClosed): AppError {
  if (closed.reason === 'failed') return closed.error;
  const message = 'The bot was removed from the channel while it joined.';
  return new AppError('VOICE_CONNECTION_LOST', { message, retryable: false });
}

/** Keeps one connection alive, replaces it when it breaks, and tells when that is no longer possible. */
export class ManagedVoiceLink implements VoiceLink {
  readonly #options: VoiceLinkOptions;
  readonly #channel: VoiceChannelView;
  readonly #receiver: Receiver;
  readonly #playout: VoicePlayout;
  readonly #decryption: DecryptWatch;
  readonly #expectation: PacketExpectation;
  readonly #budget = createRejoinBudget();
  readonly #attemptTimeoutMs: number;
  #state: LinkState = { kind: 'joining' };
  #rejoins = 0;
  #isJoined = false;
  #left: Promise<void> | undefined;

  constructor(
    options: VoiceLinkOptions,
    encoder: OpusEncoder,
    watch: (events: VoiceChannelEvents) => VoiceChannelView,
  ) {
    this.#options = options;
    this.#attemptTimeoutMs = (options.joinTimeoutMs ?? 20_000) / 2;
    const { clock, mayHear, onFrame, onSpeakerGone } = options;
    const emit = (event: VoiceEventBody): void => this.#emit(event);
    this.#channel = watch({
      onPeopleChanged: () => this.#receiver.follow(this.#channel.peopleIds()),
      onMoved: () => undefined,
      onRemoved: () => this.#onRemoved(),
      onUnknownMember: (userId) => emit({ type: 'voice.member-unknown', severity: 'warn', userId }),
    });
    this.#receiver = createReceiver({ clock, mayHear, onFrame, onSpeakerGone, emit });
    const connectionNow = (): VoiceConnection | undefined => this.#connection;
    this.#playout = createPlayout({
      clock,
      encoder,
      sink: createConnectionSink(connectionNow, () => this.#channel.isAlone()),
      onError: (error) => this.#onError(error),
    });
    this.#decryption = watchDecryption({
      clock,
      connectionNow,
      peopleIds: () => this.#channel.peopleIds(),
      onFailing: (userId, remedy) => this.#onUndecryptable(userId, remedy),
    });
    this.#expectation = expectPackets(clock, (userId) =>
      emit({ type: 'voice.packets-missing', severity: 'debug', userId }),
    );
  }

  get channelId(): string {
    return this.#channel.channelId;
  }

  get playout(): Playout {
    return this.#playout;
  }

  /** Connects; a first attempt that fails for a passing reason is repeated once. @throws AppError. */
  async join(signal: AbortSignal): Promise<void> {
    try {
      this.#adopt(await this.#open(signal).catch((error: unknown) => this.#openAgain(error, signal)));
      this.#receiver.follow(this.#channel.peopleIds());
      await this.#awaitEncryption(signal);
      if (this.#state.kind === 'closed') throw endOf(this.#state.closed);
      this.#isJoined = true;
    } catch (error) {
      await this.#close({ reason: 'failed', error: toAppError(error, 'VOICE_CONNECTION_LOST') });
      throw error;
    }
  }

  stats(): VoiceLinkStats {
    return {
      state: this.#state.kind,
      rejoins: this.#rejoins,
      encryption: encryptionOf(this.#connection),
      receive: this.#receiver.stats(),
      send: this.#playout.stats(),
      decryptFailures: this.#decryption.failures(),
      packetsMissing: this.#expectation.missed(),
    };
  }

  leave(): Promise<void> {
    this.#left ??= withDeadline(
      async () => {
        await this.#close({ reason: 'left' });
      },
      { timeoutMs: LEAVE_TIMEOUT_MS, what: 'Leaving the voice channel' },
    );
    return this.#left;
  }

  get #connection(): VoiceConnection | undefined {
    return 'connection' in this.#state ? this.#state.connection : undefined;
  }

  /** The one place where the state changes; lets go of what the old state held. */
  #enter(next: LinkState, why?: string): void {
    const before = this.#state;
    this.#state = next;
    if (before.kind === 'interrupted') before.cancelDeadline();
    if (before.kind === 'rejoining') before.abort.abort();
    const severity = next.kind === 'ready' || next.kind === 'closed' ? 'info' : 'warn';
    this.#emit({ type: 'voice.state', severity, state: next.kind, ...(why !== undefined && { why }) });
  }

  #emit(event: VoiceEventBody): void {
    const { guildId, channelId } = this.#channel;
    this.#options.emit({ ...event, guildId, channelId });
  }

  #open(signal: AbortSignal): Promise<VoiceConnection> {
    return openConnection({
      guildId: this.#channel.guildId,
      channelId: this.#channel.channelId,
      adapterCreator: this.#channel.adapterCreator,
      timeoutMs: this.#attemptTimeoutMs,
      onError: (error) => this.#onError(error),
      signal,
    });
  }

  async #openAgain(failure: unknown, signal: AbortSignal): Promise<VoiceConnection> {
    signal.throwIfAborted();
    const { retryable, message } = toAppError(failure);
    const delayMs = retryable ? this.#budget.take(this.#options.clock.nowMs()) : undefined;
    if (delayMs === undefined) throw failure;
    this.#emit({ type: 'voice.rejoin', severity: 'warn', delayMs, why: message });
    await sleep(delayMs, signal);
    return this.#open(signal);
  }

  #adopt(connection: VoiceConnection): void {
    connection.on('stateChange', (before, after) => this.#onConnectionState(connection, before, after));
    this.#expectation.watch(connection);
    this.#budget.succeeded();
    this.#enter({ kind: 'ready', connection });
    this.#receiver.bind(connection);
  }

  async #awaitEncryption(signal: AbortSignal): Promise<void> {
    const { clock, daveTimeoutMs = 5000 } = this.#options;
    const startedAtMs = clock.nowMs();
    const mustWait = (): boolean =>
      this.#connection !== undefined && mustHoldSpeech(this.#connection, this.#channel.isAlone());
    while (mustWait()) {
      const waitedMs = clock.nowMs() - startedAtMs;
      if (waitedMs >= daveTimeoutMs) {
        return this.#emit({ type: 'voice.encryption-late', severity: 'warn', waitedMs });
      }
      await sleep(ENCRYPTION_POLL_MS, signal);
    }
  }

  #onConnectionState(
    connection: VoiceConnection,
    before: VoiceConnectionState,
    after: VoiceConnectionState,
  ): void {
    if (connection !== this.#connection) return;
    const hasNewServer =
      'networking' in after && (!('networking' in before) || before.networking !== after.networking);
    if (hasNewServer) forgetOldSsrcs(connection.receiver);
    switch (after.status) {
      case VoiceConnectionStatus.Ready:
        if (this.#state.kind !== 'interrupted') return;
        this.#budget.succeeded();
        return this.#enter({ kind: 'ready', connection });
      case VoiceConnectionStatus.Signalling:
      case VoiceConnectionStatus.Connecting:
        if (this.#state.kind === 'interrupted' && this.#state.why === 'reconnecting') return;
        return this.#interrupt(connection, 'reconnecting');
      case VoiceConnectionStatus.Disconnected:
        return this.#onDisconnected(connection, after);
      case VoiceConnectionStatus.Destroyed: {
        const message = 'The gateway to Discord is gone, and the voice connection with it.';
        void this.#close({ reason: 'failed', error: new AppError('VOICE_CONNECTION_LOST', { message }) });
      }
    }
  }

  #onDisconnected(connection: VoiceConnection, state: VoiceConnectionDisconnectedState): void {
    if (state.reason === VoiceConnectionDisconnectReason.EndpointRemoved) {
      return this.#interrupt(connection, 'server-change');
    }
    if (state.reason !== VoiceConnectionDisconnectReason.WebSocketClose) {
      return this.#rejoin('the gateway to Discord is down');
    }
    const { closeCode } = state;
    switch (closeVerdict(closeCode)) {
      case 'await-move':
        return this.#interrupt(connection, 'await-move');
      case 'encryption-required':
      case 'give-up':
        return void this.#close({ reason: 'failed', error: closeError(closeCode) });
      case 'join-anew':
        return this.#rejoin(`closed with ${closeCode}`);
    }
  }

  #interrupt(connection: VoiceConnection, why: Interruption): void {
    const cancelDeadline = this.#options.clock.after(PATIENCE_MS[why], () => {
      if (why === 'await-move') void this.#close({ reason: 'removed' });
      else this.#rejoin(`${why} took too long`);
    });
    this.#enter({ kind: 'interrupted', connection, why, cancelDeadline }, why);
  }

  #rejoin(why: string): void {
    const broken = this.#connection;
    const abort = new AbortController();
    this.#receiver.bind(undefined);
    this.#enter({ kind: 'rejoining', abort }, why);
    this.#rejoins += 1;
    this.#joinAnew(broken, why, abort.signal).catch((error: unknown) => {
      if (abort.signal.aborted) return;
      void this.#close({ reason: 'failed', error: toAppError(error, 'VOICE_CONNECTION_LOST') });
    });
  }

  /** Leaves first: Discord may ignore a wish to join the channel that the bot is in. */
  async #joinAnew(broken: VoiceConnection | undefined, firstWhy: string, signal: AbortSignal): Promise<void> {
    if (broken !== undefined) await destroyOnce(broken);
    let why = firstWhy;
    for (;;) {
      const delayMs = this.#budget.take(this.#options.clock.nowMs());
      if (delayMs === undefined) {
        throw new AppError('VOICE_CONNECTION_LOST', { message: `Joining again failed too often: ${why}` });
      }
      this.#emit({ type: 'voice.rejoin', severity: 'warn', delayMs, why });
      await sleep(delayMs, signal);
      try {
        this.#adopt(await this.#open(signal));
        return;
      } catch (error) {
        const failure = toAppError(error, 'VOICE_CONNECTION_LOST');
        if (signal.aborted || !failure.retryable) throw failure;
        why = failure.message;
      }
    }
  }

  #onRemoved(): void {
    if (this.#state.kind === 'ready' || this.#state.kind === 'interrupted') {
      void this.#close({ reason: 'removed' });
    }
  }

  #onUndecryptable(userId: string, remedy: 'recover' | 'rejoin'): void {
    this.#emit({
      type: 'voice.decrypt-failing',
      severity: 'warn',
      code: 'VOICE_DECRYPT_FAILED',
      userId,
      remedy,
    });
    if (remedy === 'rejoin' && this.#state.kind === 'ready') this.#rejoin('somebody cannot be decrypted');
  }

  #onError(error: unknown): void {
    const { message } = toAppError(error);
    this.#emit({ type: 'voice.connection-error', severity: 'warn', message });
  }

  async #close(closed: VoiceLinkClosed): Promise<void> {
    if (this.#state.kind === 'closed') return;
    const connection = this.#connection;
    this.#release(closed);
    // A join that fails rejects instead.
    if (this.#isJoined) this.#options.onClosed(closed);
    if (connection !== undefined) await destroyOnce(connection);
  }

  #release(closed: VoiceLinkClosed): void {
    this.#enter({ kind: 'closed', closed }, closed.reason);
    this.#channel.close();
    this.#decryption.close();
    this.#expectation.close();
    this.#receiver.close();
    this.#playout.close();
  }
}
