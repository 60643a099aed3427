import { sleep } from '#core';
import { speakText, type LoopbackMember, type VoiceFault } from '#loopback';
import type { LoopbackCall } from '../../src/discord/voice/testing/loopback-call.ts';
import type { TraceHead } from '../../tests/traces/packet-trace.ts';
import { VOICES } from '../demo/script.ts';

/** A call that is worth keeping. */
export interface TraceScene {
  readonly name: string;
  readonly title: string;
  readonly said: TraceHead['said'];
  /** Lets it happen; whatever came during that time is recorded. */
  play(call: LoopbackCall, people: Readonly<Record<'ada' | 'ben', LoopbackMember>>): Promise<void>;
}

const WEATHER = 'What is the weather like today?';
const RIVER = 'Where are the river and the castle?';
const STORY = 'Tell me a story about a dog and a river.';
const ada = (text: string): Promise<Float32Array> => speakText(text, VOICES.Ada);
const ben = (text: string): Promise<Float32Array> => speakText(text, VOICES.Ben);

function onBadNetwork(name: string, title: string, faults: readonly VoiceFault[]): TraceScene {
  return {
    name,
    title,
    said: [
      { who: 'ada', text: STORY },
      { who: 'ben', text: WEATHER },
    ],
    async play(_call, people) {
      await people.ada.speak(await ada(STORY), { faults });
      await sleep(600);
      await people.ben.speak(await ben(WEATHER), { faults });
    },
  };
}

/** Everything that is recorded. */
export const TRACE_SCENES: readonly TraceScene[] = [
  {
    name: 'two-speakers',
    title: 'two people speak at once, and each alone',
    said: [
      { who: 'ada', text: STORY },
      { who: 'ben', text: RIVER },
      { who: 'ada', text: WEATHER },
    ],
    async play(_call, people) {
      const [story, river, weather] = await Promise.all([ada(STORY), ben(RIVER), ada(WEATHER)]);
      const both = [people.ada.speak(story), sleep(900).then(() => people.ben.speak(river))];
      await Promise.all(both);
      await sleep(800);
      await people.ada.speak(weather);
    },
  },
  {
    name: 'gaps',
    title: 'one person pauses in mid-sentence and between sentences; nothing is sent meanwhile',
    said: [
      { who: 'ada', text: 'Tell me a story about a dog' },
      { who: 'ada', text: 'and a river.' },
      { who: 'ada', text: WEATHER },
    ],
    async play(_call, people) {
      for (const [text, gapMs] of [
        ['Tell me a story about a dog', 350],
        ['and a river.', 1800],
        [WEATHER, 0],
      ] as const) {
        await people.ada.speak(await ada(text));
        await sleep(gapMs);
      }
    },
  },
  onBadNetwork('loss', 'one packet of twelve is lost', [{ name: 'loss', rate: 0.08, seed: 11 }]),
  onBadNetwork('reordering', 'packets come late, twice and out of order', [
    { name: 'reorder', rate: 0.15, seed: 5 },
    { name: 'duplicate', rate: 0.1, seed: 6 },
    { name: 'jitter', rate: 0.3, delayMs: 50, seed: 7 },
  ]),
  {
    name: 'dave-transition',
    title: 'somebody comes into the encrypted call in the middle of a word; some frames cannot be decrypted',
    said: [
      { who: 'ada', text: STORY },
      { who: 'ben', text: WEATHER },
    ],
    async play(call, people) {
      const story = await ada(STORY);
      const speech = people.ada.speak(story);
      await sleep(900);
      const cleo = call.guild.createMember('Cleo');
      await cleo.join(call.lounge);
      call.room.faults.use({ name: 'corrupt-frame', userId: people.ada.id, times: 4 });
      await speech;
      await sleep(700);
      await people.ben.speak(await ben(WEATHER));
    },
  },
  {
    name: 'dave-downgrade',
    title: 'the call loses its end-to-end encryption in the middle of a word and gets it back in the next',
    said: [
      { who: 'ada', text: STORY },
      { who: 'ben', text: WEATHER },
    ],
    async play(call, people) {
      const speech = people.ada.speak(await ada(STORY));
      await sleep(900);
      call.room.faults.use({ name: 'downgrade' });
      await speech;
      await sleep(700);
      const next = people.ben.speak(await ben(WEATHER));
      await sleep(700);
      call.room.faults.use({ name: 'upgrade' });
      await next;
    },
  },
];
