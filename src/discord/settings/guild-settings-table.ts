import { choice, member, onOff, wholeNumber, type GuildSetting } from './guild-setting.ts';

/** Everything that a server can set, in the order in which it is shown. */
export const GUILD_SETTINGS = {
  addressing: choice(['adaptive', 'always'], {
    defaultValue: 'adaptive',
    takesEffect: 'now',
    description: {
      en: 'Whom I answer among several people: adaptive, who names me or goes on with me; always, everybody',
      de: 'Wem ich unter mehreren antworte: adaptive, wer mich nennt oder weiterspricht; always, allen',
    },
  }),
  followUpMs: wholeNumber(
    { min: 0, max: 60_000, unit: 'ms' },
    {
      defaultValue: 10_000,
      takesEffect: 'now',
      description: {
        en: 'How long after my answer somebody may go on without naming me',
        de: 'Wie lange nach meiner Antwort man weitersprechen kann, ohne mich zu nennen',
      },
    },
  ),
  language: choice(
    ['auto', 'en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'pl', 'ru', 'uk', 'cs', 'sv', 'tr', 'ja'],
    {
      defaultValue: 'auto',
      takesEffect: 'now',
      description: {
        en: 'The language that is spoken; auto: as my owner has set, or found out from each utterance',
        de: 'Die Sprache, die gesprochen wird; auto: wie mein Betreiber es vorgibt oder aus jedem Satz erkannt',
      },
    },
  ),
  ownerId: member({
    defaultValue: '',
    takesEffect: 'now',
    description: {
      en: 'Who may always interrupt me, beside the owner of the server',
      de: 'Wer mich immer unterbrechen darf, neben dem Eigentümer des Servers',
    },
  }),
  pauseAfterVoicedMs: wholeNumber(
    { min: 40, max: 2000, unit: 'ms' },
    {
      defaultValue: 100,
      takesEffect: 'now',
      description: {
        en: 'Speech over my answer that makes me pause',
        de: 'Sprechen über meine Antwort, das mich innehalten lässt',
      },
    },
  ),
  stopAfterVoicedMs: wholeNumber(
    { min: 100, max: 5000, unit: 'ms' },
    {
      defaultValue: 500,
      takesEffect: 'now',
      description: {
        en: 'Speech over my answer that ends it',
        de: 'Sprechen über meine Antwort, das sie beendet',
      },
    },
  ),
  discardAfterVoicedMs: wholeNumber(
    { min: 40, max: 5000, unit: 'ms' },
    {
      defaultValue: 300,
      takesEffect: 'now',
      description: {
        en: 'Speech before my answer is heard that makes me think anew',
        de: 'Sprechen, bevor meine Antwort zu hören ist, das mich neu nachdenken lässt',
      },
    },
  ),
  playbackGuardMs: wholeNumber(
    { min: 0, max: 2000, unit: 'ms' },
    {
      defaultValue: 250,
      takesEffect: 'now',
      description: {
        en: 'How long after I began speech does nothing to my answer',
        de: 'Wie lange nach meinem ersten Ton Sprechen meiner Antwort nichts tut',
      },
    },
  ),
  resumeAfterMs: wholeNumber(
    { min: 200, max: 5000, unit: 'ms' },
    {
      defaultValue: 1000,
      takesEffect: 'now',
      description: {
        en: 'How long I wait after speech that made me pause until I go on',
        de: 'Wie lange ich nach einer Störung warte, bis ich weiterspreche',
      },
    },
  ),
  minSilenceMs: wholeNumber(
    { min: 100, max: 2000, unit: 'ms' },
    {
      defaultValue: 240,
      takesEffect: 'next-join',
      description: {
        en: 'Silence that I always wait for before I answer',
        de: 'Stille, die ich mindestens abwarte, bevor ich antworte',
      },
    },
  ),
  completeSilenceMs: wholeNumber(
    { min: 100, max: 2000, unit: 'ms' },
    {
      defaultValue: 320,
      takesEffect: 'next-join',
      description: {
        en: 'Silence that I wait for after a whole sentence',
        de: 'Stille, die ich nach einem ganzen Satz abwarte',
      },
    },
  ),
  maxSilenceMs: wholeNumber(
    { min: 300, max: 5000, unit: 'ms' },
    {
      defaultValue: 1500,
      takesEffect: 'next-join',
      description: {
        en: 'Silence after which somebody has finished for certain',
        de: 'Stille, nach der jemand sicher ausgeredet hat',
      },
    },
  ),
  unfinishedSilenceMs: wholeNumber(
    { min: 0, max: 10_000, unit: 'ms' },
    {
      defaultValue: 2000,
      takesEffect: 'now',
      description: {
        en: 'Silence that I wait for after a sentence without an end',
        de: 'Stille, die ich nach einem unfertigen Satz abwarte',
      },
    },
  ),
  speculation: choice(['auto', 'off', 'transcribe', 'reply'], {
    defaultValue: 'auto',
    takesEffect: 'next-join',
    description: {
      en: 'What I begin in a pause: off, nothing; transcribe, the words; reply, the answer, too; auto, by model',
      de: 'Was ich in einer Pause beginne: off, nichts; transcribe, Wörter; reply, auch Antwort; auto, je nach Modell',
    },
  }),
  maxSpeculations: wholeNumber(
    { min: 0, max: 3 },
    {
      defaultValue: 3,
      takesEffect: 'now',
      description: {
        en: 'How often I try that in one turn',
        de: 'Wie oft ich das in einer Runde versuche',
      },
    },
  ),
  maxSpeculationsWastedPerHour: wholeNumber(
    { min: 0, max: 1000 },
    {
      defaultValue: 120,
      takesEffect: 'now',
      description: {
        en: 'Answers begun for nothing in an hour, after which I begin none before the end of a turn',
        de: 'Umsonst begonnene Antworten in einer Stunde, nach denen ich keine mehr vorab beginne',
      },
    },
  ),
  maxSpokenCharacters: wholeNumber(
    { min: 0, max: 4000, unit: 'characters' },
    {
      defaultValue: 700,
      takesEffect: 'now',
      description: {
        en: 'How much of a long answer I say; I write it whole then. 0: all of it',
        de: 'Wie viel einer langen Antwort ich spreche; ich schreibe sie dann ganz. 0: alles',
      },
    },
  ),
  postTranscript: onOff({
    defaultValue: false,
    takesEffect: 'now',
    description: {
      en: "Write into the channel's chat what people say",
      de: 'In den Chat des Kanals schreiben, was gesagt wird',
    },
  }),
  postReplies: onOff({
    defaultValue: false,
    takesEffect: 'now',
    description: {
      en: "Write into the channel's chat what I answer",
      de: 'In den Chat des Kanals schreiben, was ich antworte',
    },
  }),
  greeting: choice(['off', 'posted', 'spoken'], {
    defaultValue: 'off',
    takesEffect: 'next-join',
    description: {
      en: 'How the persona greets when I come: off, posted in the chat, spoken',
      de: 'Wie die Persona grüßt, wenn ich komme: off, gar nicht; posted, im Chat; spoken, gesprochen',
    },
  }),
  personaLook: choice(['off', 'nickname', 'nickname-and-avatar'], {
    defaultValue: 'nickname-and-avatar',
    takesEffect: 'next-join',
    description: {
      en: 'What of my look here follows the chosen persona',
      de: 'Was an meinem Aussehen hier der gewählten Persona folgt',
    },
  }),
  answerMentions: onOff({
    defaultValue: true,
    takesEffect: 'now',
    description: {
      en: 'Answer messages that mention me',
      de: 'Nachrichten beantworten, die mich erwähnen',
    },
  }),
  memoryTokens: wholeNumber(
    { min: 200, max: 32_000, unit: 'tokens' },
    {
      defaultValue: 4000,
      takesEffect: 'now',
      description: {
        en: 'How much of a conversation goes to the model; what is older becomes a summary',
        de: 'Wie viel eines Gesprächs an das Modell geht; Älteres wird zusammengefasst',
      },
    },
  ),
  wholeExchanges: wholeNumber(
    { min: 1, max: 50 },
    {
      defaultValue: 6,
      takesEffect: 'now',
      description: {
        en: 'The last exchanges that are never summarised',
        de: 'Die letzten Wortwechsel, die nie zusammengefasst werden',
      },
    },
  ),
  rememberDays: wholeNumber(
    { min: 0, max: 365, unit: 'days' },
    {
      defaultValue: 30,
      takesEffect: 'next-join',
      description: {
        en: 'How long I keep what was said; 0: to the end of the call',
        de: 'Wie lange ich behalte, was gesagt wurde; 0: bis zum Ende des Anrufs',
      },
    },
  ),
  eventKeepDays: wholeNumber(
    { min: 0, max: 365, unit: 'days' },
    {
      defaultValue: 0,
      takesEffect: 'now',
      description: {
        en: 'How long I keep the log of this server; 0: as long as my owner has set',
        de: 'Wie lange ich das Protokoll dieses Servers behalte; 0: wie mein Betreiber es vorgibt',
      },
    },
  ),
  latencyBudgetMs: wholeNumber(
    { min: 0, max: 60_000, unit: 'ms' },
    {
      defaultValue: 2000,
      takesEffect: 'now',
      description: {
        en: 'A wait for my answer above this is noted in the log; 0: none',
        de: 'Eine längere Wartezeit auf meine Antwort wird protokolliert; 0: keine',
      },
    },
  ),
} as const satisfies Record<string, GuildSetting>;

export type GuildSettingName = keyof typeof GUILD_SETTINGS;

/** Everything that one server has set, with defaults for the rest. */
export type GuildSettings = {
  readonly [Name in GuildSettingName]: (typeof GUILD_SETTINGS)[Name]['defaultValue'];
};

export const GUILD_SETTING_NAMES = Object.keys(GUILD_SETTINGS) as GuildSettingName[];

export const isGuildSettingName = (name: string): name is GuildSettingName =>
  Object.hasOwn(GUILD_SETTINGS, name);
