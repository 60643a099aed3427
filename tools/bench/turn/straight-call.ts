import type { VoiceBasedChannel } from 'discord.js';
import type { ChatModel, Synthesizer, Transcriber, TurnTimings } from '#conversation';
import type { Clock } from '#core';
import { createListener, openEnergyVoiceActivity, type Listener, type Utterance } from '#hearing';
import { createClauseSplitter, type SpokenAudio } from '#speaking';
import { joinVoice } from '../../../src/discord/voice/index.ts';

/** Silence after which plain voice bots begin to work; the shortest that was found among them. */
const FIXED_SILENCE_MS = 1000;

/** What a straight call is made of. */
export interface StraightParts {
  readonly transcriber: Transcriber;
  readonly chatModel: ChatModel;
  readonly synthesizer: Synthesizer;
  readonly clock: Clock;
  readonly onTurn: (timings: Partial<TurnTimings>) => void;
}

/**
 * The pipeline that the bench compares with, in a call of its own: it waits for a fixed silence, reads the
 * utterance, waits for the whole reply, makes all of its sound, and only then speaks.
 *
 * @returns what ends the reply that is said.
 */
export async function startStraightCall(
  channel: VoiceBasedChannel,
  parts: StraightParts,
): Promise<() => void> {
  const { clock, onTurn } = parts;
  const endless = new AbortController();
  const listeners = new Map<string, Listener>();
  let hush: (() => void) | undefined;
  let utterances = 0;

  const link = await joinVoice({
    channel,
    clock,
    signal: endless.signal,
    emit: () => undefined,
    mayHear: () => true,
    onFrame: (frame) => {
      const listener = listeners.get(frame.userId) ?? listenTo(frame.userId);
      listeners.set(frame.userId, listener);
      listener.push(frame);
    },
    onSpeakerGone: () => undefined,
    onClosed: () => undefined,
  });

  function listenTo(userId: string): Listener {
    return createListener({
      userId,
      openVoiceActivity: openEnergyVoiceActivity,
      endpoint: {
        minSilenceMs: FIXED_SILENCE_MS,
        startSilenceMs: FIXED_SILENCE_MS,
        maxSilenceMs: FIXED_SILENCE_MS,
      },
      nextId: () => `utterance-${(utterances += 1)}`,
      onEvent: (event) => {
        if (event.type === 'utterance' && !event.utterance.provisional) void answer(event.utterance);
      },
      onFault: (error) => {
        throw error;
      },
    });
  }

  async function answer(utterance: Utterance): Promise<void> {
    const endpointMs = clock.nowMs();
    const { text } = await parts.transcriber.transcribe(utterance, endless.signal);
    const transcriptMs = clock.nowMs();
    const messages = [{ role: 'user', content: text }] as const;
    let reply = '';
    let firstTokenMs: number | undefined;
    for await (const piece of parts.chatModel.reply(messages, endless.signal)) {
      firstTokenMs ??= clock.nowMs();
      reply += piece;
    }
    const firstClauseMs = clock.nowMs();
    const sound: SpokenAudio[] = [];
    const splitter = createClauseSplitter();
    for (const clause of [...splitter.push(reply), ...splitter.end()]) {
      for await (const audio of parts.synthesizer.synthesize(clause, endless.signal)) sound.push(audio);
    }
    const firstAudioMs = clock.nowMs();
    const stream = link.playout.open({
      onStart: (firstPacketMs) =>
        onTurn({
          speechEndMs: utterance.endMs,
          endpointMs,
          transcriptMs,
          ...(firstTokenMs !== undefined && { firstTokenMs }),
          firstClauseMs,
          firstAudioMs,
          firstPacketMs,
        }),
      onEnd: () => undefined,
    });
    hush = () => stream.stop();
    for (const audio of sound) stream.write(audio);
    stream.end();
  }

  return () => hush?.();
}
