import { createOnnxSession, loadEditedModel, splitVoice, type OnnxFacts, type SelfCheck } from '#models';

import { createSplitVoice } from './split-voice.ts';
import type { VoiceModel } from './voice-model.ts';
import { voiceInputs, type VoiceScales } from './voice-tensors.ts';
import { createWholeVoice } from './whole-voice.ts';

/** What a voice's network is loaded from. */
export interface VoiceModelRequest {
  readonly path: string;
  readonly sampleRateHz: number;
  readonly threads?: number | undefined;
  /** Where the two halves and the verdict on them are kept. */
  readonly cacheFolder?: string | undefined;
  /** A sentence without noise, by which the halves are compared with the whole. */
  readonly sample: { readonly ids: readonly number[]; readonly scales: VoiceScales };
  /** What an earlier start found, see {@link LoadedVoiceModel.chunkDifference}. */
  readonly chunkDifference?: number | undefined;
  readonly signal: AbortSignal;
}

/** A network that is ready, and in which way it speaks. */
export interface LoadedVoiceModel {
  readonly model: VoiceModel;
  /** Why it gives whole sentences only; absent when it gives them in chunks. */
  readonly unsplitReason?: string;
  /** How much a sentence in chunks differs from the same one made at once. */
  readonly chunkDifference?: number;
  /** Whether it tells when each word is said. */
  readonly tellsWords: boolean;
}

/** Chunks and whole may differ by the order of their additions, not by what is added. */
const CHUNK_TOLERANCE = 1e-4;

/**
 * Loads a voice's network, in two halves when it can be cut so that nothing changes, else as it is.
 *
 * @throws AppError `MODEL_FILE_MISSING`, `MODEL_FILE_INVALID`, `SYNTHESIS_FAILED`.
 */
export async function loadVoiceModel(request: VoiceModelRequest): Promise<LoadedVoiceModel> {
  const { path, sampleRateHz, threads, cacheFolder, sample, signal } = request;
  const session = threads === undefined ? {} : { threads };
  const whole = async (unsplitReason: string): Promise<LoadedVoiceModel> => {
    const opened = await createOnnxSession(path, session);
    const model = createWholeVoice(opened, path);
    return { model, unsplitReason, tellsWords: opened.outputNames.length > 1 };
  };
  const edited = await loadEditedModel({
    path,
    edit: splitVoice,
    ...(cacheFolder === undefined ? {} : { cacheFolder }),
    selfCheck: () => comparison(sample),
    signal,
  });
  if (edited.kind === 'unedited') return whole(edited.reason);
  const { cut, durations } = namesIn(edited.facts);
  const text = await createOnnxSession(edited.parts.text, session);
  const sound = await createOnnxSession(edited.parts.sound, session);
  const model = createSplitVoice({ text, sound, cut, durations }, sampleRateHz);
  const chunkDifference = request.chunkDifference ?? (await model.chunkDifference(sample.ids, sample.scales));
  if (chunkDifference <= CHUNK_TOLERANCE) {
    return { model, chunkDifference, tellsWords: durations !== undefined };
  }
  await Promise.all([text.release(), sound.release()]);
  const reason = `Its sound in chunks differs from its sound at once by ${chunkDifference.toPrecision(3)}.`;
  return { ...(await whole(reason)), chunkDifference };
}

function comparison({ ids, scales }: VoiceModelRequest['sample']): SelfCheck {
  const inputs = Object.entries(voiceInputs(ids, scales)).map(([name, { type, data, dims }]) => [
    name,
    { type, data, dims },
  ]);
  return {
    cases: [{ inputs: Object.fromEntries(inputs) as SelfCheck['cases'][0]['inputs'], expect: 'same' }],
  };
}

function namesIn(facts: OnnxFacts): { readonly cut: string; readonly durations: string | undefined } {
  const { cut, durations } = facts;
  return { cut: String(cut), durations: typeof durations === 'string' ? durations : undefined };
}
