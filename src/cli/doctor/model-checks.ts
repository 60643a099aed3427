import { stat } from 'node:fs/promises';
import { ifPresent, toAppError } from '#core';
import { createModelStore, ensureModel, ensureVoice, type EnsureOptions } from '#models';
import { ok, problem, skipped, warning, type Finding } from './finding.ts';
import type { Patient } from './patient.ts';

/** The recogniser and the voice: there, or to be fetched at the first start. Nothing is fetched here. */
export async function checkModels(patient: Patient): Promise<readonly Finding[]> {
  const { config, isSet, signal } = patient;
  const { mirrorUrl, huggingFaceToken: token } = config.models;
  const how: EnsureOptions = { store: createModelStore({ mirrorUrl, token }), allowDownload: false, signal };
  return [
    isSet('WHISPER_MODEL')
      ? await look('recogniser', config.whisper.model, () => ensureModel(config.whisper.model, how), patient)
      : skipped('recogniser', 'WHISPER_MODEL cannot be used.'),
    isSet('PIPER_MODEL_PATH')
      ? await look('voice', config.piperVoice, () => ensureVoice(config.piperVoice, how), patient)
      : skipped('voice', 'PIPER_MODEL_PATH is not set.'),
  ];
}

async function look(
  check: string,
  name: string,
  find: () => Promise<{ readonly path: string }>,
  { config, signal }: Patient,
): Promise<Finding> {
  try {
    const { path } = await find();
    const lacking = await lacks(path);
    if (lacking === undefined) return ok(check, `${name} (${path})`);
    return problem(check, `There is no ${lacking}.`, 'Correct the path in .env, or bring the file there.');
  } catch (thrown) {
    signal.throwIfAborted();
    const { code, message, context } = toAppError(thrown);
    const command = typeof context['command'] === 'string' ? context['command'] : 'aichat models list';
    if (code !== 'MODEL_DOWNLOADS_OFF') return problem(check, message, `See what there is: ${command}`);
    if (!config.models.allowDownloads) return problem(check, message, `Run: ${command}`);
    return warning(
      check,
      `${name} is not here yet.`,
      `It is fetched at the first start, or now with: ${command}`,
    );
  }
}

/** A path is left to whoever loads it, so that nobody has looked yet whether it is there. */
async function lacks(path: string): Promise<string | undefined> {
  const files = path.endsWith('.onnx') ? [path, `${path}.json`] : [path];
  for (const file of files) if ((await ifPresent(stat(file), file)) === undefined) return file;
  return undefined;
}
