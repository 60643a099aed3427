import type { Command } from 'commander';
import { listModels, type ListedModel } from '#llm';
import { contextOf } from './command-context.ts';
import type { ReadModelSettings } from './read-model-settings.ts';
import { printJson, printTable } from './print.ts';

/** `aichat models cost`: the language models, what they cost, and which can be used. */
export function addModelsCostCommand(models: Command, readSettings: ReadModelSettings): void {
  models
    .command('cost')
    .description('show the language models, what a million tokens cost, and which your keys can use')
    .option('--json', 'for programs')
    .action(async (options: { json?: true }, command: Command) => {
      const { environment, signal, stdout, stderr } = contextOf(command);
      const listed = await listModels(readSettings(environment), signal);
      if (options.json) return printJson(stdout, listed.map(asJson));
      printTable(stdout, ['NAME', 'TIER', 'IN', 'OUT', 'CONTEXT', 'CAN BE USED'], listed.map(asRow));
      stderr.write('Prices are in US dollars per million tokens.\n');
    });
}

function asJson({ model, refusal }: ListedModel): unknown {
  const { alias, provider, modelId, tier, pricing, contextTokens } = model;
  return {
    alias,
    provider,
    id: modelId,
    tier,
    inputPerMillion: pricing.inputUsdPerMillion,
    outputPerMillion: pricing.outputUsdPerMillion,
    context: contextTokens ?? null,
    available: refusal === undefined,
  };
}

function asRow({ model, refusal }: ListedModel): readonly string[] {
  const { alias, tier, pricing, contextTokens } = model;
  return [
    alias,
    tier,
    String(pricing.inputUsdPerMillion),
    String(pricing.outputUsdPerMillion),
    contextTokens === undefined ? '' : String(contextTokens),
    refusal?.message ?? 'yes',
  ];
}
