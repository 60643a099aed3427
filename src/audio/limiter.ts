import { dbToAmplitude } from './level.ts';

/** Nothing that {@link limit} gives is louder than −1 dBFS: a codec may overshoot by a little. */
export const LIMITER_CEILING = dbToAmplitude(-1);
/** Below −4 dBFS {@link limit} changes nothing. */
const KNEE = dbToAmplitude(-4);

/**
 * Multiplies by `gain` and bends what comes out louder than −4 dBFS smoothly towards −1 dBFS. Each sample
 * stands for itself, so the result does not depend on how the sound is cut into pieces.
 *
 * @returns new samples, at most {@link LIMITER_CEILING}; what is no number stays no number.
 */
export function limit(samples: Float32Array, gain = 1): Float32Array<ArrayBuffer> {
  const room = LIMITER_CEILING - KNEE;
  return Float32Array.from(samples, (sample) => {
    const value = sample * gain;
    const size = Math.abs(value);
    if (!(size > KNEE)) return value;
    // tanh has slope 1 at 0, so the curve has no corner at the knee.
    return Math.sign(value) * (KNEE + room * Math.tanh((size - KNEE) / room));
  });
}
