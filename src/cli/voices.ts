import { InvalidArgumentError, Option, type Command } from 'commander';
import { UserError } from '#core';
import type { ModelStore, Pulled, VoiceList } from '#models';
import { contextOf, type CliContext } from './command-context.ts';
import { showDownloads } from './download-progress.ts';
import { addInstalledCommands } from './installed-commands.ts';
import { describePulled } from './models.ts';
import { openStore } from './open-store.ts';
import { previewVoice } from './preview-voice.ts';
import { megabytes, printJson, printTable } from './print.ts';
import { voiceRows, type VoiceFilter, type VoiceRow } from './voice-rows.ts';

/** `aichat voices`: what speaks. */
export function addVoicesCommand(program: Command): void {
  const voices = program.command('voices').description("list, fetch, hear, check and remove Piper's voices");
  addList(voices);
  addPull(voices);
  addPreview(voices);
  addInstalledCommands(voices, {
    noun: 'voice',
    pullCommand: 'aichat voices pull en_US-lessac-medium',
    folder: (store) => store.voicesFolder,
    names: async (store) => (await store.listVoices()).map(({ key }) => key),
    verify: (store, key, signal) => store.verifyVoice(key, signal),
    removable: (store, key) => store.removableVoice(key),
    remove: (store, key, signal) => store.removeVoice(key, signal),
  });
}

type ListOptions = Omit<VoiceFilter, 'maxSizeMb'> & { maxSize?: number; offline?: true; json?: true };

function addList(voices: Command): void {
  voices
    .command('list')
    .description('show the voices that can be used, and which are here')
    .option('-l, --language <language>', 'a code or a name: de, de_AT, German')
    .addOption(new Option('-q, --quality <quality>').choices(['x_low', 'low', 'medium', 'high']))
    .option('--max-size <MB>', 'not larger than so many megabytes', positiveNumber)
    .option('--installed', 'only those that are here')
    .option('--offline', 'the list as it was last fetched, without asking for a newer one')
    .option('--json', 'for programs')
    .action(async ({ maxSize, json, offline, ...filter }: ListOptions, command: Command) => {
      const context = contextOf(command);
      const store = openStore(context);
      const stored = await store.listVoices();
      const list = await listFor(store, { offline, installed: filter.installed }, context);
      const rows = voiceRows(list?.voices ?? [], stored, { ...filter, maxSizeMb: maxSize });
      if (json) return printJson(context.stdout, rows);
      printTable(
        context.stdout,
        ['NAME', 'HERE', 'LANGUAGE', 'QUALITY', 'SPEAKERS', 'SIZE'],
        rows.map(asRow),
      );
      if (offline) context.stderr.write(`The list is of ${list?.fetchedAt ?? 'no day'}.\n`);
    });
}

/** What is here can be told without a network; it is then told with what was once known about it. */
async function listFor(
  store: ModelStore,
  { offline, installed }: { readonly offline?: true | undefined; readonly installed?: boolean | undefined },
  { signal }: CliContext,
): Promise<VoiceList | undefined> {
  if (!offline && !installed) return store.fetchVoiceList(signal);
  const kept = await store.keptVoiceList(signal);
  if (kept !== undefined || installed) return kept;
  const message = 'The list of voices has never been fetched here. Without --offline it will be.';
  throw new UserError('USAGE_INVALID', { message });
}

function addPull(voices: Command): void {
  voices
    .command('pull')
    .description('fetch voices; what was interrupted is resumed')
    .argument('<names...>', 'such as en_US-lessac-medium')
    .option('--force', 'replace files that were brought by hand')
    .option('--json', 'for programs')
    .action(async (names: string[], options: { force?: true; json?: true }, command: Command) => {
      const context = contextOf(command);
      const store = openStore(context);
      using progress = showDownloads(context.stderr);
      const pulled: Pulled[] = [];
      for (const name of names) {
        const how = { signal: context.signal, onEvent: progress.onEvent, force: options.force };
        pulled.push(await store.pullVoice(name, how));
      }
      if (options.json) return printJson(context.stdout, pulled);
      for (const one of pulled) context.stdout.write(`${describePulled(one)}\n`);
    });
}

function addPreview(voices: Command): void {
  voices
    .command('preview')
    .description(
      'make a voice heard: one that is here speaks a sentence into a file, of another one the recording that ' +
        'its makers published is fetched',
    )
    .argument('<name>')
    .option('-t, --text <sentence>', 'what a voice that is here says')
    .option('-s, --speaker <number>', 'of a voice with several', wholeNumber)
    .option('-o, --out <file>', 'a .wav or .ogg file; .mp3 for a recording')
    .option('--json', 'for programs')
    .action(
      async (
        name: string,
        options: { text?: string; speaker?: number; out?: string; json?: true },
        command: Command,
      ) => {
        const context = contextOf(command);
        const { text, speaker, out } = options;
        const preview = await previewVoice({ name, text, speaker, out }, openStore(context), context);
        if (options.json) return printJson(context.stdout, preview);
        const origin = preview.origin === 'spoken' ? 'spoken here' : 'a recording of its makers';
        context.stdout.write(`${preview.path}: ${name}, ${origin}\n`);
      },
    );
}

function asRow({ key, state, language, quality, speakers, sizeBytes }: VoiceRow): string[] {
  const here = state === 'absent' ? '' : state;
  return [
    key,
    here,
    language ?? 'brought by hand',
    quality ?? '',
    String(speakers ?? ''),
    megabytes(sizeBytes),
  ];
}

function positiveNumber(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('It must be a number above 0.');
}

function wholeNumber(text: string): number {
  if (/^\d+$/u.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number from 0 on.');
}
