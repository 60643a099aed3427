import { sleep } from '#core';
import { waitUntil, type Ears, type LoopbackGuild, type LoopbackMember } from '#loopback';
import { VOICES } from '../../demo/script.ts';
import type { BenchStage, TimedMessage } from './bench-stage.ts';
import { sentenceFor, type SpokenSentence } from './sentences.ts';

const REPLY_DEADLINE_MS = 30_000;
/** A reply is let go on for so long before it is cut short: only its beginning is measured. */
const LISTEN_MS = 300;
/** Nothing of a reply is heard for so long before the next turn begins. */
const QUIET_MS = 500;
const SETTLING_MS = 700;

export type TurnMessage = Extract<TimedMessage, { type: 'turn' }>;

/** One call of the bench, with somebody who listens to the bot. */
export interface BenchCall {
  readonly guild: LoopbackGuild;
  readonly people: readonly LoopbackMember[];
  readonly ears: Ears;
  /** When packets with sound came from the bot, on this process's clock. */
  soundAtMs(fromMs: number, toMs?: number): readonly number[];
  /** Somebody says a sentence. @returns when the last voiced packet left. */
  say(
    person: number,
    sentence: SpokenSentence,
  ): Promise<{ readonly firstMs: number; readonly lastMs: number }>;
  sentence(index: number): Promise<SpokenSentence>;
  /** Waits for the first packet of a reply. */
  reply(afterMs: number): Promise<number>;
  /** The record of the turn whose reply was heard. */
  record(afterMs: number): Promise<TurnMessage>;
  /** Cuts the reply short and waits until it is quiet. */
  hush(): Promise<void>;
}

/** Opens a call with so many people. */
export async function openBenchCall(
  stage: BenchStage,
  name: string,
  peopleCount: number,
): Promise<BenchCall> {
  const guild = stage.discord.createGuild({ name });
  const lounge = guild.createVoiceChannel('Lounge');
  const people = Array.from({ length: peopleCount }, (_, index) => guild.createMember(`${name}${index + 1}`));
  for (const person of people) await person.join(lounge);
  await stage.join(guild, lounge.id);
  const [listener] = people;
  if (listener === undefined) throw new Error('A call needs people.');
  const ears = listener.listen();
  const botId = stage.discord.botUser.id;
  await sleep(SETTLING_MS);

  // Voices of random weights may be soft: a packet that is not the fixed one of silence is sound.
  const soundAtMs = (fromMs: number, toMs = Infinity): readonly number[] =>
    ears.packets
      .filter(({ userId, silence, atMs }) => userId === botId && !silence && atMs >= fromMs && atMs < toMs)
      .map(({ atMs }) => atMs);
  const lastSoundMs = (): number => ears.packets.findLast((packet) => !packet.silence)?.atMs ?? 0;

  return {
    guild,
    people,
    ears,
    soundAtMs,
    sentence: (index) => sentenceFor(index, index % 2 === 0 ? VOICES.Ada : VOICES.Ben),
    async say(person, { speech, sound }) {
      const member = people[person];
      if (member === undefined) throw new Error('There is no such person.');
      stage.tell({ type: 'announce', speech: { ...speech, userId: member.id } });
      const { firstPacketAtMs, lastVoicedPacketAtMs } = await member.speak(sound);
      return { firstMs: firstPacketAtMs, lastMs: lastVoicedPacketAtMs };
    },
    reply: (afterMs) =>
      waitUntil(() => soundAtMs(afterMs)[0], { timeoutMs: REPLY_DEADLINE_MS, what: 'A reply' }),
    record: (afterMs) =>
      waitUntil(
        () =>
          stage.messages.find(
            (message): message is TurnMessage =>
              message.type === 'turn' &&
              message.guildId === guild.id &&
              message.outcome !== 'discarded' &&
              message.atMs >= afterMs,
          ),
        { timeoutMs: REPLY_DEADLINE_MS, what: 'The record of a turn' },
      ),
    async hush() {
      await sleep(LISTEN_MS);
      stage.tell({ type: 'hush', guildId: guild.id });
      await waitUntil(() => (performance.now() - lastSoundMs() > QUIET_MS ? true : undefined), {
        timeoutMs: REPLY_DEADLINE_MS,
        what: 'Quiet',
      });
    },
  };
}
