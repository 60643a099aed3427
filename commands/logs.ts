import { PermissionFlagsBits, SlashCommandBuilder, type SlashCommandSubcommandBuilder } from 'discord.js';
import { ERROR_CODES, sleep } from '#core';
import {
  completeQuestion,
  drawStats,
  logLine,
  Refusal,
  renderPicture,
  type Answer,
  type GuildCommandInteraction,
} from '#discord';
import { QUERY_FIELDS, type AskLog, type LogPage } from '#store';
import type { Command, Use } from './command.ts';

const PER_PAGE = 10;
const EXPORT_PAGE = 500;
const MAX_EXPORTED = 5000;
/** Discord takes 10 MB. */
const MAX_EXPORT_BYTES = 8_000_000;
const LOOK_EVERY_MS = 2000;
const DEFAULT_TAIL_SECONDS = 60;
const MAX_TAIL_SECONDS = 600;
const MAX_SHOWN_LENGTH = 1900;

const COMPLETIONS = {
  fields: QUERY_FIELDS,
  values: {
    sev: ['debug', 'info', 'warn', 'error', 'fatal'],
    code: Object.keys(ERROR_CODES),
    since: ['10m', '1h', '2h', '1d', '7d', 'today'],
    until: ['10m', '1h', '1d'],
  },
};

const asking = (sub: SlashCommandSubcommandBuilder): SlashCommandSubcommandBuilder =>
  sub.addStringOption((option) =>
    option
      .setName('question')
      .setDescription('Such as sev:>=warn since:2h; everything when left out')
      .setMaxLength(500)
      .setAutocomplete(true),
  );
const askingWithWords = (sub: SlashCommandSubcommandBuilder): SlashCommandSubcommandBuilder =>
  asking(sub).addBooleanOption((option) =>
    option.setName('words').setDescription('Also search and show what people said'),
  );

/** `/logs`: what happened in this server. */
export const logs: Command = {
  data: new SlashCommandBuilder()
    .setName('logs')
    .setDescription('What happened in this server')
    .setDefaultMemberPermissions(PermissionFlagsBits.ManageGuild)
    .addSubcommand((sub) => askingWithWords(sub.setName('query').setDescription('Ask what happened')))
    .addSubcommand((sub) =>
      asking(sub.setName('tail').setDescription('Watch what happens')).addIntegerOption((option) =>
        option
          .setName('seconds')
          .setDescription('For how long; a minute when left out')
          .setMinValue(4)
          .setMaxValue(MAX_TAIL_SECONDS),
      ),
    )
    .addSubcommand((sub) =>
      asking(sub.setName('stats').setDescription('How often things happened, as a picture')),
    )
    .addSubcommand((sub) =>
      sub
        .setName('show')
        .setDescription('Everything about one event')
        .addIntegerOption((option) =>
          option.setName('number').setDescription('Its number').setRequired(true).setMinValue(1),
        )
        .addBooleanOption((option) => option.setName('words').setDescription('Also show what people said')),
    )
    .addSubcommand((sub) =>
      askingWithWords(sub.setName('export').setDescription('What happened, as a file')),
    ),
  isEphemeral: true,
  deadlineMs: (MAX_TAIL_SECONDS + 30) * 1000,

  async execute(interaction, use) {
    const action = interaction.options.getSubcommand();
    const ask = askOf(interaction, use);
    use.onLogAsked({ action, text: ask.text, withWords: ask.showPersonal === true }, interaction);
    switch (action) {
      case 'tail':
        return tail(ask, interaction.options.getInteger('seconds') ?? DEFAULT_TAIL_SECONDS, use);
      case 'stats':
        return stats(ask, use);
      case 'show':
        return show(ask, interaction.options.getInteger('number', true), use);
      case 'export':
        return exported(ask, use);
      default:
        return query(ask, use);
    }
  },

  autocomplete: async ({ options }) => completeQuestion(options.getFocused(), COMPLETIONS),
};

function askOf({ options, guildId }: GuildCommandInteraction, { signal }: Use): AskLog {
  return {
    text: options.getString('question') ?? '',
    guildId,
    showPersonal: options.getBoolean('words') ?? false,
    signal,
  };
}

function query(ask: AskLog, { logQuery, words, pages }: Use): Promise<Answer> {
  // Where each page begins that was turned to so far.
  const starts: (number | undefined)[] = [undefined];
  return pages({
    async page(index, signal) {
      const from = starts[index];
      const page = await logQuery.page({
        ...ask,
        signal,
        limit: PER_PAGE,
        ...(from !== undefined && { from }),
      });
      starts[index + 1] = page.next;
      return { content: textOf(page, words.logs.nothing), hasNext: page.next !== undefined };
    },
  });
}

async function tail(ask: AskLog, seconds: number, { logQuery, words, progress }: Use): Promise<Answer> {
  const newest = (): Promise<LogPage> => logQuery.page({ ...ask, limit: PER_PAGE });
  const textNow = async (): Promise<string> => {
    const { events } = await newest();
    return textOf({ events: events.toReversed() }, words.logs.nothing);
  };
  const untilMs = performance.now() + seconds * 1000;
  let shown = '';
  while (performance.now() + LOOK_EVERY_MS < untilMs) {
    const text = await textNow();
    if (text !== shown) progress(`${words.logs.watching(seconds)}\n${text}`);
    shown = text;
    await sleep(LOOK_EVERY_MS, ask.signal);
  }
  return `${await textNow()}\n${words.logs.watched}`;
}

async function stats(ask: AskLog, { logQuery, words, signal }: Use): Promise<Answer> {
  const counted = await logQuery.stats(ask);
  if (counted.total === 0) return words.logs.nothing;
  const sum = (key: 'warnings' | 'errors'): number =>
    counted.buckets.reduce((total, bucket) => total + bucket[key], 0);
  const picture = drawStats(counted, ask.text === '' ? words.logs.everything : ask.text, words);
  return {
    content: words.logs.total(counted.total),
    files: [
      {
        name: 'logs.png',
        bytes: await renderPicture(picture, signal),
        description: words.logs.pictured(counted.total, sum('warnings'), sum('errors')),
      },
    ],
  };
}

async function show(ask: AskLog, sequence: number, { logQuery, words }: Use): Promise<Answer> {
  const { events } = await logQuery.page({ ...ask, text: `seq:${sequence}`, limit: 1 });
  const [event] = events;
  if (event === undefined) throw new Refusal('USAGE_INVALID', words.logs.notThere(sequence));
  const json = JSON.stringify(event, undefined, 2);
  // A row of back ticks in a text would end the block.
  const isShort = json.length <= MAX_SHOWN_LENGTH && !json.includes('```');
  return isShort
    ? `${logLine(event)}\n\`\`\`json\n${json}\n\`\`\``
    : { content: logLine(event), files: [{ name: `event-${sequence}.json`, bytes: Buffer.from(json) }] };
}

async function exported(ask: AskLog, { logQuery, words }: Use): Promise<Answer> {
  const lines: string[] = [];
  let bytes = 0;
  let next: number | undefined;
  do {
    const page = await logQuery.page({
      ...ask,
      limit: EXPORT_PAGE,
      ...(next !== undefined && { from: next }),
    });
    for (const event of page.events) {
      const line = JSON.stringify(event);
      bytes += Buffer.byteLength(line) + 1;
      if (bytes > MAX_EXPORT_BYTES) break;
      lines.push(line);
    }
    next = page.next;
  } while (next !== undefined && lines.length < MAX_EXPORTED && bytes <= MAX_EXPORT_BYTES);
  if (lines.length === 0) return words.logs.nothing;
  return {
    content: words.logs.exported(lines.length, next === undefined && bytes <= MAX_EXPORT_BYTES),
    files: [{ name: 'events.jsonl', bytes: Buffer.from(`${lines.toReversed().join('\n')}\n`) }],
  };
}

function textOf({ events }: Pick<LogPage, 'events'>, nothing: string): string {
  return events.length === 0 ? nothing : events.map(logLine).join('\n');
}
