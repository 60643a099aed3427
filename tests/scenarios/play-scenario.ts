import { sleep } from '#core';
import { speakText, type LoopbackMember } from '#loopback';
import { VOICES } from '../../tools/demo/script.ts';
import type { Stage } from '../support/stage.ts';
import { cough } from './cough.ts';
import { openHall, type Hall } from './hall.ts';
import type { UnderstandingListener } from './listener.ts';
import type { ActionStep, BotStep, Scenario } from './scenario.ts';
import { containsWords, resemblesWords, type ModelLines, type ScriptedModel } from './scripted-model.ts';

const REPLY_DEADLINE_MS = 30_000;
/** Sound that was on its way when silence was asked for, on a busy machine. */
const LAST_PACKETS_MS = 1000;
/** In the end nobody says anything for so long, and the bot must not either. */
const AFTERMATH_MS = 2500;

/** What the scenes of a stage share. */
export interface ScenarioParts {
  readonly stage: Stage;
  readonly model: ScriptedModel;
  readonly listener: UnderstandingListener;
}

/** Plays a scenario. @throws Error that says which step was not as it should be. */
export async function playScenario(parts: ScenarioParts, scenario: Scenario): Promise<void> {
  const performance = await Performance.open(parts, scenario);
  try {
    for (const [index, step] of scenario.steps.entries()) {
      try {
        await performance.play(step);
      } catch (error) {
        throw new Error(`Step ${index + 1}, ${JSON.stringify(step)}: ${String(error)}`, { cause: error });
      }
    }
    await performance.end(scenario.finally);
  } finally {
    await performance.close();
  }
}

interface Side {
  readonly hall: Hall;
  readonly lines: ModelLines;
  /** Turns of the bot that a step was about. */
  turns: number;
}

/** One scenario on its way. */
class Performance {
  readonly #parts: ScenarioParts;
  readonly #sides: readonly Side[];
  readonly #sideOf = new Map<string, Side>();
  readonly #speeches = new Set<Promise<void>>();
  readonly #left = new Set<string>();
  readonly #main: Side;
  /** When the last step began. */
  #stepAtMs = 0;
  /** When the last speech or command ended: a reply to it comes later. */
  #replyFromMs = 0;

  static async open(parts: ScenarioParts, scenario: Scenario): Promise<Performance> {
    const sides: Side[] = [];
    const names = new Map<string, Side>();
    for (const people of [scenario.people, scenario.elsewhere]) {
      const [first, ...others] = people;
      if (first === undefined) continue;
      const hall = await openHall(parts.stage, [first, ...others]);
      // Somebody who comes later is known by name from the start.
      const later =
        sides.length > 0 ? [] : scenario.steps.flatMap((step) => ('who' in step ? [step.who] : []));
      const mine = people === scenario.people ? [...people, ...later] : people;
      const lines = parts.model.play(
        mine.map((who) => hall.nameOf(who)),
        scenario.replies,
      );
      const side = { hall, lines, turns: 0 };
      sides.push(side);
      for (const who of people) names.set(who, side);
    }
    return new Performance(parts, sides, names);
  }

  private constructor(parts: ScenarioParts, sides: readonly Side[], sideOf: ReadonlyMap<string, Side>) {
    const [main] = sides;
    if (main === undefined) throw new Error('A scenario needs people.');
    this.#parts = parts;
    this.#sides = sides;
    this.#main = main;
    for (const [who, side] of sideOf) this.#sideOf.set(who, side);
  }

  async play(step: Scenario['steps'][number]): Promise<void> {
    if ('bot' in step) return this.#expectTurn(step.bot);
    if ('silentMs' in step) return this.#expectSilence(step.silentMs);
    await this.#awaitMoment(step);
    this.#stepAtMs = performance.now();
    const { hall } = this.#side(step.who);
    const member = hall.person(step.who);
    if ('says' in step) {
      return this.#speak(
        step.who,
        member,
        await speakText(step.says, VOICES[step.who === 'ada' ? 'Ada' : 'Ben']),
      );
    }
    if ('coughsMs' in step) return this.#speak(step.who, member, cough(step.coughsMs));
    if ('does' in step) {
      if (step.does === 'join') return member.join(hall.lounge);
      this.#left.add(step.who);
      return member.leave();
    }
    const { command, text, answer = '' } = step;
    const { content } = await member.run(command, {
      in: hall.general,
      timeoutMs: REPLY_DEADLINE_MS,
      ...(text !== undefined && { options: { text } }),
    });
    this.#replyFromMs = performance.now();
    if (!content.includes(answer)) throw new Error(`/${command} was answered with "${content}"`);
  }

  async end(last: Scenario['finally']): Promise<void> {
    await Promise.all(this.#speeches);
    await sleep(AFTERMATH_MS);
    for (const { hall, turns } of this.#sides) {
      if (hall.turnCount() !== turns) throw new Error(`There were ${hall.turnCount()} turns, not ${turns}.`);
    }
    const { hall, lines } = this.#main;
    const history = (lines.requests.at(-1) ?? []).map(({ content }) => content).join('\n');
    for (const words of last.history) expectWords('The history', history, words, true);
    for (const words of last.historyWithout) expectWords('The history', history, words, false);
    const posted = hall.lounge.messages.map(({ content }) => content).join('\n');
    for (const words of last.posted) {
      if (!posted.includes(words)) throw new Error(`"${words}" was not posted, but: ${posted}`);
    }
    if (last.roster.length > 0 && hall.roster().join(', ') !== last.roster.join(', ')) {
      throw new Error(`The roster was: ${hall.roster().join(', ')}`);
    }
    if (last.apart) this.#expectApart();
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#speeches);
    await Promise.all(this.#sides.map(({ hall }) => hall.end()));
  }

  async #awaitMoment({ overReplyMs, afterStartMs, afterSilenceMs }: ActionStep): Promise<void> {
    if (afterStartMs !== undefined) return waitTill(this.#stepAtMs + afterStartMs);
    if (overReplyMs !== undefined) {
      await Promise.all(this.#speeches);
      const { stage } = this.#parts;
      const wait = { afterMs: this.#replyFromMs, timeoutMs: REPLY_DEADLINE_MS };
      const beganMs = await this.#main.hall.ears.waitForSpeech(stage.discord.botUser.id, wait);
      return waitTill(beganMs + overReplyMs);
    }
    await Promise.all(this.#speeches);
    await sleep(afterSilenceMs ?? 100);
  }

  #speak(who: string, member: LoopbackMember, sound: Float32Array): void {
    this.#speeches.add(this.#speakToTheEnd(who, member, sound));
  }

  async #speakToTheEnd(who: string, member: LoopbackMember, sound: Float32Array): Promise<void> {
    try {
      const { lastVoicedPacketAtMs } = await member.speak(sound);
      this.#replyFromMs = lastVoicedPacketAtMs;
    } catch (error) {
      // Somebody who leaves stops in the middle of a word.
      if (!this.#left.has(who)) throw error;
    }
  }

  async #expectTurn(expected: BotStep): Promise<void> {
    await Promise.all(this.#speeches);
    const side = expected.hears === undefined ? this.#main : this.#side(expected.hears);
    const { hall, lines } = side;
    const turn = await hall.turn(side.turns);
    side.turns += 1;
    if (turn.outcome !== expected.outcome) throw new Error(`The turn was ${turn.outcome}.`);
    expectTold(hall, lines, expected.told);
    const { withinMs } = expected;
    if (withinMs !== undefined && (turn.waitedMs ?? Infinity) > withinMs) {
      throw new Error(`The reply came after ${turn.waitedMs} ms.`);
    }
    if (expected.heardContains.length + expected.absent.length === 0) return;
    // The last packets are still on their way when the bot tells that it has finished.
    await sleep(LAST_PACKETS_MS);
    const heard = await this.#parts.listener.understand(hall.soundOf(turn));
    for (const words of expected.heardContains) expectWords('The reply', heard, words, true);
    for (const words of expected.absent) expectWords('The reply', heard, words, false);
  }

  async #expectSilence(silentMs: number): Promise<void> {
    await Promise.all(this.#speeches);
    await sleep(LAST_PACKETS_MS);
    const fromMs = performance.now();
    await sleep(silentMs);
    const { packets } = this.#main.hall.ears;
    const botId = this.#parts.stage.discord.botUser.id;
    if (packets.some(({ userId, audible, atMs }) => userId === botId && audible && atMs >= fromMs)) {
      throw new Error('The bot was heard.');
    }
  }

  /** No request of one call names somebody of the other. */
  #expectApart(): void {
    for (const { lines } of this.#sides) {
      for (const { hall } of this.#sides.filter((other) => other.lines !== lines)) {
        const foreign = [...this.#sideOf].filter(([, side]) => side.hall === hall);
        const told = JSON.stringify(lines.requests);
        for (const [who] of foreign) {
          if (told.includes(hall.nameOf(who))) throw new Error(`${who} got into the other call.`);
        }
      }
    }
  }

  #side(who: string): Side {
    return this.#sideOf.get(who) ?? this.#main;
  }
}

async function waitTill(atMs: number): Promise<void> {
  await sleep(Math.max(0, atMs - performance.now()));
}

/** Checks that one request told the lines `who: words`, in this order, at its end. */
function expectTold(hall: Hall, { requests }: ModelLines, told: readonly string[]): void {
  if (told.length === 0) return;
  const wanted = told.map((line) => {
    const [who = '', words = ''] = line.split(': ');
    return { name: hall.nameOf(who), words };
  });
  const fits = requests.some((messages) => {
    const lines = (messages.at(-1)?.content ?? '').split('\n');
    let from = 0;
    return wanted.every(({ name, words }) => {
      const index = lines.findIndex(
        (line, at) => at >= from && line.startsWith(`${name}: `) && resemblesWords(line, words),
      );
      from = index + 1;
      return index >= 0;
    });
  });
  if (fits) return;
  throw new Error(
    `The model was not told ${told.join(' / ')}, but: ${JSON.stringify(requests.map((messages) => messages.at(-1)?.content))}`,
  );
}

function expectWords(what: string, text: string, words: string, contained: boolean): void {
  if (contained ? resemblesWords(text, words) : !containsWords(text, words)) return;
  throw new Error(`${what} ${contained ? 'lacks' : 'contains'} "${words}": ${text}`);
}
