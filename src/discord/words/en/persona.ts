/** Personas. */
export const persona = {
  owners: {
    'built-in': 'comes with aichat',
    everywhere: 'for every server',
    server: 'of this server',
  },
  listTitle: 'Personas',
  inForceHere: 'speaks here',
  empty: 'There are none.',

  voice: 'Voice',
  usualVoice: 'the usual one',
  model: 'Language model',
  usualModel: 'as the server has it',
  replyLength: 'Answers',
  replyLengths: { short: 'short', medium: 'medium', long: 'long' },
  speed: (speed: number) => `speed ${speed}`,
  variation: (variation: number) => `liveliness ${variation}`,
  size: 'In every prompt',
  tokens: (tokens: number) => `about ${tokens} tokens`,
  lore: 'Lorebook',
  entries: (count: number) => (count === 1 ? '1 entry' : `${count} entries`),
  greetings: 'Greetings',
  by: 'By',
  tags: 'Tags',
  greeting: 'First message',
  cutForModel: 'It is longer than what a prompt takes: its end is left out.',
  systemPrompt: 'What the card tells the model',
  systemPromptWhole: 'The whole of it is in the file.',
  pictureOf: (name: string) => `The card of ${name}`,

  nowInCall: (name: string) => `**${name}** speaks in this call from the next answer on.`,
  nowInChannel: (name: string, channelId: string) => `**${name}** speaks in <#${channelId}>.`,
  nowInServer: (name: string) => `**${name}** speaks in this server.`,
  stillOther: (channelId: string, name: string) =>
    `In <#${channelId}> it is still **${name}**: that was chosen there.`,
  stillOtherInCall: (name: string) => `In the call it is still **${name}**: that was chosen for the call.`,
  clearedInCall: (name: string) => `Nothing is chosen for the call any more: **${name}** speaks.`,
  cleared: (name: string) => `Nothing is chosen there any more: **${name}** speaks.`,
  voiceMissing: (name: string, voice: string) =>
    `The voice of ${name}, ${voice}, is not installed. On the machine of the bot: aichat voices pull ${voice}. Or give it another: /persona edit.`,
  inNoCall: 'I am in no voice channel here: choose for the channel or for the server.',
  noSuchChannel: 'Name a voice channel, or be in one.',

  made: (name: string) => `**${name}** is made.`,
  saved: (name: string) => `**${name}** is changed.`,
  imported: (name: string) => `**${name}** is imported.`,
  confirmDelete: (name: string) =>
    `Delete **${name}**? It cannot be had back; export it first if you may want it again.`,
  deleteIt: 'Delete',
  keepIt: 'Keep',
  deleted: (name: string) => `**${name}** is deleted.`,
  kept: (name: string) => `**${name}** stays.`,
  taken: (name: string) => `There is a persona called ${name} already.`,
  comesAlong: (name: string) =>
    `${name} comes with aichat and stays as it is. Export it and import it under another name to change that.`,
  notYours: (name: string) => `${name} is for every server: only the owner of the bot can change it.`,
  exported: (name: string, format: string) => `**${name}** as ${format}.`,
  tooLongForForm: (field: string) =>
    `${field} is longer than a form of Discord shows. Export the card, change it in an editor and import it with replace.`,
  preview: (name: string) => `This is how **${name}** sounds.`,
  previewText: 'Hello! This is how I sound.',

  formTitle: (name: string) => name,
  fields: {
    name: 'Name',
    description: 'Who it is',
    personality: 'What it is like',
    scenario: 'The scene',
    firstMessage: 'First message',
    exampleMessages: 'How it talks: examples',
    systemPrompt: 'Instructions, instead of the usual ones',
    postHistoryInstructions: 'Instructions after the conversation',
    creatorNotes: 'Notes for people; the model gets none',
  },

  notes: {
    'newer-version': 'The card is of a newer version: what aichat does not know of it is kept and not used.',
    'regex-keys': (count: number) =>
      `${count} of its lorebook's entries have regular expressions for keys: they are kept and not used.`,
    'assets-not-kept': (count: number) => `${count} more files in it are not kept.`,
    'picture-not-used': 'Its picture is no PNG in the file itself: it is not fetched.',
  },
  safety: 'Whatever it says: the rules of aichat stand above it.',
};
