import {
  createOnnxSession,
  loadEditedModel,
  splitVoice,
  splitVoiceFlow,
  type OnnxFacts,
  type SelfCheck,
} from '#models';

import { createSplitVoice, type SplitVoiceParts } from './split-voice.ts';
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
  /** How much a sentence in chunks differs from the same one made at once, as a share of its peak. */
  readonly chunkDifference?: number;
}

/** Chunks and whole may differ by the order of their additions, not by what is added. */
const CHUNK_TOLERANCE = 1e-4;

/**
 * Loads a voice's network, in two halves when it can be cut so that nothing changes, else as it is.
 *
 * @throws AppError `MODEL_FILE_MISSING`, `MODEL_FILE_INVALID`, `SYNTHESIS_FAILED`.
 */
export async function loadVoiceModel(request: VoiceModelRequest): Promise<LoadedVoiceModel> {
  const { path, sampleRateHz, threads, sample } = request;
  const whole = async (unsplitReason: string): Promise<LoadedVoiceModel> => {
    const session = await createOnnxSession(path, threads === undefined ? {} : { threads });
    const model = createWholeVoice(session, path);
    return { model, unsplitReason };
  };
  const parts = await splitModel(request);
  if (typeof parts === 'string') return whole(parts);
  const model = createSplitVoice(parts, sampleRateHz);
  const chunkDifference = request.chunkDifference ?? (await model.chunkDifference(sample.ids, sample.scales));
  if (chunkDifference <= CHUNK_TOLERANCE) {
    return { model, chunkDifference };
  }
  for (const part of [parts.text, parts.flow?.session, parts.sound]) await part?.release();
  const reason = `Its sound in chunks differs from its sound at once by ${chunkDifference.toPrecision(3)} of its peak.`;
  return { ...(await whole(reason)), chunkDifference };
}

/** The parts of the network, or why there are none. */
async function splitModel(request: VoiceModelRequest): Promise<SplitVoiceParts | string> {
  const { path, threads, cacheFolder, sample, signal } = request;
  const rest = {
    path,
    ...(cacheFolder === undefined ? {} : { cacheFolder }),
    selfCheck: () => comparison(sample),
    signal,
  };
  const session = threads === undefined ? {} : { threads };
  const inThree = await loadEditedModel({ ...rest, edit: splitVoiceFlow });
  const edited = inThree.kind === 'edited' ? inThree : await loadEditedModel({ ...rest, edit: splitVoice });
  if (edited.kind === 'unedited') return edited.reason;
  const { cut, durations, latent, mask } = namesIn(edited.facts);
  return {
    text: await createOnnxSession(edited.parts.text, session),
    sound: await createOnnxSession(edited.parts.sound, session),
    cut,
    durations,
    flow:
      inThree.kind === 'edited' && latent !== undefined
        ? { session: await createOnnxSession(inThree.parts.flow, session), latent, mask }
        : undefined,
  };
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

interface TensorNames {
  readonly cut: string;
  readonly durations: string | undefined;
  readonly latent: string | undefined;
  readonly mask: string | undefined;
}

function nameIn(fact: OnnxFacts[string] | undefined): string | undefined {
  return typeof fact === 'string' ? fact : undefined;
}

function namesIn({ cut, durations, latent, mask }: OnnxFacts): TensorNames {
  return { cut: String(cut), durations: nameIn(durations), latent: nameIn(latent), mask: nameIn(mask) };
}
