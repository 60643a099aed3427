import { access, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  VOICE_SHAPES,
  WHISPER_SHAPES,
  writePiperVoice,
  writeWhisperFolder,
  type VoiceSkeleton,
  type WhisperSkeleton,
} from '../../speech-models/index.ts';

/** Made models stay here between runs. */
export const BENCH_FOLDER = fileURLToPath(new URL('../../../data/bench', import.meta.url));
/** Edited models stay here, as they do for the bot. */
export const CACHE_FOLDER = join(BENCH_FOLDER, 'cache');
/** Raise it when the skeletons change: what was made of older ones is left alone. */
const EDITION = 1;

/** Whether there is a file or folder. */
export const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    // Whatever is wrong with the path: the model is made anew, and that tells.
    () => false,
  );

/** Runs `make` for a folder that is not there; a run that breaks off leaves nothing that looks complete. */
async function madeOnce(folder: string, make: (folder: string) => Promise<unknown>): Promise<void> {
  if (await exists(folder)) return;
  const unfinished = `${folder}.part`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  await make(unfinished);
  await rename(unfinished, folder);
}

/** Path of a Whisper folder of real size; made when it is not there. */
export async function benchWhisper(name: WhisperSkeleton): Promise<string> {
  const folder = join(BENCH_FOLDER, `models-${EDITION}`, name);
  await madeOnce(folder, (target) => writeWhisperFolder(name, target));
  return folder;
}

/** Path of the `.onnx` file of a Piper voice of real size; made when it is not there. */
export async function benchVoice(name: VoiceSkeleton): Promise<string> {
  const folder = join(BENCH_FOLDER, `voices-${EDITION}`, name);
  await madeOnce(folder, (target) => writePiperVoice(name, target));
  return join(folder, `${name}.onnx`);
}

/** Frames of speech in a second: 256 samples each in every voice. */
export const framesPerSecond = (name: VoiceSkeleton): number => VOICE_SHAPES[name].sampleRateHz / 256;

/** The first token that is no text. */
export const endOfText = (name: WhisperSkeleton): number => WHISPER_SHAPES[name].endOfText;
