import { ERROR_CODES, type ErrorCode } from '#core';
import { createEventBus, type AichatEvent } from '#events';

const WORDS = (
  'the a dog river story weather tomorrow hello thank you please stop now what is how are okay good bad model ' +
  'voice turn call late never people talk about long thing with many words in it and more then again over under'
).split(' ');
/** Said once in a few thousand sentences. */
const RARE_WORDS = ['lighthouse', 'marmalade', 'submarine', 'telescope'];
const CODES = Object.keys(ERROR_CODES) as ErrorCode[];
const SERVERS = 20;
const PEOPLE = 200;
const SILENT = { debug() {}, info() {}, warn() {}, error() {}, fatal() {} };

/** The same events every time: calls in twenty servers as they go by, a few of them in trouble. */
export function makeEvents(onEvent: (event: AichatEvent) => void, lastSequence = 0): () => void {
  const bus = createEventBus(SILENT, lastSequence);
  bus.subscribe(onEvent);
  let state = 0x9e37_79b9;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 0x1_0000_0000;
  };
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const sentence = (length: number): string => {
    const words = Array.from({ length }, () => pick(WORDS));
    if (random() < 0.0005) words.push(pick(RARE_WORDS));
    return words.join(' ');
  };
  let count = 0;
  return () => {
    count += 1;
    const guildId = String(1000 + Math.floor(random() * SERVERS));
    const facts = { guildId, callId: `${guildId}-${Math.floor(count / 5000)}` };
    // Few people say most of it.
    const userId = String(5000 + Math.floor(PEOPLE * random() ** 3));
    const turnId = `turn-${Math.floor(count / 6)}`;
    const kind = random();
    if (kind < 0.02) {
      const code = random() < 0.5 ? 'TIMED_OUT' : pick(CODES);
      const { severity } = ERROR_CODES[code];
      const payload = { code, message: `It failed: ${sentence(6)}.`, context: { attempt: 1 }, causes: [] };
      bus.emit('error', payload, { ...facts, severity });
    } else if (kind < 0.3) {
      const detail = { state: 'ready', userId };
      bus.emit('voice.link', { kind: 'voice.state', detail }, { ...facts, severity: 'debug' });
    } else if (kind < 0.7) {
      bus.emit(
        'hearing.transcribed',
        {
          utteranceId: `u${count}`,
          userId,
          speechMs: Math.round(400 + 3000 * random()),
          language: 'en',
          averageLogProbability: -0.2,
          noSpeechProbability: 0.01,
          personal: { text: sentence(14) },
        },
        { ...facts, turnId },
      );
    } else {
      const voiceToVoiceMs = Math.round(500 + 1200 * random() ** 4);
      const personal = { heard: sentence(10), reply: sentence(20) };
      const timings = { speechEndMs: 0, endpointMs: 560, firstTokenMs: 640, firstPacketMs: voiceToVoiceMs };
      const payload = { turnId, outcome: 'said', userIds: [userId], voiceToVoiceMs, timings, personal };
      bus.emit('turn.ended', payload, facts);
    }
  };
}
