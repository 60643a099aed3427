import { InvalidArgumentError, type Command } from 'commander';
import { sleep } from '#core';
import { commonFactsOf, type AichatEvent } from '#events';
import { databasePath, openLogQuery, QUERY_FIELDS, type AskLog, type LogQuery } from '#store';
import { contextOf, type CliContext } from './command-context.ts';
import { dataFolderOf } from './open-data.ts';
import { printJson, printTable } from './print.ts';

const LOOK_EVERY_MS = 500;
const SHOWN_FIRST = 10;
const AT_ONCE = 500;

interface AskOptions {
  readonly words?: true;
  readonly json?: true;
}
interface QueryOptions extends AskOptions {
  readonly limit: number;
  readonly oldest?: true;
}

const QUESTION_HELP = `
A question is made of parts, all of which must fit:
${Object.values(QUERY_FIELDS)
  .map(({ example, meaning }) => `  ${example.padEnd(20)} ${meaning}`)
  .join('\n')}
  ${'"lost the key"'.padEnd(20)} words, in what happened and with --words in what people said
NOT before a part turns it round; OR and (brackets) work too. Put the whole question into 'single quotes'.`;

/** `aichat logs`: what happened, also while the bot runs. */
export function addLogsCommand(program: Command): void {
  const logs = program.command('logs').description('ask what happened').addHelpText('after', QUESTION_HELP);
  addQuery(logs);
  addTail(logs);
  addStats(logs);
}

const asking = (logs: Command, name: string, description: string): Command =>
  logs
    .command(name)
    .description(description)
    .argument('[question...]', `such as 'sev:>=warn since:2h'; everything when left out`)
    .addHelpText('after', QUESTION_HELP);

function addQuery(logs: Command): void {
  asking(logs, 'query', 'show what happened, the newest first')
    .option('-n, --limit <count>', 'how many', countOf, 50)
    .option('--oldest', 'the oldest first')
    .option('--words', 'also search and show what people said')
    .option('--json', 'one JSON object a line, for programs')
    .action(async (words: string[], options: QueryOptions, command: Command) => {
      const context = contextOf(command);
      await withLog(context, async (query) => {
        let left = options.limit;
        let from: number | undefined;
        do {
          const { events, next } = await query.page({
            ...askOf(words, options, context),
            order: options.oldest ? 'oldest' : 'newest',
            limit: Math.min(left, AT_ONCE),
            ...(from !== undefined && { from }),
          });
          for (const event of events) print(event, options, context);
          left -= events.length;
          from = next;
        } while (from !== undefined && left > 0);
      });
    });
}

function addTail(logs: Command): void {
  asking(logs, 'tail', 'show what happens, until Ctrl-C')
    .option('--words', 'also search and show what people said')
    .option('--json', 'one JSON object a line, for programs')
    .action(async (words: string[], options: AskOptions, command: Command) => {
      const context = contextOf(command);
      await withLog(context, async (query) => {
        const ask = askOf(words, options, context);
        const first = (await query.page({ ...ask, limit: SHOWN_FIRST })).events.toReversed();
        for (const event of first) print(event, options, context);
        for (let from = first.at(-1)?.sequence ?? 0; ;) {
          await sleep(LOOK_EVERY_MS, context.signal);
          const { events } = await query.page({ ...ask, order: 'oldest', limit: AT_ONCE, from });
          for (const event of events) print(event, options, context);
          from = events.at(-1)?.sequence ?? from;
        }
      });
    });
}

function addStats(logs: Command): void {
  asking(logs, 'stats', 'show how often things happened')
    .option('--json', 'for programs')
    .action(async (words: string[], options: AskOptions, command: Command) => {
      const context = contextOf(command);
      await withLog(context, async (query) => {
        const stats = await query.stats(askOf(words, options, context));
        if (options.json) return printJson(context.stdout, stats);
        const span = [stats.fromMs, stats.toMs].map((timeMs) => new Date(timeMs).toISOString()).join(' to ');
        context.stdout.write(stats.total === 0 ? 'Nothing fits.\n' : `${stats.total} events, ${span}\n`);
        for (const [title, counts] of [['TYPE', stats.types] as const, ['CODE', stats.codes] as const]) {
          if (counts.length === 0) continue;
          context.stdout.write('\n');
          const rows = counts.map(({ name, count }) => [name, String(count)]);
          printTable(context.stdout, [title, 'COUNT'], rows);
        }
      });
    });
}

function askOf(words: readonly string[], options: AskOptions, { signal }: CliContext): AskLog {
  return { text: words.join(' '), showPersonal: options.words === true, signal };
}

async function withLog(context: CliContext, work: (query: LogQuery) => Promise<void>): Promise<void> {
  const query = openLogQuery(databasePath(dataFolderOf(context), 'events'));
  try {
    await work(query);
  } finally {
    await query.close();
  }
}

function print(event: AichatEvent, { json }: AskOptions, { stdout }: CliContext): void {
  if (json) return void stdout.write(`${JSON.stringify(event)}\n`);
  const { severity, sequence, time, type, payload } = event;
  const { summary } = commonFactsOf(event);
  const said = 'personal' in payload ? Object.values(payload.personal).map((text) => `\n    ${text}`) : [];
  const head = `${time} ${severity.toUpperCase().padEnd(5)} ${String(sequence).padStart(6)} ${type}`;
  stdout.write(`${head}  ${summary === type ? '' : summary}${said.join('')}\n`);
}

function countOf(value: string): number {
  const count = Number(value);
  if (Number.isInteger(count) && count >= 1) return count;
  throw new InvalidArgumentError('It must be a whole number from 1.');
}
