import type { ChosenModel } from './chosen-model.ts';

/** A snapshot's date at the end of a name, before OpenRouter's `:variant`: `-2024-07-18`, `-20240718`. */
const SNAPSHOT_DATE = /-(?:\d{8}|\d{4}-\d{2}-\d{2})(?=$|:)/u;

/** What servers of one's own add to a name: folders, file endings, Ollama's default tag. */
function localName(name: string): string {
  const file = name.toLowerCase().replace(/^.*[/\\]/u, '');
  return file.replace(/\.gguf$/u, '').replace(/:latest$/u, '');
}

/**
 * Tells whether the name in an answer means the model that was asked.
 *
 * The same name, a name that the registry lists as another one of it, and a dated snapshot of it are the
 * same model; a local server may also add or leave out folders, `.gguf` and `:latest`.
 */
export function isSameModel(model: ChosenModel, answered: string): boolean {
  if (model.provider === 'local') return localName(answered) === localName(model.modelId);
  const names = [model.modelId, ...(model.answersAs ?? [])].map((name) => name.toLowerCase());
  const name = answered.toLowerCase();
  return names.includes(name) || names.includes(name.replace(SNAPSHOT_DATE, ''));
}
