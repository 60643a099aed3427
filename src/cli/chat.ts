import type { Command } from 'commander';
import { UserError } from '#core';
import { countTokens, describeUsd, openLanguageModels, type ChatUsage } from '#llm';
import { buildPrompt, builtInPersonas, defaultPersona, spokenName, type Persona } from '#personas';
import { contextOf, type CliContext } from './command-context.ts';
import type { ReadModelSettings } from './read-model-settings.ts';

interface ChatOptions {
  readonly model?: string;
  readonly persona?: string;
}

/** `aichat chat`: one question to the language model, as a persona. */
export function addChatCommand(program: Command, readSettings: ReadModelSettings): void {
  program
    .command('chat')
    .description('ask the language model something, and read the answer as it comes')
    .argument('<text...>', 'what to say to it')
    .option('-m, --model <name>', 'one of `aichat models cost` (default: the one that the bot would take)')
    .option('-p, --persona <name>', 'who answers (default: the persona that a new server has)')
    .action(async (words: readonly string[], options: ChatOptions, command: Command) => {
      await chat(words.join(' '), options, readSettings, contextOf(command));
    });
}

async function chat(
  text: string,
  options: ChatOptions,
  readSettings: ReadModelSettings,
  { environment, signal, stdout, stderr }: CliContext,
): Promise<void> {
  const persona = personaNamed(options.persona);
  const settings = readSettings(environment);
  let used: ChatUsage | undefined;
  const models = await openLanguageModels({
    settings: { ...settings, ...(options.model !== undefined && { defaultModel: options.model }) },
    signal,
    onUsage: (usage) => {
      used = usage;
    },
    onFailure: ({ code, message }) => void stderr.write(`${code}: ${message}\n`),
  });
  const model = models.defaultModel;
  stderr.write(`${models.describe()}\n`);
  const { messages } = buildPrompt({
    persona,
    medium: 'text',
    history: [],
    incoming: [{ role: 'user', content: text }],
    contextTokens: model.contextTokens,
    countTokens: (one) => countTokens(model, one).tokens,
    random: Math.random,
    seed: 'cli',
  });
  for await (const piece of models.reply(messages, signal, { asker: { purpose: 'text' } }))
    stdout.write(piece);
  stdout.write('\n');
  if (used) stderr.write(`${describeUsage(used)}\n`);
}

function personaNamed(name: string | undefined): Persona {
  if (name === undefined) return defaultPersona;
  const wanted = name.trim().toLowerCase();
  const found = builtInPersonas.find((persona) => spokenName(persona).toLowerCase() === wanted);
  if (found) return found;
  const names = builtInPersonas.map(spokenName).join(', ');
  throw new UserError('USAGE_INVALID', { message: `Nobody is called ${name}; there are ${names}.` });
}

function describeUsage({
  promptTokens,
  completionTokens,
  costUsd,
  estimated,
  costSource,
}: ChatUsage): string {
  const doubt = estimated || costSource === 'registry' ? 'reckoned' : "the provider's bill";
  return `${promptTokens} tokens in, ${completionTokens} out, ${describeUsd(costUsd)} (${doubt})`;
}
