import type { WhisperDescription } from '#hearing';
import type { PiperDescription } from '#speaking';

/** How the recogniser runs, in one line for the log and `/status`. */
export function describeRecogniser(recogniser: WhisperDescription): string {
  const { model, language, allowedLanguages, windowPolicy, graphs } = recogniser;
  const heard = language ?? allowedLanguages?.join(' or ') ?? 'any language';
  const window = windowPolicy ? `windows from ${windowPolicy.floorSeconds} s` : 'windows of 30 s';
  const unedited = graphs.filter(({ refusal }) => refusal !== undefined).map(({ file }) => file);
  return [
    model,
    recogniser.task === 'translate' ? `${heard} into English` : heard,
    `encoder ${recogniser.encoderFormat}${recogniser.encoderPrecision === 'int8' ? ' in 8 bits' : ''}, ${recogniser.encoderThreads} CPU threads, ${window}`,
    `decoder ${recogniser.decoderFormat}`,
    ...(unedited.length > 0 ? [`not made faster: ${unedited.join(', ')}`] : []),
  ].join('; ');
}

/** How the voice runs. */
export function describeVoice({ name, quality, sampleRateHz, streaming }: PiperDescription): string {
  const whole = streaming === 'sentences' ? ', sentence by sentence' : '';
  return `${name}, ${quality ?? 'unknown'} quality, ${sampleRateHz} Hz, on the CPU${whole}`;
}
