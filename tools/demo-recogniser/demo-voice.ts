import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { loadEspeak } from '../demo-voice/espeak.ts';
import { idsOf, phonemesOf, type VoiceConfig } from '../demo-voice/piper-text.ts';
import { bareSounds, type Speaker } from './espeak-voice.ts';

const modelPath = fileURLToPath(new URL('../../loopback/models/en_US-everyday-low.onnx', import.meta.url));

/** Speaks with the demo's own Piper voice, a little slower or faster and with more or less chance each time. */
export async function createDemoVoiceSpeaker(): Promise<Speaker> {
  const config = JSON.parse(readFileSync(`${modelPath}.json`, 'utf8')) as VoiceConfig;
  const session = await InferenceSession.create(modelPath, { intraOpNumThreads: 1 });
  const espeak = await loadEspeak('en-us');
  return async (text, random) => {
    const phonemes = phonemesOf(espeak, text);
    const ids = idsOf(config, phonemes);
    const noise = random.pick([0, 0.5, 1]);
    const scales = [0.667 * noise, random.between(0.85, 1.2), 0.8 * noise];
    const { output } = await session.run({
      input: new Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length]),
      input_lengths: new Tensor('int64', BigInt64Array.of(BigInt(ids.length)), [1]),
      scales: new Tensor('float32', Float32Array.from(scales), [3]),
    });
    if (!(output?.data instanceof Float32Array)) throw new Error('the voice gave no float output');
    const sounds = bareSounds(phonemes);
    return { samples: output.data, sampleRateHz: config.audio.sample_rate, kind: 'demo-voice', sounds };
  };
}
