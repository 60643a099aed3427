import { Tensor, type InferenceSession } from 'onnxruntime-node';

import { AppError } from '#core';

import { runVoice, voiceInputs, type VoiceScales } from './voice-tensors.ts';

/** The part of a voice's network before its vocoder: in one piece, or in two. */
export interface FrameParts {
  /** Phoneme ids to frames; to frames before the flow where there is a {@link flow}. */
  readonly text: InferenceSession;
  /** Name of the frames that the vocoder takes: float32 [1, channels, frames]. */
  readonly cut: string;
  /** Name of the text part's output that holds the frames of each id, if it has one. */
  readonly durations?: string | undefined;
  /** Frames before the flow to frames. */
  readonly flow?: FlowPart | undefined;
}

export interface FlowPart {
  readonly session: InferenceSession;
  /** Name of the frames before the flow. */
  readonly latent: string;
  /** Name of the text part's [1, 1, frames] that goes along with them, if the flow takes one. */
  readonly mask?: string | undefined;
}

/** The frames of one sentence, made as they are needed. */
export interface SentenceFrames {
  readonly count: number;
  readonly channels: number;
  /** Frames of each id, where the network tells. */
  readonly durations: Float32Array | undefined;
  /** What the vocoder takes besides frames: `sid` for voices with several speakers. */
  readonly inputs: Readonly<Record<string, Tensor>>;
  /** The frames from `from` to `to` as the vocoder takes them. */
  slice(from: number, to: number): Promise<Tensor>;
}

/** Frames on each side that a frame depends on: four flows of four convolutions of width 5. */
const FLOW_CONTEXT_FRAMES = 32;
/** The flow makes as many frames at once as there are already, within these bounds: its context costs too. */
const MIN_FLOW_FRAMES = 64;
const MAX_FLOW_FRAMES = 512;

/** A matrix with a row for each channel. */
interface Matrix {
  readonly values: Float32Array;
  readonly channels: number;
  readonly count: number;
}

/**
 * Reads a sentence: what is the same for all of it is made at once, its frames piece by piece where the
 * network allows it.
 *
 * @throws AppError `SYNTHESIS_FAILED`.
 */
export async function readSentence(
  parts: FrameParts,
  ids: readonly number[],
  scales: VoiceScales,
): Promise<SentenceFrames> {
  const { cut, flow } = parts;
  const inputs = voiceInputs(ids, scales);
  const result = await runVoice(parts.text, inputs);
  const source = matrixOf(result[flow?.latent ?? cut]);
  const { channels, count } = source;
  const told = parts.durations === undefined ? undefined : result[parts.durations]?.data;
  const mask = flow?.mask === undefined ? undefined : matrixOf(result[flow.mask]);
  if (mask !== undefined && (mask.channels !== 1 || mask.count !== count)) throw silent();
  const frames = flow === undefined ? source : { ...source, values: new Float32Array(channels * count) };
  let made = flow === undefined ? count : 0;

  const makeUntil = async (to: number): Promise<void> => {
    if (flow === undefined || to <= made) return;
    const ahead = made === 0 ? 0 : Math.min(MAX_FLOW_FRAMES, Math.max(MIN_FLOW_FRAMES, made));
    const end = Math.min(count, Math.max(to, made + ahead));
    const low = Math.max(0, made - FLOW_CONTEXT_FRAMES);
    const high = Math.min(count, end + FLOW_CONTEXT_FRAMES);
    const flowed = await runVoice(flow.session, {
      ...inputs,
      [flow.latent]: sliceTime(source, low, high),
      ...(mask && flow.mask !== undefined && { [flow.mask]: sliceTime(mask, low, high) }),
    });
    const piece = matrixOf(flowed[cut]);
    if (piece.channels !== channels || piece.count !== high - low) throw silent();
    for (let channel = 0; channel < channels; channel += 1) {
      const row = channel * piece.count - low;
      frames.values.set(piece.values.subarray(row + made, row + end), channel * count + made);
    }
    made = end;
  };

  return {
    count,
    channels,
    inputs,
    durations: durationsIn(told, ids.length, count),
    async slice(from, to) {
      await makeUntil(to);
      return sliceTime(frames, from, to);
    },
  };
}

function matrixOf(tensor: Tensor | undefined): Matrix {
  const [batch = 0, channels = 0, count = 0] = tensor?.dims ?? [];
  if (!(tensor?.data instanceof Float32Array) || batch * channels * count !== tensor.data.length)
    throw silent();
  if (tensor.data.length === 0) throw silent();
  return { values: tensor.data, channels, count };
}

function silent(): AppError {
  return new AppError('SYNTHESIS_FAILED', { message: 'The voice made no sound.' });
}

/** Whether they are what they seem shows in their sum: the frames of all ids are all frames. */
function durationsIn(told: unknown, ids: number, count: number): Float32Array | undefined {
  if (!(told instanceof Float32Array) || told.length !== ids) return undefined;
  return told.reduce((sum, frames) => sum + frames, 0) === count ? told : undefined;
}

function sliceTime({ values, channels, count }: Matrix, low: number, high: number): Tensor {
  const width = high - low;
  const slice = new Float32Array(channels * width);
  for (let channel = 0; channel < channels; channel += 1) {
    slice.set(values.subarray(channel * count + low, channel * count + high), channel * width);
  }
  return new Tensor('float32', slice, [1, channels, width]);
}
