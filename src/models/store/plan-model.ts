import { AppError } from '#core';
import {
  DEFAULT_FORMATS,
  WEIGHT_FORMAT_SUFFIXES,
  weightFiles,
  type CatalogueModel,
  type ModelFormats,
  type ModelWeightFormat,
} from './catalogue.ts';
import { fileUrl, listFiles, pageUrl, readRevision, type HubAccess, type HubFile } from './hub.ts';
import type { InstallPlan } from './install.ts';

/** The manifest in a folder that holds one model. */
export const MODEL_MANIFEST = 'manifest.json';

/**
 * Asks the hub which files a model has now, how large they are and what their digests are.
 *
 * @param formats - of a recogniser; without meaning for other models.
 * @throws AppError as `askHub`; `MODEL_SOURCE_NOT_FOUND` when the repository lacks a file, with the formats
 * that it has; `MODEL_SOURCE_INVALID`.
 */
export async function planModel(
  model: CatalogueModel,
  folder: string,
  access: HubAccess,
  formats: ModelFormats = DEFAULT_FORMATS,
): Promise<InstallPlan> {
  const { repository } = model;
  const { commit, licence } = await readRevision(access, repository, 'main');
  const listed = new Map<string, HubFile>();
  for (const file of await listFiles(access, repository, commit)) listed.set(file.path, file);
  const required = [...model.requiredFiles, ...(model.kind === 'recogniser' ? weightFiles(formats) : [])];
  const absent = required.filter((path) => !listed.has(path));
  if (absent.length > 0) throw lacks(model, absent, listed);
  const wanted = [...listed.values()].filter(
    ({ path }) => required.includes(path) || model.usefulFiles.includes(path) || isDataOf(required, path),
  );
  const { hub } = access;
  return {
    name: model.name,
    folder,
    manifestName: MODEL_MANIFEST,
    source: pageUrl(hub, repository),
    revision: commit,
    licence,
    modelCard: pageUrl(hub, repository),
    // The small files first: whatever is wrong with the source shows at once.
    files: wanted
      .map((file) => ({ ...file, url: fileUrl(hub, repository, commit, file.path) }))
      .toSorted((one, other) => one.sizeBytes - other.sizeBytes),
  };
}

/** Weights beyond 2 GB lie in files of their own beside the graph: `x.onnx_data`, `x.onnx_data_1`. */
function isDataOf(graphs: readonly string[], path: string): boolean {
  const graph = /^(.+\.onnx)_data(?:_\d+)?$/u.exec(path)?.[1];
  return graph !== undefined && graphs.includes(graph);
}

function lacks(
  { name, kind, repository }: CatalogueModel,
  absent: readonly string[],
  listed: ReadonlyMap<string, HubFile>,
): AppError {
  const has = (half: 'encoder' | 'decoder'): string =>
    (Object.keys(WEIGHT_FORMAT_SUFFIXES) as ModelWeightFormat[])
      .filter((format) => {
        const [encoder, decoder] = weightFiles({ encoder: format, decoder: format });
        return listed.has((half === 'encoder' ? encoder : decoder) ?? '');
      })
      .join(', ') || 'none';
  const formats =
    kind === 'recogniser'
      ? ` It has the encoder as ${has('encoder')}, the decoder as ${has('decoder')}.`
      : '';
  return new AppError('MODEL_SOURCE_NOT_FOUND', {
    message: `${repository} lacks ${absent.join(' and ')} for ${name}.${formats}`,
    context: { repository, absent },
  });
}
