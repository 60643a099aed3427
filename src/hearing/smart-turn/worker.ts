import { Tensor, type InferenceSession } from 'onnxruntime-node';
import { AppError } from '#core';
import { createOnnxSession, serveInference } from '#models';
import { createLogMel, type LogMel } from '../whisper/log-mel.ts';
import { turnSound } from './turn-sound.ts';

const MEL_BANDS = 80;
/** Columns of the spectrogram: 8 s, 10 ms each. */
const COLUMNS = 800;

interface State {
  readonly path: string;
  readonly session: InferenceSession;
  readonly logMel: LogMel;
}

async function completion({ path, session, logMel }: State, samples: Float32Array): Promise<number> {
  const features = await logMel.compute(turnSound(samples), COLUMNS);
  const { logits } = await session.run({ input_features: features });
  // The output is called logits and is a probability: the graph ends in a sigmoid.
  const value: unknown = logits instanceof Tensor ? logits.data[0] : undefined;
  if (typeof value === 'number' && value >= 0 && value <= 1) return value;
  throw new AppError('END_OF_TURN_FAILED', {
    message: `${path} gave no probability.`,
    context: { path, value },
  });
}

serveInference<State>({
  async load({ path }: { readonly path: string }) {
    const session = await createOnnxSession(path);
    if (!session.inputNames.includes('input_features') || !session.outputNames.includes('logits')) {
      throw new AppError('MODEL_FILE_INVALID', {
        message: `${path} is no Smart Turn model: it takes ${session.inputNames.join(', ')}.`,
        context: { path },
      });
    }
    const state = { path, session, logMel: await createLogMel(MEL_BANDS) };
    // The first run sets the runtime up, and shows that the file can be run at all.
    await completion(state, new Float32Array(0));
    return state;
  },
  methods: { completion },
});
