import { describe, expect, test } from 'vitest';
import { scriptedCall } from './testing/scripted-call.ts';

const STORY =
  'Once upon a time there was a dog. It lived in a house by the river. Every day it went to swim.';
const ASKED = 'Ada: Tell me a story, Mira.';

/** When the other speech begins, and what keeps the first turn in that state until then. */
const MOMENTS = {
  'while Ada still speaks': { fromMs: 200, transcriptMs: 80, firstTokenMs: 100 },
  'while her words are sought': { fromMs: 1020, transcriptMs: 300, firstTokenMs: 100 },
  'while the model thinks': { fromMs: 1500, transcriptMs: 80, firstTokenMs: 2500 },
  'in the first moment of the reply': { fromMs: 1480, transcriptMs: 80, firstTokenMs: 100 },
  'in the midst of the reply': { fromMs: 2500, transcriptMs: 80, firstTokenMs: 100 },
} as const;

const SOUNDS = {
  'a cough': { lastsMs: 150, text: undefined },
  '"mhm"': { lastsMs: 400, text: 'Mhm.' },
  '"stop"': { lastsMs: 400, text: 'Stop.' },
  'a question to the bot': { lastsMs: 900, text: 'Mira, what about cats?' },
  'talk with others': { lastsMs: 900, text: 'Anna, close the door.' },
} as const;

/** What becomes of the story: outcomes of the turns, what the playout did, what the model was asked last. */
const VERDICTS = {
  'it is told': { outcomes: 'done', playout: 'start end', asked: () => ASKED },
  'it is held and goes on': { outcomes: 'done', playout: 'start pause resume end', asked: () => ASKED },
  'both are answered': {
    outcomes: 'done',
    playout: 'start end',
    asked: (said: string) => `${ASKED}\n${said}`,
  },
  'it is asked for again': { outcomes: 'discarded done', playout: 'start end', asked: () => ASKED },
  'both are asked': {
    outcomes: 'discarded done',
    playout: 'start end',
    asked: (said: string) => `${ASKED}\n${said}`,
  },
  'the other is answered next': {
    outcomes: 'done done',
    playout: 'start end start end',
    asked: (said: string) => said,
  },
  'it is ended': {
    outcomes: 'interrupted done',
    playout: 'start pause stop start end',
    asked: (said: string) => said,
  },
} as const;

type Row = readonly [keyof typeof MOMENTS, 'ada' | 'ben', readonly [string, string, string, string, string]];

/** One verdict for each sound, in their order. */
const told = 'it is told';
const held = 'it is held and goes on';
const both = 'both are answered';
const ended = 'it is ended';
const again = 'both are asked';
const ROWS: readonly Row[] = [
  ['while Ada still speaks', 'ben', [told, told, told, both, told]],
  ['while her words are sought', 'ada', [told, told, both, both, both]],
  ['while her words are sought', 'ben', [told, told, told, both, told]],
  ['while the model thinks', 'ada', [told, 'it is asked for again', again, again, again]],
  ['while the model thinks', 'ben', [told, told, told, 'the other is answered next', told]],
  ['in the first moment of the reply', 'ada', [held, held, ended, ended, ended]],
  ['in the first moment of the reply', 'ben', [held, held, ended, ended, held]],
  ['in the midst of the reply', 'ada', [held, held, ended, ended, ended]],
  ['in the midst of the reply', 'ben', [held, held, ended, ended, held]],
];

const cases = ROWS.flatMap(([moment, by, verdicts]) =>
  Object.keys(SOUNDS).map((sound, index) => ({
    moment,
    by,
    sound: sound as keyof typeof SOUNDS,
    verdict: verdicts[index] as keyof typeof VERDICTS,
  })),
);

describe('Ada asks for a story in a call of three', () => {
  test.each(cases)('$by: $sound $moment → $verdict', async ({ moment, by, sound, verdict }) => {
    const { fromMs, transcriptMs, firstTokenMs } = MOMENTS[moment];
    const { lastsMs, text } = SOUNDS[sound];
    const replies = [{ text: STORY, firstTokenMs }, { text: 'Okay.' }];
    const call = scriptedCall({ people: 3, transcriptMs, replies });
    call.speech({ by: 'ada', fromMs: 0, toMs: 500, text: 'Tell me a story, Mira.' });
    call.speech({ by, fromMs, toMs: fromMs + lastsMs, ...(text !== undefined && { text }) });
    await call.clock.advanceTo(20_000);

    const { outcomes, playout, asked } = VERDICTS[verdict];
    expect(call.turns.map((turn) => turn.outcome).join(' ')).toBe(outcomes);
    expect(call.actions.map((action) => action.split('@')[0]).join(' ')).toBe(playout);
    const speaker = by === 'ada' ? 'Ada' : 'Ben';
    expect(call.history(call.requests.length - 1).at(-1)).toBe(`user: ${asked(`${speaker}: ${text ?? ''}`)}`);
    expect(call.reports).toEqual([]);
    expect(call.conversation.status().state).toBe('listening');
  });
});
