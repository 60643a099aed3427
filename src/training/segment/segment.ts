import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import {
  createLoudnessMeter,
  createWavWriter,
  decodeSoundFile,
  FRAME_MS,
  openWavStream,
  SILENT_LUFS,
} from '#audio';
import type { OpenVoiceActivity } from '#hearing';
import { SPEECH_SAMPLE_RATE_HZ } from '../ingest/decode-source.ts';
import type { Ingested, Source } from '../ingest/ingest.ts';
import type { FinishedStage } from '../run-stage.ts';
import { voicePathsOf, type Separated, type VoicePaths } from '../separate/separate.ts';
import type { Stage, StageContext } from '../stage.ts';
import { measureClip } from './clip-quality.ts';
import { makeClipSound } from './clip-sound.ts';
import { refineSpans, type RefineLimits } from './refine-spans.ts';
import { spansOf, type Span, type SpanLimits } from './spans.ts';
import { trackVoice } from './voice-track.ts';

/** How clips are made; part of what a run is known by. */
export interface SegmentSettings extends RefineLimits, SpanLimits {
  /** Rate of the clips: 22,050 for medium and high voices, 16,000 for low ones. */
  readonly sampleRateHz: number;
  /** Loudness that every recording is brought to, in LUFS. */
  readonly loudnessLufs: number;
  /** A recording is made louder by this at most; what is quieter stays quieter. */
  readonly maxGainDb: number;
  /** Clips with less are left out. */
  readonly minSignalToNoiseDb: number;
  readonly maxClippedShare: number;
}

export const DEFAULT_SEGMENT_SETTINGS: SegmentSettings = {
  minMs: 1500,
  maxMs: 12_000,
  turnPauseMs: 700,
  joinPauseMs: 1000,
  edgeMs: 250,
  minPauseMs: 100,
  minSpeechMs: 250,
  sampleRateHz: 22_050,
  loudnessLufs: -23,
  maxGainDb: 12,
  minSignalToNoiseDb: 12,
  maxClippedShare: 0.01,
};

/** What {@link segment} works with. */
export interface SegmentInput {
  readonly ingested: FinishedStage<Ingested>;
  readonly separated: FinishedStage<Separated>;
  readonly settings: SegmentSettings;
  /** How voice is found, and its name for the record. */
  readonly voiceActivity: { readonly name: string; readonly open: OpenVoiceActivity };
}

const spanSchema = z.object({ sourceId: z.string(), startMs: z.number(), endMs: z.number() });
const clipSchema = spanSchema.extend({
  /** Known by the recording and the times; the file is `clips/<id>.wav`. */
  id: z.string(),
  leadMs: z.number(),
  tailMs: z.number(),
  signalToNoiseDb: z.number(),
  clippedShare: z.number(),
});
const droppedSchema = spanSchema.extend({ reason: z.enum(['too-short', 'no-pause', 'noisy', 'clipped']) });
const resultSchema = z.object({ clips: z.array(clipSchema), dropped: z.array(droppedSchema) });

/** A clip of one person's speech. */
export type Clip = Readonly<z.output<typeof clipSchema>>;
export type Segmented = Readonly<z.output<typeof resultSchema>>;

/** Where clips lie in the stage's folder. */
export const CLIPS_FOLDER = 'clips';

function clipId({ sha256 }: Source, { startMs, endMs }: Span): string {
  return createHash('sha1').update(`${sha256} ${startMs} ${endMs}`).digest('hex').slice(0, 16);
}

async function gainFor(speechPath: string, settings: SegmentSettings, signal: AbortSignal): Promise<number> {
  const meter = createLoudnessMeter(SPEECH_SAMPLE_RATE_HZ);
  for await (const piece of decodeSoundFile(speechPath, { signal })) meter.push(piece);
  const loudness = meter.integrated();
  return loudness === SILENT_LUFS ? 0 : Math.min(settings.maxGainDb, settings.loudnessLufs - loudness);
}

async function cutClips(
  source: Source,
  paths: VoicePaths,
  input: SegmentInput,
  { workspace, signal, onProgress }: StageContext,
): Promise<Segmented> {
  const { settings, voiceActivity } = input;
  const tell = (frames: number): void =>
    onProgress({
      stage: 'segment',
      done: Math.round((frames * FRAME_MS) / 1000),
      total: Math.round(source.durationMs / 1000),
      unit: 'seconds',
    });
  const pieces = decodeSoundFile(paths.speechPath, { signal });
  const track = await trackVoice(pieces, voiceActivity.open, signal, tell);
  const refined = refineSpans(spansOf(track.voiced, settings), source.durationMs, settings);
  const gainDb = await gainFor(paths.speechPath, settings, signal);
  const clips: Clip[] = [];
  const dropped: Segmented['dropped'] = refined.dropped.map((span) => ({ ...span, sourceId: source.id }));
  const studio = await openWavStream(paths.studioPath);
  try {
    for (const span of refined.clips) {
      signal.throwIfAborted();
      const stretch = await studio.stretch(span.startMs, span.endMs);
      const quality = measureClip(stretch, span, track);
      const where = { sourceId: source.id, startMs: span.startMs, endMs: span.endMs };
      if (quality.clippedShare > settings.maxClippedShare) dropped.push({ ...where, reason: 'clipped' });
      else if (quality.signalToNoiseDb < settings.minSignalToNoiseDb)
        dropped.push({ ...where, reason: 'noisy' });
      else {
        const id = clipId(source, span);
        const path = join(workspace.folder, CLIPS_FOLDER, `${id}.wav`);
        await using writer = await createWavWriter(path, settings.sampleRateHz);
        const rates = { fromRateHz: studio.sampleRateHz, toRateHz: settings.sampleRateHz };
        await writer.write(makeClipSound(stretch, { ...rates, gainDb }));
        await writer.finish();
        clips.push({ ...where, id, leadMs: span.leadMs, tailMs: span.tailMs, ...quality });
      }
    }
  } finally {
    await studio.close();
  }
  return { clips, dropped };
}

/** Finds the speech in the recordings and cuts it into clips, only ever in pauses. */
export const segment: Stage<SegmentInput, Segmented> = {
  name: 'segment',
  version: 1,
  resultSchema,
  keyOf: ({ ingested, separated, settings, voiceActivity }) => ({
    sources: ingested.result.sources.map(({ sha256 }) => sha256),
    separated: separated.result,
    settings,
    voiceActivity: voiceActivity.name,
  }),
  async run(input, context) {
    await mkdir(join(context.workspace.folder, CLIPS_FOLDER), { recursive: true });
    const all: Segmented[] = [];
    for (const source of input.ingested.result.sources) {
      const paths = voicePathsOf(source.id, input.ingested, input.separated);
      all.push(
        await context.workspace.once(source.id, resultSchema, () => cutClips(source, paths, input, context)),
      );
    }
    return { clips: all.flatMap(({ clips }) => clips), dropped: all.flatMap(({ dropped }) => dropped) };
  },
};
