import { PLAYOUT_SAMPLE_RATE_HZ } from '#audio';
import { AppError, sleep, type Clock } from '#core';
import type { Transcript } from '#hearing';
import type { ChatMessage } from '#llm';
import type {
  ChatModel,
  ClauseProgress,
  Playout,
  SpeechStreamEvents,
  Synthesizer,
  Transcriber,
} from '../ports.ts';

/** One answer of the scripted model. */
export interface ScriptedReply {
  readonly text: string;
  readonly firstTokenMs?: number;
  /** Thrown after the text. */
  readonly error?: AppError;
}

/** Plays its replies in order, word by word, and keeps what it was asked; more requests than replies is an error. */
export function scriptedModel(clock: Clock, replies: readonly ScriptedReply[]) {
  const requests: (readonly ChatMessage[])[] = [];
  const aborted: number[] = [];
  const model: ChatModel = {
    async *reply(messages, signal) {
      const index = requests.push(messages) - 1;
      const reply = replies[index];
      if (!reply) throw new Error(`The script has no reply number ${index + 1}.`);
      signal.addEventListener('abort', () => aborted.push(index), { once: true });
      await sleep(reply.firstTokenMs ?? 100, signal, clock);
      for (const word of reply.text.split(/(?<= )/u)) {
        yield word;
        await sleep(10, signal, clock);
      }
      if (reply.error) throw reply.error;
    },
  };
  return { model, requests, aborted };
}

/** Knows what every utterance says; an utterance that is not in the script is an error. */
export function scriptedTranscriber(
  clock: Clock,
  texts: Map<string, string | AppError>,
  {
    transcriptMs = 80,
    language = 'en',
    failingGuesses = new Set(),
  }: {
    readonly transcriptMs?: number;
    readonly language?: string;
    /** Utterances whose words are not found while they are provisional: other work went first. */
    readonly failingGuesses?: ReadonlySet<string>;
  },
): Transcriber {
  return {
    async transcribe(utterance, signal): Promise<Transcript> {
      await sleep(transcriptMs, signal, clock);
      if (utterance.provisional && failingGuesses.has(utterance.id)) {
        throw new AppError('INFERENCE_QUEUE_FULL', { message: 'scripted' });
      }
      const text = texts.get(utterance.id);
      if (text === undefined) throw new Error(`The script has no text for ${utterance.id}.`);
      if (text instanceof AppError) throw text;
      const confidence = { averageLogProbability: -0.1, noSpeechProbability: 0, compressionRatio: 1 };
      return { utteranceId: utterance.id, userId: utterance.userId, text, language, confidence };
    },
  };
}

/** How long the scripted voice takes for a letter, in ms. */
export const MS_PER_LETTER = 50;

/** Speaks every letter in the same time; a clause that holds `unspeakable` fails. */
export function scriptedSynthesizer(clock: Clock, delayMs: number, spoken: number[] = []): Synthesizer {
  return {
    async *synthesize(clause, signal) {
      spoken.push(clause.index);
      await sleep(delayMs, signal, clock);
      if (clause.text.includes('unspeakable'))
        throw new AppError('SYNTHESIS_FAILED', { message: 'scripted' });
      const seconds = (clause.text.trim().length * MS_PER_LETTER) / 1000;
      yield {
        clauseIndex: clause.index,
        samples: new Float32Array(Math.round(seconds * PLAYOUT_SAMPLE_RATE_HZ)),
      };
    },
  };
}

/** What the scripted playout did, in order. */
export type PlayoutAction = `${'start' | 'pause' | 'resume' | 'stop' | 'end' | 'overlap'}@${number}`;

/** Plays in steps of 20 ms of the clock. Two open streams at once are an error. */
export function scriptedPlayout(clock: Clock): {
  readonly playout: Playout;
  readonly actions: PlayoutAction[];
} {
  const actions: PlayoutAction[] = [];
  let isOpen = false;
  const open = (events: SpeechStreamEvents): ReturnType<Playout['open']> => {
    if (isOpen) {
      actions.push(`overlap@${Math.round(clock.nowMs())}`);
      throw new Error('A stream is open already.');
    }
    isOpen = true;
    const clauses: { clauseIndex: number; playedMs: number; totalMs: number }[] = [];
    let isStarted = false;
    let isPaused = false;
    let isComplete = false;
    const note = (action: 'start' | 'pause' | 'resume' | 'stop' | 'end'): void => {
      actions.push(`${action}@${Math.round(clock.nowMs())}`);
    };
    const close = (completed: boolean): void => {
      if (!isOpen) return;
      isOpen = false;
      cancel();
      note(completed ? 'end' : 'stop');
      events.onEnd({ atMs: clock.nowMs(), completed });
    };
    const step = (): void => {
      cancel = clock.after(20, step);
      if (isPaused) return;
      const clause = clauses.find((entry) => entry.playedMs < entry.totalMs);
      if (clause) {
        clause.playedMs = Math.min(clause.totalMs, clause.playedMs + 20);
        if (!isStarted) {
          isStarted = true;
          note('start');
          events.onStart(clock.nowMs());
        }
      } else if (isComplete) close(true);
    };
    let cancel = clock.after(20, step);
    return {
      write({ clauseIndex, samples }) {
        const totalMs = (samples.length / PLAYOUT_SAMPLE_RATE_HZ) * 1000;
        const clause = clauses.find((entry) => entry.clauseIndex === clauseIndex);
        if (clause === undefined) clauses.push({ clauseIndex, playedMs: 0, totalMs });
        else clause.totalMs += totalMs;
      },
      end() {
        isComplete = true;
      },
      pause() {
        isPaused = true;
        note('pause');
      },
      resume() {
        isPaused = false;
        note('resume');
      },
      stop: () => close(false),
      queuedMs: () => clauses.reduce((sum, clause) => sum + clause.totalMs - clause.playedMs, 0),
      progress: (): readonly ClauseProgress[] => clauses.map((clause) => ({ ...clause })),
    };
  };
  return { playout: { open, warmUp: () => undefined }, actions };
}
