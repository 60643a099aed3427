import type { Words } from '../words.ts';

export const status: Words['status'] = {
  running: (version, uptime, memoryMb) => `aichat ${version}, läuft seit ${uptime}, ${memoryMb} MB`,
  minutes: (minutes) => `${minutes} min`,
  hours: (hours, minutes) => `${hours} h ${minutes} min`,
  parts: {
    recogniser: 'Erkenner',
    voice: 'Stimme',
    voiceActivity: 'Sprecherkennung',
    endOfTurn: 'Ende der Rede',
    model: 'Sprachmodell',
  },
  states: {
    listening: 'hört zu',
    hearing: 'hört jemanden',
    deciding: 'wartet, ob jemand fertig ist',
    speculating: 'denkt voraus',
    thinking: 'denkt nach',
    speaking: 'spricht',
    paused: 'hält inne',
    ending: 'hört auf',
    done: 'beantwortet',
    interrupted: 'unterbrochen',
    discarded: 'abgesagt',
    failed: 'gescheitert',
  },
  eventLoop: 'Ereignisschleife',
  eventLoopFigures: (block, duringInference, delay) =>
    `längste Blockade ${block} ms (${duringInference} ms neben einem rechnenden Modell), längste Verspätung ${delay} ms`,
  inNoCall: 'Ich bin hier in keinem Sprachkanal.',
  call: 'Gespräch',
  turns: (count) => (count === 1 ? '1 Redezug' : `${count} Redezüge`),
  lastTurn: 'letzter Redezug',
  heardMs: (ms) => `${ms} ms gehört`,
  waited: (ms, steps) => `von Stimme zu Stimme ${ms} ms (${steps})`,
  steps: {
    endpointMs: 'Ende erkannt',
    transcriptMs: 'Text',
    firstTokenMs: 'erstes Token',
    firstClauseMs: 'erster Teilsatz',
    firstAudioMs: 'erster Ton',
    firstPacketMs: 'erstes Paket',
  },

  people: 'Im Gespräch',
  nobody: 'niemand',
  hearings: { heard: 'gehört', muted: 'stumm', quiet: 'noch nicht gehört' },
  latency: 'Vom letzten Wort bis zu meinem ersten',
  latencyOf: { call: 'dieses Gespräch', day: 'letzte 24 Stunden' },
  noTurns: 'noch keine Redezüge',
  runsOn: 'Läuft auf',
  health: 'Sprachverbindung',
  encrypted: (version, code) => `Ende-zu-Ende-verschlüsselt (DAVE ${version}), Code ${code}`,
  notEncrypted: 'keine Ende-zu-Ende-Verschlüsselung',
  decryptFailures: (count) => (count === 0 ? 'alles entschlüsselt' : `${count} Pakete nicht entschlüsselt`),
  packets: (received, lost) => `${received} Pakete gehört, ${lost} verloren`,
  picture: (state) => `Wie das Gespräch steht: ${state}. Der Text der Antwort sagt dasselbe.`,

  voiceLink: ({ state, rejoins, encryption: { transport, daveVersion, epoch, privacyCode } }) =>
    `${state}, ${rejoins}-mal neu verbunden, ${transport ?? 'nicht verbunden'}, ${
      daveVersion === 0
        ? 'keine Ende-zu-Ende-Verschlüsselung'
        : `DAVE ${daveVersion}, Epoche ${epoch ?? 'noch keine'}, Prüfcode ${privacyCode ?? 'noch keiner'}`
    }`,
  voiceHeard: ({ receive, decryptFailures }) =>
    `${receive.received} Pakete von ${receive.speakers} Leuten in ${receive.subscriptions} Strömen gehört: ${receive.lost} verloren (${receive.recovered} wiederhergestellt, ${receive.concealed} überbrückt), ${receive.late} verspätet, ${receive.duplicates} doppelt, ${receive.corrupt} verdorben, ${receive.damaged} beschädigt, ${decryptFailures} nicht entschlüsselt`,
  voiceSaid: ({ send }) =>
    `${send.sent} Pakete mit ${send.codec} gesagt, ${send.starved}-mal ausgehungert, ${send.held} zurückgehalten`,
};
