import type { VoiceLinkStats } from '../../voice/index.ts';

/** Keys: the kinds of the floor's state, and of how a turn ended. */
const states = {
  listening: 'listening',
  hearing: 'hearing somebody',
  deciding: 'waiting whether somebody has finished',
  speculating: 'thinking ahead',
  thinking: 'thinking',
  speaking: 'speaking',
  paused: 'paused',
  ending: 'ending',
  done: 'answered',
  interrupted: 'interrupted',
  discarded: 'called off',
  failed: 'failed',
};

/** Keys: what the house calls its parts. */
const parts = {
  recogniser: 'recogniser',
  voice: 'voice',
  voiceActivity: 'voice activity',
  endOfTurn: 'end of turn',
  model: 'language model',
};

/** `/status`, as text and as a picture. */
export const status = {
  running: (version: string, uptime: string, memoryMb: number) =>
    `aichat ${version}, up ${uptime}, ${memoryMb} MB`,
  minutes: (minutes: number) => `${minutes} min`,
  hours: (hours: number, minutes: number) => `${hours} h ${minutes} min`,
  parts,
  states,
  eventLoop: 'event loop',
  eventLoopFigures: (block: string, duringInference: string, delay: string) =>
    `longest block ${block} ms (${duringInference} ms beside a model at work), longest delay ${delay} ms`,
  inNoCall: 'I am in no voice channel here.',
  call: 'call',
  turns: (count: number) => (count === 1 ? '1 turn' : `${count} turns`),
  lastTurn: 'last turn',
  heardMs: (ms: number) => `heard ${ms} ms`,
  waited: (ms: number, steps: string) => `voice to voice ${ms} ms (${steps})`,
  steps: {
    endpointMs: 'endpoint',
    transcriptMs: 'transcript',
    firstTokenMs: 'first token',
    firstClauseMs: 'first clause',
    firstAudioMs: 'first audio',
    firstPacketMs: 'first packet',
  },

  people: 'In the call',
  nobody: 'nobody',
  hearings: { heard: 'heard', muted: 'muted', quiet: 'not heard yet' },
  latency: 'From the last word to the first of mine',
  latencyOf: { call: 'this call', day: 'last 24 hours' },
  noTurns: 'no turns yet',
  runsOn: 'Runs on',
  health: 'Voice connection',
  encrypted: (version: number, code: string) => `end-to-end encrypted (DAVE ${version}), code ${code}`,
  notEncrypted: 'no end-to-end encryption',
  decryptFailures: (count: number) =>
    count === 0 ? 'everything decrypted' : `${count} packets not decrypted`,
  packets: (received: number, lost: number) => `${received} packets heard, ${lost} lost`,
  picture: (state: string) => `How the call is: ${state}. The text of the answer says the same.`,

  voiceLink: ({
    state,
    rejoins,
    encryption: { transport, daveVersion, epoch, privacyCode },
  }: VoiceLinkStats) =>
    `${state}, ${rejoins} rejoins, ${transport ?? 'not connected'}, ${
      daveVersion === 0
        ? 'no end-to-end encryption'
        : `DAVE ${daveVersion}, epoch ${epoch ?? 'none yet'}, privacy code ${privacyCode ?? 'none yet'}`
    }`,
  voiceHeard: ({ receive, decryptFailures }: VoiceLinkStats) =>
    `heard ${receive.received} packets from ${receive.speakers} people in ${receive.subscriptions} streams: ${receive.lost} lost (${receive.recovered} recovered, ${receive.concealed} concealed), ${receive.late} late, ${receive.duplicates} twice, ${receive.corrupt} corrupt, ${receive.damaged} damaged, ${decryptFailures} not decrypted`,
  voiceSaid: ({ send }: VoiceLinkStats) =>
    `said ${send.sent} packets with ${send.codec}, starved ${send.starved}, held ${send.held}`,
};
