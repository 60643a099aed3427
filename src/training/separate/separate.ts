import { join } from 'node:path';
import { z } from 'zod';
import { createWavWriter, decodeSoundFile } from '#audio';
import { UserError } from '#core';
import { SPEECH_SAMPLE_RATE_HZ } from '../ingest/decode-source.ts';
import { speechName, studioName, type Source } from '../ingest/ingest.ts';
import type { FinishedStage } from '../run-stage.ts';
import type { Stage, StageContext } from '../stage.ts';
import type { Ingested } from '../ingest/ingest.ts';
import { measureNoiseGap } from './noise-gap.ts';
import type { VocalSeparator } from './separate-vocals.ts';

/** `auto`: what has noise or music in it is separated, what is clean is left alone. */
export type SeparationChoice = 'auto' | 'always' | 'off';

/** What {@link separate} works with. */
export interface SeparateInput {
  readonly ingested: FinishedStage<Ingested>;
  readonly choice: SeparationChoice;
  /** Which model it is, for the record; absent when there is none. */
  readonly modelId?: string | undefined;
  /** Loads the model when the first recording needs it. */
  readonly openSeparator: (signal: AbortSignal) => Promise<VocalSeparator>;
}

const separatedSchema = z.object({
  sourceId: z.string(),
  noiseGapDb: z.number(),
  isSeparated: z.boolean(),
});
const resultSchema = z.object({ sources: z.array(separatedSchema) });
/** Which recordings have a file of their own here; the others are clean as they came. */
export type Separated = Readonly<z.output<typeof resultSchema>>;

/** Recordings with a smaller gap have something beside the voice. */
const CLEAN_GAP_DB = 30;

/** Where the sound of a recording is that the later stages use. */
export interface VoicePaths {
  /** At 44.1 kHz. */
  readonly studioPath: string;
  /** Mono at 16 kHz. */
  readonly speechPath: string;
}

/** The voices of a recording, taken out or as they came. */
export function voicePathsOf(
  sourceId: string,
  ingested: FinishedStage<Ingested>,
  separated: FinishedStage<Separated>,
): VoicePaths {
  const found = separated.result.sources.find((source) => source.sourceId === sourceId);
  const folder = found?.isSeparated === true ? separated.folder : ingested.folder;
  return { studioPath: join(folder, studioName(sourceId)), speechPath: join(folder, speechName(sourceId)) };
}

/** The same sound at 16 kHz, for finding and reading the speech. */
async function writeSpeechForm(studioPath: string, speechPath: string, signal: AbortSignal): Promise<void> {
  await using writer = await createWavWriter(speechPath, SPEECH_SAMPLE_RATE_HZ);
  for await (const piece of decodeSoundFile(studioPath, { signal })) await writer.write(piece);
  await writer.finish();
}

async function separateSource(
  source: Source,
  input: SeparateInput,
  separator: () => Promise<VocalSeparator>,
  { workspace, signal, onProgress }: StageContext,
): Promise<z.output<typeof separatedSchema>> {
  const { ingested, choice } = input;
  const speechPath = join(ingested.folder, speechName(source.id));
  const noiseGapDb = await measureNoiseGap(decodeSoundFile(speechPath, { signal }));
  const isClean = noiseGapDb >= CLEAN_GAP_DB;
  if (choice === 'off' || (choice === 'auto' && isClean)) {
    return { sourceId: source.id, noiseGapDb, isSeparated: false };
  }
  const studioPath = join(workspace.folder, studioName(source.id));
  const model = await separator();
  await model.separate(join(ingested.folder, studioName(source.id)), studioPath, signal, (seconds) => {
    onProgress({
      stage: 'separate',
      done: Math.round(seconds),
      total: Math.round(source.durationMs / 1000),
      unit: 'seconds',
    });
  });
  await writeSpeechForm(studioPath, join(workspace.folder, speechName(source.id)), signal);
  return { sourceId: source.id, noiseGapDb, isSeparated: true };
}

/** Takes music and noise away from recordings that have them. */
export const separate: Stage<SeparateInput, Separated> = {
  name: 'separate',
  version: 1,
  resultSchema,
  keyOf: ({ ingested, choice, modelId }) => ({
    sources: ingested.result.sources.map(({ id }) => id),
    choice,
    modelId: choice === 'off' ? undefined : modelId,
  }),
  async run(input, context) {
    let opening: Promise<VocalSeparator> | undefined;
    const separator = (): Promise<VocalSeparator> => {
      if (input.modelId === undefined) {
        throw new UserError('TRAINING_SEPARATION_MISSING', {
          message:
            'A recording has music or noise under the voice, and no model is given that could take it away.',
        });
      }
      opening ??= input.openSeparator(context.signal);
      return opening;
    };
    try {
      const sources: Separated['sources'] = [];
      for (const source of input.ingested.result.sources) {
        sources.push(
          await context.workspace.once(source.id, separatedSchema, () =>
            separateSource(source, input, separator, context),
          ),
        );
      }
      return { sources };
    } finally {
      // A model that could not be loaded has been told of, and there is nothing to close.
      const opened = await opening?.catch(() => undefined);
      await opened?.close();
    }
  },
};
