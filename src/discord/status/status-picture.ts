import { voiceToVoiceMs } from '#conversation';
import type { CallStatus } from '../call-parts.ts';
import { COLOURS, boxAt, cutText, dotAt, svgOf, textAt } from '../pictures/svg.ts';
import type { Words } from '../words/index.ts';
import { describeUptime, nameOf } from './describe-status.ts';
import { latencyRows, turnBar } from './latency-picture.ts';
import type { StatusReport } from './status-report.ts';

const WIDTH = 760;
const HEIGHT = 492;
const LEFT = 24;
const RIGHT = 280;
const PANEL_WIDTH = WIDTH - RIGHT - LEFT;
/** More people are counted, not named. */
const MAX_PEOPLE = 6;
const HEARING_COLOURS = { heard: COLOURS.good, muted: COLOURS.bad, quiet: COLOURS.faint } as const;

/** What the picture of `/status` shows. */
export interface StatusPictureFacts {
  readonly report: StatusReport;
  readonly call: CallStatus;
  readonly channelName: string;
}

/** A call at one glance, as SVG: its people, its state, how fast it answers, what it runs on, its health. */
export function statusPicture(facts: StatusPictureFacts, { status: words }: Words): string {
  return svgOf(WIDTH, HEIGHT, [
    ...header(facts, words),
    ...people(facts.call, words),
    ...latency(facts, words),
    ...health(facts.call, words),
    ...modes(facts.report, words),
  ]);
}

function header(
  { report, call, channelName }: StatusPictureFacts,
  words: Words['status'],
): readonly string[] {
  const { state, turns, persona } = call.conversation;
  const pill = nameOf(words.states, state);
  const pillWidth = 24 + pill.length * 8.2;
  const running = words.running(report.version, describeUptime(report.uptimeMs, words), report.memoryMb);
  return [
    textAt(LEFT, 40, cutText(`${persona} · #${channelName}`, 42), { size: 22, isBold: true }),
    textAt(LEFT, 64, `${running} · ${words.turns(turns)}`, { size: 13, colour: COLOURS.faint }),
    boxAt(WIDTH - LEFT - pillWidth, 20, pillWidth, 28, COLOURS.series[0], 14),
    textAt(WIDTH - LEFT - pillWidth / 2, 39, pill, { size: 14, isBold: true, anchor: 'middle' }),
  ];
}

function people({ people: all }: CallStatus, words: Words['status']): readonly string[] {
  const named = all.slice(0, MAX_PEOPLE);
  const rows = named.flatMap(({ name, hearing }, index) => {
    const y = 136 + index * 24;
    return [
      dotAt(LEFT + 20, y - 5, 5, HEARING_COLOURS[hearing]),
      textAt(LEFT + 34, y, cutText(name, 14)),
      textAt(RIGHT - 28, y, words.hearings[hearing], { size: 11, colour: COLOURS.faint, anchor: 'end' }),
    ];
  });
  const more = all.length - named.length;
  return [
    ...panel(LEFT, 84, RIGHT - LEFT - 16, 196, words.people),
    ...(all.length === 0 ? [textAt(LEFT + 16, 136, words.nobody, { colour: COLOURS.faint })] : rows),
    ...(more > 0 ? [textAt(LEFT + 16, 272, `+ ${more}`, { size: 12, colour: COLOURS.faint })] : []),
  ];
}

function latency({ call }: StatusPictureFacts, words: Words['status']): readonly string[] {
  const { lastTurn } = call.conversation;
  const waitedMs = lastTurn && voiceToVoiceMs(lastTurn.timings);
  const last =
    lastTurn && waitedMs !== undefined
      ? turnBar(lastTurn.timings, { x: RIGHT + 16, y: 214, width: PANEL_WIDTH - 32, waitedMs }, words)
      : [];
  return [
    ...panel(RIGHT, 84, PANEL_WIDTH, 196, words.latency),
    ...latencyRows(call.latency, { x: RIGHT + 16, y: 136, width: PANEL_WIDTH - 32 }, words),
    ...last,
  ];
}

function health({ voice }: CallStatus, words: Words['status']): readonly string[] {
  const { encryption, decryptFailures, receive } = voice;
  const isEncrypted = encryption.daveVersion > 0;
  const code = encryption.privacyCode ?? '…';
  const rows: readonly (readonly [string, string])[] = [
    [
      isEncrypted ? COLOURS.good : COLOURS.warn,
      isEncrypted ? words.encrypted(encryption.daveVersion, code) : words.notEncrypted,
    ],
    [decryptFailures === 0 ? COLOURS.good : COLOURS.bad, words.decryptFailures(decryptFailures)],
    [
      receive.lost * 50 < receive.received || receive.lost === 0 ? COLOURS.good : COLOURS.warn,
      words.packets(receive.received, receive.lost),
    ],
  ];
  // The code of the encryption is long: it has a line of its own.
  const places = [
    [LEFT + 20, 340],
    [LEFT + 20, 362],
    [LEFT + 300, 362],
  ] as const;
  return [
    ...panel(LEFT, 292, WIDTH - 2 * LEFT, 84, words.health),
    ...rows.flatMap(([colour, text], index) => {
      const [x, y] = places[index] ?? places[0];
      return [dotAt(x, y - 4, 4, colour), textAt(x + 12, y, cutText(text, 96), { size: 11 })];
    }),
  ];
}

function modes({ modes: all }: StatusReport, words: Words['status']): readonly string[] {
  const rows = Object.entries(all).slice(0, 6);
  return [
    textAt(LEFT, 400, words.runsOn, { size: 12, isBold: true, colour: COLOURS.faint }),
    ...rows.flatMap(([part, mode], index) => {
      const y = 418 + index * 14;
      return [
        textAt(LEFT, y, nameOf(words.parts, part), { size: 10.5, colour: COLOURS.faint }),
        textAt(LEFT + 120, y, cutText(mode, 98), { size: 10 }),
      ];
    }),
  ];
}

function panel(x: number, y: number, width: number, height: number, title: string): readonly string[] {
  return [
    boxAt(x, y, width, height, COLOURS.panel, 8),
    textAt(x + 16, y + 24, title, { size: 12, isBold: true, colour: COLOURS.faint }),
  ];
}
