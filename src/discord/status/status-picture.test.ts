import { expect, test } from 'vitest';
import type { CallStatus } from '../call-parts.ts';
import { renderPicture } from '../pictures/render-picture.ts';
import { languages } from '../words/index.ts';
import { statusPicture } from './status-picture.ts';

const report = {
  version: '0.1.0',
  uptimeMs: 7_500_000,
  memoryMb: 690,
  modes: {
    recogniser: 'whisper-base; any language; encoder fp32, 2 CPU threads, windows from 15 s; decoder q8',
    voice: 'en_US-lessac-medium, medium quality, 22050 Hz, on the CPU',
    voiceActivity: 'Silero',
    endOfTurn: 'Smart Turn',
    model: 'openrouter-dolphin-free, FREE, $0.00 in and $0.00 out per million tokens',
  },
  eventLoop: { longestBlockMs: 3, longestBlockDuringInferenceMs: 2, longestDelayMs: 5 },
};

const turn = {
  id: 'turn-1',
  transcripts: [],
  replyText: '',
  clauses: [],
  progress: [],
  outcome: 'done',
  timings: {
    speechEndMs: 1000,
    endpointMs: 1420,
    transcriptMs: 1430,
    firstTokenMs: 1600,
    firstClauseMs: 1700,
    firstAudioMs: 1790,
    firstPacketMs: 1800,
    heardMs: 2400,
    discardedReplies: 0,
    discardedSpeculations: 0,
    discardedTranscripts: 0,
    discardedCharacters: 0,
  },
} as const;

function callOf(names: readonly string[]): CallStatus {
  return {
    channelId: '1',
    latency: { call: { turns: 12, p50: 640, p95: 1200, p99: 1400 }, day: undefined },
    conversation: { persona: 'Mira', state: 'speaking', turns: 12, lastTurn: turn },
    people: names.map((name, index) => ({ name, hearing: index === 1 ? 'muted' : 'heard' })),
    voice: {
      state: 'ready',
      rejoins: 0,
      encryption: {
        transport: 'aead_aes256_gcm_rtpsize',
        daveVersion: 1,
        epoch: 3,
        privacyCode: '12345 67890',
      },
      receive: {
        received: 4200,
        lost: 3,
        recovered: 2,
        concealed: 1,
        late: 0,
        duplicates: 0,
        corrupt: 0,
        damaged: 0,
        overflowed: 0,
        resyncs: 0,
        speakers: 2,
        subscriptions: 2,
      },
      send: { sent: 900, codec: 'libopus-wasm', starved: 0, held: 0 },
      decryptFailures: 0,
      packetsMissing: 0,
    },
  };
}

test.each(Object.keys(languages) as (keyof typeof languages)[])(
  'a picture of the call in %s',
  async (language) => {
    const words = languages[language];
    const call = callOf(['Ada', 'Bob', '<script>&"']);
    const svg = statusPicture({ report, call, channelName: 'Lounge' }, words);

    for (const shown of ['Ada', '#Lounge', '640 ms', '1.2 s', '12345 67890', 'Smart Turn'])
      expect(svg).toContain(shown);
    expect(svg).toContain(words.status.states.speaking);
    expect(svg).not.toContain('<script>');
    const png = Buffer.from(await renderPicture(svg));
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    // Width and height stand at bytes 16 and 20.
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1520, 984]);
  },
);

test('of many people some are counted, not named', () => {
  const names = Array.from({ length: 12 }, (_, index) => `Guest ${index}`);
  const svg = statusPicture({ report, call: callOf(names), channelName: 'Lounge' }, languages.en);
  expect(svg).toContain('Guest 5');
  expect(svg).not.toContain('Guest 6');
  expect(svg).toContain('+ 6');
});
