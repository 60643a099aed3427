import { Option, type Command } from 'commander';
import {
  CATALOGUE,
  DEFAULT_FORMATS,
  WEIGHT_FORMAT_SUFFIXES,
  type ModelFormats,
  type ModelWeightFormat,
  type Pulled,
  type StoredModel,
} from '#models';
import { contextOf } from './command-context.ts';
import { addModelsCostCommand } from './models-cost.ts';
import { showDownloads } from './download-progress.ts';
import { addInstalledCommands } from './installed-commands.ts';
import { openStore } from './open-store.ts';
import { megabytes, printJson, printTable } from './print.ts';
import type { ReadModelSettings } from './read-model-settings.ts';

const FORMATS = Object.keys(WEIGHT_FORMAT_SUFFIXES) as ModelWeightFormat[];
const STATES = { installed: 'installed', incomplete: 'incomplete', absent: '' } as const;

/** `aichat models`: what hears, and what the models that think cost. */
export function addModelsCommand(program: Command, readModelSettings: ReadModelSettings): void {
  const models = program
    .command('models')
    .description('list, fetch, check and remove speech recognisers; show what language models cost');
  addList(models);
  addPull(models);
  addModelsCostCommand(models, readModelSettings);
  addInstalledCommands(models, {
    noun: 'model',
    pullCommand: 'aichat models pull base',
    folder: (store) => store.modelsFolder,
    names: async (store) =>
      (await store.listModels()).filter(({ state }) => state !== 'absent').map(({ name }) => name),
    verify: (store, name, signal) => store.verifyModel(name, signal),
    removable: (store, name) => store.removableModel(name),
    remove: (store, name, signal) => store.removeModel(name, signal),
  });
}

function addList(models: Command): void {
  models
    .command('list')
    .description('show the models that can be used, and which are here')
    .option('--installed', 'only those that are here')
    .option('--json', 'for programs')
    .action(async (options: { installed?: true; json?: true }, command: Command) => {
      const context = contextOf(command);
      const all = await openStore(context).listModels();
      const shown = options.installed ? all.filter(({ state }) => state !== 'absent') : all;
      if (options.json) return printJson(context.stdout, shown.map(asJson));
      printTable(context.stdout, ['NAME', 'HERE', 'WHAT IT IS'], shown.map(asRow));
    });
}

function addPull(models: Command): void {
  models
    .command('pull')
    .description('fetch models; what was interrupted is resumed')
    .argument('<names...>', 'such as base, whisper-small.en, silero-vad')
    .addOption(formatOption('encoder'))
    .addOption(formatOption('decoder'))
    .option('--force', 'replace files that were brought by hand')
    .option('--json', 'for programs')
    .action(
      async (names: string[], options: ModelFormats & { force?: true; json?: true }, command: Command) => {
        const context = contextOf(command);
        const store = openStore(context);
        const { encoder, decoder, force } = options;
        using progress = showDownloads(context.stderr);
        const pulled: Pulled[] = [];
        for (const name of names) {
          pulled.push(
            await store.pullModel(name, {
              signal: context.signal,
              onEvent: progress.onEvent,
              force,
              formats: { encoder, decoder },
            }),
          );
        }
        if (options.json) return printJson(context.stdout, pulled);
        for (const one of pulled) context.stdout.write(`${describePulled(one)}\n`);
      },
    );
}

function formatOption(half: keyof ModelFormats): Option {
  return new Option(`--${half} <format>`, `how the numbers of the ${half} are stored`)
    .choices(FORMATS)
    .default(DEFAULT_FORMATS[half]);
}

/** Tells where something came to lie and where its terms are. */
export function describePulled({ name, path, downloadedBytes, licence, modelCard }: Pulled): string {
  const size = downloadedBytes === 0 ? 'was complete' : `fetched ${megabytes(downloadedBytes)}`;
  const terms = [licence && `licence ${licence}`, modelCard].filter(Boolean).join(', ');
  return `${name}: ${size}, ${path}${terms === '' ? '' : `\n  ${terms}`}`;
}

function asRow({ name, model, state, weights }: StoredModel): string[] {
  const files = weights.map((path) => path.replace(/^onnx\/|\.onnx$/gu, '')).join(', ');
  const own = model?.summary ?? 'brought by hand';
  return [name, STATES[state], files === '' || model?.kind !== 'recogniser' ? own : `${own} (${files})`];
}

function asJson({ name, model, folder, state, weights }: StoredModel): unknown {
  const known = CATALOGUE.find((entry) => entry === model);
  return {
    name,
    state,
    folder,
    weights,
    ...(known && { kind: known.kind, repository: known.repository, summary: known.summary }),
  };
}
