import { z } from 'zod';
import { openWavStream } from '#audio';
import type { Transcript, Utterance } from '#hearing';
import type { Ingested } from '../ingest/ingest.ts';
import type { FinishedStage } from '../run-stage.ts';
import type { Clip, Segmented } from '../segment/segment.ts';
import { voicePathsOf, type Separated } from '../separate/separate.ts';
import type { Stage } from '../stage.ts';
import { judgeClip } from './judge-clip.ts';
import { trainingText } from './training-text.ts';

/** Turns a clip into text. */
export interface ClipTranscriber {
  transcribe(utterance: Utterance, signal: AbortSignal): Promise<Transcript>;
}

/** What {@link transcribe} works with. */
export interface TranscribeInput {
  readonly ingested: FinishedStage<Ingested>;
  readonly separated: FinishedStage<Separated>;
  readonly segmented: FinishedStage<Segmented>;
  /** The language that is spoken; clips in another one are left out. Undefined: whatever is heard. */
  readonly language: string | undefined;
  /** Which recogniser it is, for the record. */
  readonly recogniser: string;
  readonly transcriber: ClipTranscriber;
}

const transcribedSchema = z.object({
  clipId: z.string(),
  /** As it was heard. */
  heard: z.string(),
  /** As the trainer gets it. */
  text: z.string(),
  language: z.string(),
  averageLogProbability: z.number(),
  verdict: z.enum(['accepted', 'review', 'rejected']),
  doubts: z.array(z.string()),
});
const resultSchema = z.object({ clips: z.array(transcribedSchema) });
export type TranscribedClip = Readonly<z.output<typeof transcribedSchema>>;
export type Transcribed = Readonly<z.output<typeof resultSchema>>;

function utteranceOf(clip: Clip, samples: Float32Array): Utterance {
  const { id, startMs, endMs, leadMs, tailMs } = clip;
  return {
    id,
    // What was spoken before must not count: a run that goes on after a kill gives what it would have given.
    userId: id,
    samples,
    startMs: startMs + leadMs,
    endMs: endMs - tailMs,
    voicedMs: endMs - startMs - leadMs - tailMs,
    provisional: false,
    endedBy: 'silence',
  };
}

/** Writes down what is said in every clip, and decides which ones are good enough. */
export const transcribe: Stage<TranscribeInput, Transcribed> = {
  name: 'transcribe',
  version: 1,
  resultSchema,
  keyOf: ({ segmented, language, recogniser }) => ({
    clips: segmented.result.clips.map(({ id }) => id),
    language,
    recogniser,
  }),
  async run(input, { workspace, signal, onProgress }) {
    const { segmented, language, transcriber } = input;
    const clips: TranscribedClip[] = [];
    for (const clip of segmented.result.clips) {
      signal.throwIfAborted();
      const transcribed = await workspace.once(clip.id, transcribedSchema, async () => {
        const { speechPath } = voicePathsOf(clip.sourceId, input.ingested, input.separated);
        const speech = await openWavStream(speechPath);
        const samples = await speech.stretch(clip.startMs, clip.endMs);
        await speech.close();
        const utterance = utteranceOf(clip, samples);
        const heard = await transcriber.transcribe(utterance, signal);
        const { text, doubts: textDoubts } = trainingText(heard.text);
        const judged = judgeClip({
          text,
          textDoubts,
          confidence: heard.confidence,
          speechMs: utterance.voicedMs,
          language: heard.language,
          expectedLanguage: language,
        });
        return {
          clipId: clip.id,
          heard: heard.text,
          text,
          language: heard.language,
          averageLogProbability: heard.confidence.averageLogProbability,
          verdict: judged.verdict,
          doubts: [...judged.doubts],
        };
      });
      clips.push(transcribed);
      onProgress({
        stage: 'transcribe',
        done: clips.length,
        total: segmented.result.clips.length,
        unit: 'clips',
      });
    }
    return { clips };
  },
};
