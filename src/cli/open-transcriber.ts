import { createWhisperTranscriber, type WhisperTranscriber, type WhisperTranscriberOptions } from '#hearing';
import { DEFAULT_ONNX_CACHE_FOLDER, ensureModel } from '#models';
import type { CliContext } from './command-context.ts';
import { showDownloads } from './download-progress.ts';
import { openStore } from './open-store.ts';

const DEFAULT_MODEL = 'base';

/** The recogniser that a command was given, else WHISPER_MODEL, else `base`. */
export function recogniserName(given: string | undefined, { environment }: CliContext): string {
  return given ?? (environment['WHISPER_MODEL']?.trim() || DEFAULT_MODEL);
}

/** Brings a recogniser about, with a bar while it is fetched, and loads it. */
export async function openTranscriber(
  name: string,
  settings: Omit<WhisperTranscriberOptions, 'modelPath' | 'cacheFolder'>,
  context: CliContext,
): Promise<WhisperTranscriber> {
  const { environment, signal, stderr } = context;
  const isOff = /^(?:0|false|no|off)$/iu.test(environment['ALLOW_DOWNLOADS']?.trim() ?? '');
  using downloads = showDownloads(stderr);
  const { path } = await ensureModel(name, {
    store: openStore(context),
    allowDownload: !isOff,
    signal,
    onEvent: downloads.onEvent,
  });
  return createWhisperTranscriber(
    { modelPath: path, cacheFolder: DEFAULT_ONNX_CACHE_FOLDER, ...settings },
    signal,
  );
}
