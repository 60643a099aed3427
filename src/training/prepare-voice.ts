import { mkdir } from 'node:fs/promises';
import { identifySources, ingest, type Ingested, type SourceFile } from './ingest/ingest.ts';
import { manifest, type Manifested } from './manifest/manifest.ts';
import { runStage, type FinishedStage } from './run-stage.ts';
import { segment, type Segmented, type SegmentInput, type SegmentSettings } from './segment/segment.ts';
import { separate, type Separated, type SeparateInput } from './separate/separate.ts';
import { STAGE_NAMES, type StageName, type StageProgress } from './stage.ts';
import { transcribe, type ClipTranscriber, type Transcribed } from './transcribe/transcribe.ts';

/** Everything that a run needs until its voice can be trained. */
export interface PrepareVoiceOptions {
  /** Where the stages work; the same folder goes on where it stopped. */
  readonly runFolder: string;
  readonly files: readonly SourceFile[];
  /** The last stage to run. Default: all. */
  readonly until?: StageName;
  readonly maxHours: number;
  readonly ffmpegPath?: string | undefined;
  readonly separation: Pick<SeparateInput, 'choice' | 'modelId' | 'openSeparator'>;
  readonly segmentSettings: SegmentSettings;
  readonly voiceActivity: SegmentInput['voiceActivity'];
  readonly language: string | undefined;
  /** Which recogniser writes the texts, and how it is loaded when it is needed. */
  readonly recogniser: string;
  readonly openTranscriber: (signal: AbortSignal) => Promise<ClipTranscriber>;
  readonly seed: string;
  readonly minSpeechMs: number;
  readonly onProgress: (progress: StageProgress) => void;
  /** Called at the end of each stage. */
  readonly onStage: (stage: StageName, skipped: boolean) => void;
}

/** What came out; a stage that was not asked for has left nothing. */
export interface PreparedVoice {
  readonly ingested: FinishedStage<Ingested>;
  readonly separated?: FinishedStage<Separated>;
  readonly segmented?: FinishedStage<Segmented>;
  readonly transcribed?: FinishedStage<Transcribed>;
  readonly manifested?: FinishedStage<Manifested>;
}

/**
 * Takes recordings through every stage before the training. What an earlier call has done is not done again, and a
 * call that was killed goes on where it was.
 *
 * @throws UserError `TRAINING_SOURCE_UNUSABLE`, `TRAINING_SEPARATION_MISSING`, `TRAINING_TOO_LITTLE`; what the models
 * throw; the abort reason of `signal`.
 */
export async function prepareVoice(
  options: PrepareVoiceOptions,
  signal: AbortSignal,
): Promise<PreparedVoice> {
  const { runFolder, until = 'manifest', onProgress, onStage, recogniser, seed } = options;
  const wanted = (stage: StageName): boolean => STAGE_NAMES.indexOf(stage) <= STAGE_NAMES.indexOf(until);
  const how = { runFolder, signal, onProgress };
  const done = <Result>(stage: StageName, finished: FinishedStage<Result>): FinishedStage<Result> => {
    onStage(stage, finished.skipped);
    return finished;
  };
  await mkdir(runFolder, { recursive: true });

  const files = await identifySources(options.files, signal);
  const taken = { files, maxHours: options.maxHours, ffmpegPath: options.ffmpegPath };
  const ingested = done('ingest', await runStage(ingest, taken, how));
  if (!wanted('separate')) return { ingested };

  const separated = done('separate', await runStage(separate, { ingested, ...options.separation }, how));
  if (!wanted('segment')) return { ingested, separated };

  const { segmentSettings: settings, voiceActivity } = options;
  const segmentInput = { ingested, separated, settings, voiceActivity };
  const segmented = done('segment', await runStage(segment, segmentInput, how));
  if (!wanted('transcribe')) return { ingested, separated, segmented };

  const transcriber = lazily(options.openTranscriber);
  const transcribeInput = {
    ingested,
    separated,
    segmented,
    language: options.language,
    recogniser,
    transcriber,
  };
  const transcribed = done('transcribe', await runStage(transcribe, transcribeInput, how));
  if (!wanted('manifest')) return { ingested, separated, segmented, transcribed };

  const { minSpeechMs } = options;
  const manifestInput = { ingested, separated, segmented, transcribed, recogniser, seed, minSpeechMs };
  const manifested = done('manifest', await runStage(manifest, manifestInput, how));
  return { ingested, separated, segmented, transcribed, manifested };
}

/** A recogniser that is loaded with its first clip: a stage that is skipped needs none. */
function lazily(open: PrepareVoiceOptions['openTranscriber']): ClipTranscriber {
  let opening: Promise<ClipTranscriber> | undefined;
  return {
    async transcribe(utterance, signal) {
      opening ??= open(signal);
      return (await opening).transcribe(utterance, signal);
    },
  };
}
