import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fillSkeleton } from './fill-skeleton.ts';

const EVERYDAY = new URL('../../loopback/models/en_US-everyday-low.onnx.json', import.meta.url);

interface VoiceShape {
  readonly quality: string;
  readonly sampleRateHz: number;
  readonly speakers: number;
}

const MINI: VoiceShape = { quality: 'medium', sampleRateHz: 22_050, speakers: 1 };

/**
 * The Piper voices that can be made. `mini` ones are for tests; `2023` ones come from the exporter that made the
 * published voices, and so do the real sizes.
 */
export const VOICE_SHAPES = {
  'piper-mini': MINI,
  'piper-mini-speakers': { ...MINI, speakers: 4 },
  'piper-mini-high': { ...MINI, quality: 'high' },
  'piper-mini-2023': MINI,
  'piper-mini-2023-speakers': { ...MINI, speakers: 4 },
  'piper-x_low': { quality: 'x_low', sampleRateHz: 16_000, speakers: 1 },
  'piper-medium': MINI,
  'piper-high': { ...MINI, quality: 'high' },
} as const satisfies Readonly<Record<string, VoiceShape>>;

export type VoiceSkeleton = keyof typeof VOICE_SHAPES;

/**
 * Writes a Piper voice with random weights: `<name>.onnx` and `<name>.onnx.json`. It rumbles, about three frames of
 * 256 samples for each phoneme id; its structure and its speed are those of the real exporter's files.
 *
 * @returns path of the `.onnx` file.
 */
export async function writePiperVoice(name: VoiceSkeleton, folder: string, seed?: number): Promise<string> {
  const { quality, sampleRateHz, speakers } = VOICE_SHAPES[name];
  const description = JSON.parse(await readFile(EVERYDAY, 'utf8')) as Readonly<Record<string, unknown>>;
  const speakerIds = Array.from({ length: speakers }, (_, id) => [`speaker-${id}`, id]);
  const path = join(folder, `${name}.onnx`);
  await mkdir(folder, { recursive: true });
  await writeFile(path, await fillSkeleton(`${name}.onnx`, seed));
  await writeFile(
    `${path}.json`,
    JSON.stringify({
      ...description,
      audio: { sample_rate: sampleRateHz, quality },
      num_speakers: speakers,
      speaker_id_map: speakers === 1 ? {} : Object.fromEntries(speakerIds),
      dataset: name,
    }),
  );
  return path;
}
