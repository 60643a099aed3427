import type { Words } from '../words.ts';

/** Personas. */
export const persona: Words['persona'] = {
  owners: {
    'built-in': 'kommt mit aichat',
    everywhere: 'für jeden Server',
    server: 'von diesem Server',
  },
  listTitle: 'Personas',
  inForceHere: 'spricht hier',
  empty: 'Es gibt keine.',

  voice: 'Stimme',
  usualVoice: 'die übliche',
  model: 'Sprachmodell',
  usualModel: 'wie der Server es hat',
  replyLength: 'Antworten',
  replyLengths: { short: 'kurz', medium: 'mittel', long: 'lang' },
  speed: (speed) => `Tempo ${speed}`,
  variation: (variation) => `Lebhaftigkeit ${variation}`,
  size: 'In jedem Prompt',
  tokens: (tokens) => `etwa ${tokens} Token`,
  lore: 'Lorebook',
  entries: (count) => (count === 1 ? '1 Eintrag' : `${count} Einträge`),
  greetings: 'Begrüßungen',
  by: 'Von',
  tags: 'Schlagwörter',
  greeting: 'Erste Nachricht',
  cutForModel: 'Sie ist länger, als ein Prompt fasst: Ihr Ende fällt weg.',
  systemPrompt: 'Was die Karte dem Modell sagt',
  systemPromptWhole: 'Das Ganze steht in der Datei.',
  pictureOf: (name) => `Die Karte von ${name}`,

  nowInCall: (name) => `**${name}** spricht in diesem Gespräch ab der nächsten Antwort.`,
  nowInChannel: (name, channelId) => `**${name}** spricht in <#${channelId}>.`,
  nowInServer: (name) => `**${name}** spricht auf diesem Server.`,
  stillOther: (channelId, name) => `In <#${channelId}> bleibt es **${name}**: Das ist dort gewählt.`,
  stillOtherInCall: (name) => `Im Gespräch bleibt es **${name}**: Das ist für das Gespräch gewählt.`,
  clearedInCall: (name) => `Für das Gespräch ist nichts mehr gewählt: **${name}** spricht.`,
  cleared: (name) => `Dort ist nichts mehr gewählt: **${name}** spricht.`,
  voiceMissing: (name, voice) =>
    `Die Stimme von ${name}, ${voice}, ist nicht installiert. Auf dem Rechner des Bots: aichat voices pull ${voice}. Oder gib ihr eine andere: /persona edit.`,
  inNoCall: 'Ich bin hier in keinem Sprachkanal: Wähle für den Kanal oder den Server.',
  noSuchChannel: 'Nenne einen Sprachkanal, oder sei in einem.',

  made: (name) => `**${name}** ist angelegt.`,
  saved: (name) => `**${name}** ist geändert.`,
  imported: (name) => `**${name}** ist importiert.`,
  confirmDelete: (name) =>
    `**${name}** löschen? Das lässt sich nicht zurücknehmen; exportiere sie vorher, falls du sie noch brauchst.`,
  deleteIt: 'Löschen',
  keepIt: 'Behalten',
  deleted: (name) => `**${name}** ist gelöscht.`,
  kept: (name) => `**${name}** bleibt.`,
  taken: (name) => `Es gibt schon eine Persona namens ${name}.`,
  comesAlong: (name) =>
    `${name} kommt mit aichat und bleibt, wie sie ist. Exportiere sie und importiere sie unter anderem Namen, um das zu ändern.`,
  notYours: (name) => `${name} ist für jeden Server da: Nur wer den Bot betreibt, kann sie ändern.`,
  exported: (name, format) => `**${name}** als ${format}.`,
  tooLongForForm: (field) =>
    `${field} ist länger, als ein Formular von Discord zeigt. Exportiere die Karte, ändere sie in einem Editor und importiere sie mit replace.`,
  preview: (name) => `So klingt **${name}**.`,
  previewText: 'Hallo! So klinge ich.',

  formTitle: (name) => name,
  fields: {
    name: 'Name',
    description: 'Wer sie ist',
    personality: 'Wie sie ist',
    scenario: 'Die Szene',
    firstMessage: 'Erste Nachricht',
    exampleMessages: 'Wie sie redet: Beispiele',
    systemPrompt: 'Anweisungen statt der üblichen',
    postHistoryInstructions: 'Anweisungen nach dem Gespräch',
    creatorNotes: 'Notizen für Menschen, nicht fürs Modell',
  },

  notes: {
    'newer-version':
      'Die Karte ist von einer neueren Fassung: Was aichat davon nicht kennt, bleibt erhalten und wird nicht benutzt.',
    'regex-keys': (count) =>
      `${count} Einträge ihres Lorebooks haben reguläre Ausdrücke als Schlüssel: Sie bleiben erhalten und werden nicht benutzt.`,
    'assets-not-kept': (count) => `${count} weitere Dateien darin werden nicht aufgehoben.`,
    'picture-not-used': 'Ihr Bild ist kein PNG in der Datei selbst: Es wird nicht geholt.',
  },
  safety: 'Was auch immer sie sagt: Die Regeln von aichat stehen darüber.',
};
