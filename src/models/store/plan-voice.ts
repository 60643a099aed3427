import { basename } from 'node:path';
import { AppError } from '#core';
import { fileUrl, listFiles, pageUrl, type HubAccess } from './hub.ts';
import type { InstallPlan, PlannedFile } from './install.ts';
import type { RemoteFile } from './download-file.ts';
import { VOICE_REPOSITORY, type ListedVoice, type VoiceList } from './voice-list.ts';

/** The manifest of a voice; a folder holds many voices. */
export const voiceManifestName = (key: string): string => `${key}.manifest.json`;

/**
 * The files of a voice under the names that they get here: `<key>.onnx`, `<key>.onnx.json` and
 * `<key>.MODEL_CARD`, which says where the voice is from and what its licence is.
 *
 * @throws AppError `MODEL_SOURCE_INVALID` when the list lacks one of the two that a voice needs.
 */
export function planVoice(
  list: VoiceList,
  { key, files }: ListedVoice,
  folder: string,
  { hub }: HubAccess,
): InstallPlan {
  const planned: PlannedFile[] = [];
  let card: string | undefined;
  for (const [path, { size_bytes: sizeBytes, md5_digest: hex }] of Object.entries(files)) {
    const ending = [`${key}.onnx.json`, `${key}.onnx`].find((name) => basename(path) === name);
    const isCard = basename(path) === 'MODEL_CARD';
    if (ending === undefined && !isCard) continue;
    const url = fileUrl(hub, VOICE_REPOSITORY, list.revision, path);
    if (isCard) card = url;
    planned.push({ path: ending ?? `${key}.MODEL_CARD`, url, sizeBytes, digest: { algorithm: 'md5', hex } });
  }
  for (const needed of [`${key}.onnx`, `${key}.onnx.json`]) {
    if (planned.some(({ path }) => path === needed)) continue;
    throw new AppError('MODEL_SOURCE_INVALID', {
      message: `The list of voices has no ${needed} for ${key}.`,
    });
  }
  return {
    name: key,
    folder,
    manifestName: voiceManifestName(key),
    source: pageUrl(hub, VOICE_REPOSITORY),
    revision: list.revision,
    modelCard: card,
    files: planned.toSorted((one, other) => one.sizeBytes - other.sizeBytes),
  };
}

/**
 * Finds the recording that the makers of a voice published beside it.
 *
 * @throws AppError as `askHub`; `MODEL_SOURCE_NOT_FOUND` when there is none for that speaker.
 */
export async function findVoiceSample(
  list: VoiceList,
  { key, files }: ListedVoice,
  speaker: number,
  access: HubAccess,
): Promise<RemoteFile> {
  const model = Object.keys(files).find((path) => basename(path) === `${key}.onnx`) ?? '';
  const folder = `${model.slice(0, model.lastIndexOf('/'))}/samples`;
  const listed = await listFiles(access, VOICE_REPOSITORY, list.revision, folder);
  const found = listed.find(({ path }) => path === `${folder}/speaker_${speaker}.mp3`);
  if (found) return { ...found, url: fileUrl(access.hub, VOICE_REPOSITORY, list.revision, found.path) };
  throw new AppError('MODEL_SOURCE_NOT_FOUND', {
    message: `There is no recording of the voice ${key}, speaker ${speaker}.`,
    context: { key, speaker },
  });
}
