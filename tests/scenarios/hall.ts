import { type BotLogLine, type Ears, type LoopbackChannel, type LoopbackMember } from '#loopback';
import type { Scene, Stage } from '../support/stage.ts';
import { until } from '../support/until.ts';

const COME_DEADLINE_MS = 30_000;
/** Long enough for a machine that is busy with something else. */
const TURN_DEADLINE_MS = 30_000;
/** The two clocks may differ a little. */
const EARLY_MS = 50;
/** The last packets come after the bot has told that it has finished. */
const LATE_MS = 300;

/** A turn of the bot that is over. */
export interface HeardTurn {
  readonly outcome: string;
  /** First audible packet, on this process's clock; undefined when nothing was heard. */
  readonly startMs: number | undefined;
  readonly endMs: number;
  /** From the end of the speech to the first audible packet, on the call's clock; as the bot counted it. */
  readonly waitedMs: number | undefined;
}

/** One server with a call in it, and somebody who listens there. */
export interface Hall {
  readonly general: LoopbackChannel;
  readonly lounge: LoopbackChannel;
  readonly ears: Ears;
  /** The name that the model is told. */
  nameOf(who: string): string;
  /** A person of this server, made when first named. */
  person(who: string): LoopbackMember;
  /** Waits for the turn number `index`, not counting those that nobody heard. */
  turn(index: number): Promise<HeardTurn>;
  /** Turns that are over. */
  turnCount(): number;
  /** Who came and went while the bot was there: `who came`, `who left`. */
  roster(): readonly string[];
  /** What was heard of a turn: mono at 48 kHz. */
  soundOf(turn: HeardTurn): Float32Array;
  /** Everybody leaves, and the bot with them. */
  end(): Promise<void>;
}

/** Makes a server, lets its people in and the bot after them. @param people - the first one listens. */
export async function openHall(
  stage: Stage,
  people: readonly [string, ...string[]],
  scene: Scene = stage.scene(),
): Promise<Hall> {
  const { guild, lounge, general, ada } = scene;
  const botId = stage.discord.botUser.id;
  const number = ada.name.replace('Ada', '');
  const members = new Map<string, LoopbackMember>([['ada', ada]]);
  const nameOf = (who: string): string => `${who[0]?.toUpperCase() ?? ''}${who.slice(1)}${number}`;
  const person = (who: string): LoopbackMember => {
    const known = members.get(who) ?? guild.createMember(nameOf(who));
    members.set(who, known);
    return known;
  };
  for (const who of people) await person(who).join(lounge);
  const ears = person(people[0]).listen();
  const { content } = await person(people[0]).run('join', { in: general, timeoutMs: COME_DEADLINE_MS });
  if (!content.includes(`<#${lounge.id}>`)) throw new Error(`The bot did not come: ${content}`);

  const endedTurns = (): readonly BotLogLine[] =>
    stage.bot.lines.filter(
      (line) =>
        line['event'] === 'turn.ended' && line['guildId'] === guild.id && line['outcome'] !== 'discarded',
    );
  return {
    general,
    lounge,
    ears,
    nameOf,
    person,
    turnCount: () => endedTurns().length,
    roster: () =>
      stage.bot.lines
        .filter((line) => line['event'] === 'call.roster' && line['guildId'] === guild.id)
        .map((line) => {
          const who = [...members].find(([, member]) => member.id === line['userId'])?.[0] ?? 'somebody';
          return `${who} ${String(line['change'])}`;
        }),
    async turn(index) {
      await until(`Turn ${index + 1} of the bot`, () => endedTurns().length > index, {
        timeoutMs: TURN_DEADLINE_MS,
      });
      return heardTurn(endedTurns()[index] ?? {});
    },
    soundOf({ startMs, endMs }) {
      if (startMs === undefined) return new Float32Array(0);
      return ears.soundOf(botId, { fromMs: startMs - EARLY_MS, toMs: endMs + LATE_MS });
    },
    async end() {
      ears.stop();
      await Promise.all([...members.values()].map((member) => member.leave()));
    },
  };
}

/** The bot's clock is another one than ours; the time of day, which its log line carries, is the same. */
function heardTurn(line: BotLogLine): HeardTurn {
  const { firstPacketMs, endMs } = line['timings'] as { firstPacketMs?: number; endMs: number };
  const loggedAtMs = Number(line['time']) - performance.timeOrigin;
  return {
    outcome: String(line['outcome']),
    startMs: firstPacketMs === undefined ? undefined : loggedAtMs + firstPacketMs - endMs,
    endMs: loggedAtMs,
    waitedMs: line['voiceToVoiceMs'] as number | undefined,
  };
}
