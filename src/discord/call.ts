import { Events, type VoiceBasedChannel, type VoiceState } from 'discord.js';
import { AppError } from '#core';
import { Conversation, plainName, replyRemark, speculationFor, type Transcriber } from '#conversation';
import type { EmitEvent, EventFacts } from '#events';
import { CallEars } from './call-ears.ts';
import { endpointOptionsOf, floorOptionsOf } from './call-options.ts';
import type { CallParts, CallPlace, CallStatus, PersonInCall } from './call-parts.ts';
import { CallRecord } from './call-record.ts';
import { CallCast } from './call-cast.ts';
import type { OpenMemory } from './memories.ts';
import type { GuildSettings } from './settings/index.ts';
import { joinVoice, type VoiceEvent, type VoiceLink, type VoiceLinkClosed } from './voice/index.ts';
import { wordsFor } from './words/index.ts';

/** The same failure is told to a channel once in this time; the log has every one. */
const NOTICE_INTERVAL_MS = 15_000;
/** The last packets before a microphone was switched off may come after the news of it, in ms. */
const LAST_PACKETS_MS = 100;
/** Names of people that the model is told of. */
const MAX_NAMES_TOLD = 12;

/** Told once when a call ends by itself. */
export type OnCallClosed = (call: Call, closed: VoiceLinkClosed) => void;

/** One voice channel with the bot in it: its link, an ear for each speaker, and its conversation. */
export class Call {
  readonly #channel: VoiceBasedChannel;
  readonly #homeChannelId: string | undefined;
  readonly #parts: CallParts;
  readonly #ears: CallEars;
  readonly #noticedAtMs = new Map<string, number>();
  readonly #facts: EventFacts;
  readonly #record: CallRecord;
  /** Who speaks in it. */
  readonly cast: CallCast;
  #unsubscribe: () => void = () => undefined;
  #memory: OpenMemory | undefined;
  #link: VoiceLink | undefined;
  #conversation: Conversation | undefined;

  /** Joins the channel. @throws AppError `VOICE_JOIN_TIMEOUT` and the like; nothing of the call is left then. */
  static async start(
    place: CallPlace,
    parts: CallParts,
    onClosed: OnCallClosed,
    signal: AbortSignal,
  ): Promise<Call> {
    const call = new Call(place, parts);
    try {
      await call.#join(onClosed, signal);
    } catch (error) {
      call.cast.close();
      throw error;
    }
    return call;
  }

  private constructor({ channel, homeChannelId }: CallPlace, parts: CallParts) {
    const guildId = channel.guild.id;
    this.#channel = channel;
    this.#homeChannelId = homeChannelId;
    this.#parts = parts;
    this.#facts = { guildId, callId: `${guildId}/${channel.id}` };
    const { openVoiceActivity, endOfTurnModel } = parts;
    this.#ears = new CallEars({
      openVoiceActivity,
      ...(endOfTurnModel !== undefined && { endOfTurnModel }),
      endpoint: endpointOptionsOf(this.#settings),
      onEvent: (event) => this.#conversation?.hear(event),
      onFault: (error) => parts.bus.emitError(error, this.#facts),
    });
    this.#record = new CallRecord({
      guildId,
      latencies: parts.latencies,
      clock: parts.clock,
      settings: () => this.#settings,
      emit: this.#emit,
      report: (error) => parts.bus.emitError(error, this.#facts),
      send: (content) => this.#place.send({ content, allowedMentions: { parse: [] } }),
    });
    this.cast = new CallCast({
      guild: channel.guild,
      channelId: channel.id,
      roles: parts.roles,
      look: parts.look,
      lookMode: () => this.#settings.personaLook,
      onChange: (role) => {
        this.#conversation?.become(role);
        this.#emit('call.persona', { personaId: role.persona.id });
      },
    });
  }

  get channelId(): string {
    return this.#link?.channelId ?? this.#channel.id;
  }

  /** True for the text channels that belong to the call: its own chat, and where somebody asked for it. */
  isTalkedToIn(channelId: string): boolean {
    return channelId === this.channelId || channelId === this.#homeChannelId;
  }

  /** Takes what somebody typed to the bot; it is answered aloud. @param id - of the message. */
  read(id: string, userId: string, text: string): void {
    this.#conversation?.read(id, userId, text);
    this.#record.addSaid(this.#nameOf(userId), text);
  }

  /** Under which channel the call is remembered. */
  get memoryChannelId(): string {
    return this.#channel.id;
  }

  /** Says a text as it is. */
  say(text: string): void {
    this.#conversation?.say(text);
  }

  /** Falls silent and answers nothing of what was said until now. */
  hush(): void {
    this.#conversation?.hush();
  }

  /** Falls silent and forgets everything that was said. */
  forgetConversation(): void {
    this.#conversation?.reset();
  }

  status(): CallStatus | undefined {
    if (!this.#conversation || !this.#link) return undefined;
    return {
      channelId: this.channelId,
      conversation: this.#conversation.status(),
      voice: this.#link.stats(),
      latency: this.#record.latency,
      people: this.#people(),
    };
  }

  /** Falls silent and leaves the channel. */
  async leave(): Promise<void> {
    this.#conversation?.close();
    this.#unwatch();
    await this.#link?.leave();
  }

  async #join(onClosed: OnCallClosed, signal: AbortSignal): Promise<void> {
    const { clock } = this.#parts;
    const role = await this.cast.start(signal);
    this.#link = await joinVoice({
      channel: this.#channel,
      clock,
      emit: (event) => this.#emitVoice(event),
      mayHear: (userId) => this.#parts.mayHear?.(this.#channel.guild.id, userId) ?? true,
      onFrame: (frame) => this.#ears.hear(frame),
      onSpeakerGone: (userId) => this.#forget(userId),
      onClosed: (closed) => {
        this.#conversation?.close();
        this.#unwatch();
        if (closed.reason === 'failed') this.#report(closed.error, []);
        onClosed(this, closed);
      },
      signal,
    });
    const { transcriber, memories, promptModelOf, modelFor, settings } = this.#parts;
    const { persona, synthesizer, speechLanguage } = role;
    const { guild } = this.#channel;
    this.#memory = memories.open(guild.id, this.#channel.id);
    const greeting = this.#settings.greeting === 'off' ? undefined : this.cast.greeting(this.#namesInCall());
    this.#conversation = new Conversation(
      {
        memory: this.#memory.memory,
        ...promptModelOf(guild.id),
        transcriber: this.#inLanguage(transcriber),
        chatModel: role.chatModel,
        synthesizer,
        playout: this.#link.playout,
        clock,
        emit: this.#emit,
        judgePause: (userId, utteranceId, isComplete) =>
          this.#ears.judgeWords(userId, utteranceId, isComplete),
        report: (error, userIds) => this.#report(error, userIds),
        postText: (text) => this.#record.post(text),
        onSaid: ({ userId, text }) => this.#record.addSaid(this.#nameOf(userId), text),
        onTurn: (turn, heard) => this.#record.addTurn(turn, this.cast.name, heard),
        peopleInCall: () => this.#peopleCount(),
        nameOf: (userId) => this.#nameOf(userId),
        namesInCall: () => this.#namesInCall(),
      },
      {
        persona,
        seed: this.#facts.callId ?? '',
        greetingIndex: greeting?.index,
        floor: {
          speculation: speculationFor(this.#settings.speculation, modelFor(guild.id)),
          ...floorOptionsOf(this.#settings, guild.ownerId),
          ...(speechLanguage !== undefined && { speechLanguage }),
        },
      },
    );
    this.#channel.client.on(Events.VoiceStateUpdate, this.#onVoiceState);
    this.cast.wearLook();
    if (greeting) this.#greet(greeting);
    this.#unsubscribe = settings.onChange((guildId) => {
      if (guildId !== guild.id) return;
      this.#conversation?.setFloorOptions(floorOptionsOf(this.#settings, guild.ownerId));
    });
  }

  #inLanguage(transcriber: Transcriber): Transcriber {
    return {
      transcribe: (utterance, signal) => {
        const { language } = this.#settings;
        return transcriber.transcribe(utterance, signal, language === 'auto' ? {} : { language });
      },
    };
  }

  get #settings(): GuildSettings {
    return this.#parts.settings.of(this.#channel.guild.id);
  }

  #greet({ text, spoken }: { readonly text: string; readonly spoken: string }): void {
    if (this.#settings.greeting === 'spoken') return this.say(spoken);
    this.#record.post(text);
    this.#memory?.memory.add([replyRemark(text, false)]);
  }

  /** As the model is to know them. */
  #namesInCall(): readonly string[] {
    const people = this.#place.members.filter(({ user }) => !user.bot);
    return people.map(({ displayName }) => plainName(displayName)).slice(0, MAX_NAMES_TOLD);
  }

  #nameOf(userId: string): string {
    return this.#channel.guild.members.cache.get(userId)?.displayName ?? 'somebody';
  }

  #unwatch(): void {
    this.cast.close();
    this.#channel.client.off(Events.VoiceStateUpdate, this.#onVoiceState);
    this.#unsubscribe();
    this.#memory?.[Symbol.dispose]();
  }

  readonly #onVoiceState = (before: VoiceState, after: VoiceState): void => {
    this.#tellRoster(before, after);
    this.#takeMute(before, after);
  };

  #tellRoster(before: VoiceState, after: VoiceState): void {
    const wasHere = before.channelId === this.channelId;
    const isHere = after.channelId === this.channelId;
    if (wasHere === isHere || after.member?.user.bot === true || after.id === after.client.user.id) return;
    const change = isHere ? 'came' : 'left';
    this.#emit('call.roster', { userId: after.id, change, people: this.#peopleCount() });
  }

  #peopleCount(): number {
    return this.#place.members.filter(({ user }) => !user.bot).size;
  }

  /** Who switches the microphone off, or lets go of push-to-talk, has finished. */
  #takeMute(before: VoiceState, after: VoiceState): void {
    if (after.channelId !== this.channelId || isSilenced(before) || !isSilenced(after)) return;
    this.#parts.clock.after(LAST_PACKETS_MS, () => this.#ears.flush(after.id, 'muted'));
  }

  /** What somebody said before leaving is still answered. */
  #forget(userId: string): void {
    this.#ears.forget(userId);
    this.#conversation?.speakerLeft(userId);
  }

  readonly #emit: EmitEvent = (type, payload, facts) => {
    this.#parts.bus.emit(type, payload, { ...this.#facts, ...facts });
  };

  #emitVoice(event: VoiceEvent): void {
    const { type, severity, ...detail } = event;
    this.#emit('voice.link', { kind: type, detail }, { severity });
  }

  #report(error: AppError, userIds: readonly string[]): void {
    this.#parts.bus.emitError(error, this.#facts);
    const nowMs = this.#parts.clock.nowMs();
    const lastMs = this.#noticedAtMs.get(error.code) ?? -Infinity;
    if (nowMs - lastMs < NOTICE_INTERVAL_MS) return;
    this.#noticedAtMs.set(error.code, nowMs);
    const words = wordsFor(this.#channel.guild.preferredLocale);
    this.#post(words.failureTo(userIds, error), userIds);
  }

  /** Where the bot is now; an admin may have moved it. */
  get #place(): VoiceBasedChannel {
    const channel = this.#channel.client.channels.cache.get(this.channelId);
    return channel?.isVoiceBased() === true ? channel : this.#channel;
  }

  #people(): readonly PersonInCall[] {
    const people = [...this.#place.members.values()].filter(({ user }) => !user.bot);
    return people
      .map(({ id, displayName, voice }): PersonInCall => {
        const isHeard = this.#ears.knows(id);
        return { name: displayName, hearing: isSilenced(voice) ? 'muted' : isHeard ? 'heard' : 'quiet' };
      })
      .toSorted((left, right) => left.name.localeCompare(right.name));
  }

  /** Writes into the voice channel's own text chat. */
  #post(content: string, users: readonly string[] = []): void {
    this.#place.send({ content, allowedMentions: { users: [...users] } }).catch((cause: unknown) => {
      const message = 'A message could not be posted in the text chat of the voice channel.';
      this.#parts.bus.emitError(new AppError('DISCORD_POST_FAILED', { message, cause }), this.#facts);
    });
  }
}

/** True when nobody can hear the member; whoever is deafened is muted as well. */
function isSilenced({ mute, deaf }: VoiceState): boolean {
  return mute === true || deaf === true;
}
