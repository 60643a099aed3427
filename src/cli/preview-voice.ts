import { UserError } from '#core';
import { DEFAULT_ONNX_CACHE_FOLDER } from '#models';
import { createSoundFile, soundFormatOf } from '#audio';
import type { ModelStore } from '#models';
import { createPiperSynthesizer } from '#speaking';
import type { CliContext } from './command-context.ts';
import { SAMPLE_SENTENCES } from './sample-sentences.ts';

/** Which voice is to be heard, and how. */
export interface PreviewRequest {
  /** Key of the voice. */
  readonly name: string;
  readonly text: string | undefined;
  readonly speaker: number | undefined;
  readonly out: string | undefined;
}

/** What can be listened to now. */
export interface Preview {
  readonly path: string;
  /** Spoken here by the voice that is installed, or recorded by those who made it. */
  readonly origin: 'spoken' | 'recording';
}

/**
 * Makes a voice heard: one that is installed speaks a sentence into a WAV or Ogg file; of one that is not,
 * the recording that its makers published is fetched (MP3).
 *
 * @throws UserError `USAGE_INVALID` when it cannot be done as asked; what the synthesizer and the store throw.
 */
export async function previewVoice(
  request: PreviewRequest,
  store: ModelStore,
  context: CliContext,
): Promise<Preview> {
  const { name, text, speaker } = request;
  const installed = (await store.listVoices()).find(
    ({ key, state }) => key === name && state === 'installed',
  );
  if (installed) return speak(installed.path, request, context);
  if (text !== undefined) {
    const message = `${name} is not installed, so it can say nothing of its own. First: aichat voices pull ${name}`;
    throw new UserError('USAGE_INVALID', { message });
  }
  const path = request.out ?? `${name}.mp3`;
  if (!/\.mp3$/iu.test(path)) {
    const message = `The recording of a voice that is not installed is an MP3 file, which ${path} is not called.`;
    throw new UserError('USAGE_INVALID', { message });
  }
  await store.fetchVoiceSample(name, speaker ?? 0, path, context.signal);
  return { path, origin: 'recording' };
}

async function speak(
  voicePath: string,
  { name, text, speaker, out }: PreviewRequest,
  { signal }: CliContext,
): Promise<Preview> {
  const path = out ?? `${name}.wav`;
  const format = soundFormatOf(path);
  if (format === undefined) {
    throw new UserError('USAGE_INVALID', { message: `${path} must end in .wav or .ogg.` });
  }
  const said = text ?? SAMPLE_SENTENCES[name.split(/[_-]/u)[0] ?? ''];
  if (said === undefined) {
    throw new UserError('USAGE_INVALID', {
      message: `Give a sentence in the language of ${name} with --text.`,
    });
  }
  await using stack = new AsyncDisposableStack();
  const synthesizer = stack.adopt(
    await createPiperSynthesizer({ voicePath, cacheFolder: DEFAULT_ONNX_CACHE_FOLDER }, signal),
    (voice) => voice.close(),
  );
  const file = stack.use(await createSoundFile(path, format));
  const clause = { index: 0, text: said };
  const style = speaker === undefined ? {} : { style: { speaker } };
  for await (const { samples } of synthesizer.synthesize(clause, signal, style)) await file.write(samples);
  await file.finish();
  return { path, origin: 'spoken' };
}
