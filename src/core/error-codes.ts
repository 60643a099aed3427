/** How much an event matters; pino's names, so that a log line and an event say the same. */
export type Severity = 'debug' | 'info' | 'warn' | 'error' | 'fatal';

/** One row of the error table. */
export interface ErrorCodeRow {
  readonly severity: Severity;
  /** True when the same call may work if it is made again. */
  readonly retryable: boolean;
  /** What it means, for a person, in one line. */
  readonly meaning: string;
  /** What to do about it, in one line. */
  readonly action: string;
}

const row = (severity: Severity, retryable: boolean, meaning: string, action: string): ErrorCodeRow => ({
  severity,
  retryable,
  meaning,
  action,
});

/** Every way in which aichat can fail, by room. A code that is not here cannot be thrown. */
export const ERROR_CODES = {
  // core
  INTERNAL: row(
    'error',
    false,
    'Something failed that nobody foresaw.',
    'Report it with the log lines around it.',
  ),
  FILE_UNREADABLE: row(
    'error',
    false,
    'A file or folder cannot be read.',
    'Check its permissions and the disk; the message names it.',
  ),
  DISK_FULL: row(
    'error',
    true,
    'The disk or the quota is full.',
    'Make room; what was there before is kept, and the work goes on where it stopped.',
  ),
  CANCELLED: row('debug', false, 'The work was stopped because nobody needs it any more.', 'Nothing.'),
  TIMED_OUT: row(
    'error',
    true,
    'A step took longer than its deadline.',
    'Look at the load of the machine and at the service that was asked.',
  ),
  CONFIG_INVALID: row(
    'fatal',
    false,
    'A setting is missing or cannot be used.',
    'Set what the message names; .env.example describes every variable.',
  ),

  // audio
  AUDIO_FILE_INVALID: row(
    'error',
    false,
    'An audio file cannot be read.',
    'Give a PCM WAV file, or convert it first.',
  ),
  AUDIO_FILE_UNWRITABLE: row(
    'error',
    false,
    'A sound file could not be written.',
    'Check that the folder exists, may be written to and has room.',
  ),
  AUDIO_RATE_UNSUPPORTED: row(
    'error',
    false,
    'Sound cannot be converted between two sampling rates.',
    'Use sound at 16, 22.05, 24, 44.1 or 48 kHz.',
  ),
  FFMPEG_MISSING: row(
    'error',
    false,
    'A sound file needs ffmpeg, and there is none.',
    'Install ffmpeg, or set FFMPEG_PATH to it; a 16-bit WAV file needs none.',
  ),
  OPUS_UNAVAILABLE: row('fatal', false, 'No Opus codec could be loaded.', 'Install again with `npm ci`.'),

  // store
  STORE_ABSENT: row(
    'error',
    false,
    'There is no database yet.',
    'Start the bot once, or set DATA_FOLDER to where it keeps its data.',
  ),
  STORE_UNUSABLE: row(
    'fatal',
    false,
    'A database cannot be opened or written.',
    'Check DATA_FOLDER, its permissions and the disk; the message names the file.',
  ),
  STORE_DISK_FULL: row(
    'fatal',
    true,
    'The disk has no room for the database.',
    'Free some space; what was written before is kept.',
  ),
  STORE_BUSY: row(
    'error',
    true,
    'Another process held the database for too long.',
    'Try again; end what else works on the same DATA_FOLDER.',
  ),
  STORE_IN_USE: row(
    'fatal',
    false,
    'Another aichat is running on the same data folder.',
    'End it first, or give this one a DATA_FOLDER of its own.',
  ),
  STORE_DAMAGED: row(
    'fatal',
    false,
    'A database file is damaged.',
    'Run `aichat db check`, then `aichat db restore` with the latest copy.',
  ),
  STORE_NEWER: row(
    'fatal',
    false,
    'A database was made by another version of aichat.',
    'Use that version again, or restore the copy that was made before it: `aichat db restore`.',
  ),
  STORE_MIGRATION_FAILED: row(
    'fatal',
    false,
    'A database could not be brought to the schema of this version.',
    'Nothing was changed. Go back to the version before and report it with the message.',
  ),

  LOG_QUERY_INVALID: row(
    'info',
    false,
    'A question to the log cannot be understood.',
    'Change what the message points at; the fields are sev, code, type, server, call, turn, user, ms, since, until.',
  ),
  LOG_QUERY_TIMED_OUT: row(
    'warn',
    false,
    'A question to the log took too long.',
    'Narrow it: add since:, code: or type:.',
  ),
  EVENTS_DROPPED: row(
    'error',
    false,
    'Events were lost because they could not be written for too long.',
    'Look at the disk and at the error before; what the log lines say is complete.',
  ),

  // models
  MODEL_FILE_MISSING: row(
    'fatal',
    false,
    'A model folder lacks a file.',
    'Download the model again; the message names the file.',
  ),
  MODEL_FILE_INVALID: row(
    'fatal',
    false,
    'A model file is damaged or not of the expected kind.',
    'Download the model again; the message names the file.',
  ),
  MODEL_UNKNOWN: row(
    'error',
    false,
    'There is no model or voice with this name.',
    'Use a name that `aichat models list` or `aichat voices list` shows.',
  ),
  MODEL_DOWNLOADS_OFF: row(
    'fatal',
    false,
    'A model is missing and nothing may be downloaded.',
    'Run the command that the message names, bring the files by hand, or set ALLOW_DOWNLOADS=true.',
  ),
  MODEL_SOURCE_NOT_FOUND: row(
    'error',
    false,
    'The source of a model does not have it.',
    'Look at the name, and at MODEL_MIRROR_URL if it is set.',
  ),
  MODEL_ACCESS_DENIED: row(
    'error',
    false,
    'The source of a model does not give it to everybody.',
    "Accept the terms on the model's page and set HF_TOKEN to a token of that account.",
  ),
  MODEL_RATE_LIMITED: row(
    'warn',
    true,
    'The source of a model allows no more requests for now.',
    'Try again later; what has come so far is kept. With HF_TOKEN the limit is higher.',
  ),
  MODEL_DOWNLOAD_FAILED: row(
    'error',
    true,
    'A model could not be downloaded.',
    'Check the network and try again; what has come so far is kept.',
  ),
  MODEL_DOWNLOAD_CORRUPT: row(
    'error',
    true,
    'What was downloaded is not what the source announces.',
    'Try again; if it repeats, a proxy or the mirror changes the file.',
  ),
  MODEL_SOURCE_INVALID: row(
    'error',
    false,
    'The source of a model answers something that cannot be used.',
    'Check MODEL_MIRROR_URL and proxies; the message says what is wrong.',
  ),
  MODEL_REDIRECT_REFUSED: row(
    'error',
    false,
    'The source of a model sends to an address that is not safe.',
    'Check MODEL_MIRROR_URL and proxies; only https is followed.',
  ),
  MODEL_DISK_FULL: row(
    'error',
    false,
    'The disk has no room for a model.',
    'Free some space and try again; what has come so far is kept.',
  ),
  MODEL_STORE_LOCKED: row(
    'error',
    true,
    'Another process has been working on the same model for too long.',
    'Wait for it or end it, then try again.',
  ),
  MODEL_NOT_OURS: row(
    'error',
    false,
    'Files of a model were not put there by aichat and are not touched.',
    'Move or delete them yourself; `pull --force` replaces them.',
  ),
  MODEL_CACHE_FAILED: row(
    'warn',
    true,
    'An edited model could not be kept for the next start.',
    'Make the cache folder writable and give it space; until then each start takes longer.',
  ),
  MODEL_CHECK_FAILED: row(
    'warn',
    true,
    'A model that was edited at load could not be compared with its original.',
    'Nothing: the original runs. Free memory if it repeats.',
  ),
  INFERENCE_FAILED: row(
    'error',
    false,
    'A model could not process its input.',
    'Look at the cause in the log; report it if it repeats.',
  ),
  INFERENCE_QUEUE_FULL: row(
    'error',
    true,
    'More work waits for a model than the machine can do.',
    'Use a smaller model or fewer calls at once.',
  ),
  INFERENCE_WORKER_DIED: row(
    'error',
    true,
    'The thread that runs a model stopped.',
    'It is started again; if it repeats, look at the memory of the machine.',
  ),

  // hearing
  END_OF_TURN_FAILED: row(
    'warn',
    true,
    'It could not be guessed whether somebody had finished; the plain wait for silence decided.',
    'If it repeats, set END_OF_TURN=silence and report it.',
  ),
  WORD_TIMES_UNAVAILABLE: row(
    'error',
    false,
    'The recogniser does not tell when each word was said.',
    'Use a model whose name ends in _timestamped.',
  ),
  TRANSCRIPTION_FAILED: row(
    'error',
    true,
    'What was said could not be turned into text.',
    'Say it again; if it repeats, look at the log.',
  ),
  VOICE_ACTIVITY_FAILED: row(
    'error',
    true,
    'Voice could not be told from other sound, so that what was being said was lost.',
    'Say it again; if it repeats, set VOICE_ACTIVITY=energy and report it.',
  ),

  // speaking
  VOICE_CONFIG_MISSING: row(
    'fatal',
    false,
    'A Piper voice lacks its .onnx.json file.',
    'Put the .onnx.json file of the same voice beside the .onnx file.',
  ),
  VOICE_CONFIG_INVALID: row(
    'fatal',
    false,
    'The .onnx.json file of a Piper voice cannot be used.',
    'Download the voice again; the message names the field.',
  ),
  VOICE_UNSUPPORTED: row(
    'fatal',
    false,
    'A Piper voice needs a preparation of its text that aichat does not have.',
    'Choose a voice that reads the phonemes of espeak-ng, as nearly all do; the message says what is missing.',
  ),
  VOICE_SPEAKER_UNKNOWN: row(
    'error',
    false,
    'A Piper voice has no speaker of that name or number.',
    'Choose one of those that the message names.',
  ),
  NOTHING_TO_SAY: row(
    'info',
    false,
    'A text holds nothing that can be spoken.',
    'Give words or numbers; emoji, code and markup alone are not read aloud.',
  ),
  SYNTHESIS_FAILED: row(
    'error',
    true,
    'A reply could not be spoken.',
    'It is posted as text; look at the log for the cause.',
  ),

  // llm
  LLM_AUTH: row(
    'error',
    false,
    'The language model refuses the key.',
    'Check the key of the provider that the message names.',
  ),
  LLM_NO_CREDIT: row(
    'error',
    false,
    'The account at the language model has no credit.',
    'Add credit, or choose a free model with DEFAULT_LLM_MODEL.',
  ),
  LLM_MODERATED: row(
    'warn',
    false,
    'The provider refused the text.',
    'Say it differently, or choose another model.',
  ),
  LLM_MODEL_GONE: row(
    'error',
    false,
    'The model is not offered (any more).',
    'Choose another with DEFAULT_LLM_MODEL.',
  ),
  LLM_BAD_REQUEST: row(
    'error',
    false,
    'The language model does not accept the request.',
    'Look at the message; a smaller history may help.',
  ),
  LLM_RATE_LIMIT: row(
    'warn',
    true,
    'The language model allows no more requests for now.',
    'Wait, or choose a model with a higher limit.',
  ),
  LLM_UPSTREAM: row(
    'error',
    true,
    'The language model or its provider is out of order.',
    "Try again later; look at the provider's status page.",
  ),
  LLM_UNREACHABLE: row(
    'error',
    true,
    'The language model cannot be reached.',
    'Check LLM_BASE_URL and the network.',
  ),
  LLM_TIMED_OUT: row(
    'error',
    true,
    'The language model did not answer in time.',
    "Choose a faster model, or look at the load of the server or the provider's status page.",
  ),
  LLM_TRUNCATED: row(
    'error',
    true,
    'The reply broke off before its end.',
    'Ask again; if it repeats, choose another model.',
  ),
  LLM_EMPTY: row(
    'error',
    true,
    'The language model answered nothing.',
    'Ask again; if it repeats, choose another model.',
  ),
  LLM_WRONG_MODEL: row(
    'error',
    false,
    'Another model answered than the one that was asked.',
    'Choose a provider that keeps to the model.',
  ),
  LLM_MODEL_UNKNOWN: row(
    'fatal',
    false,
    'No known language model has that name.',
    'Use one of the aliases that the message lists; `aichat models cost` shows them all.',
  ),
  LLM_MODEL_REFUSED: row(
    'error',
    false,
    'The language model is not used because of its price or what its hosts keep.',
    'Choose another, or let the owner change the setting that the message names.',
  ),
  LLM_BUDGET_SPENT: row(
    'warn',
    false,
    "The day's budget for the language model is used up.",
    'Wait until midnight UTC, choose a free model with /model use, or let the owner raise the budget.',
  ),

  // personas
  CARD_UNKNOWN_FORMAT: row(
    'info',
    false,
    'The file is no character card that aichat knows.',
    'Give a Tavern card: JSON, a PNG picture with the card in it, or CHARX.',
  ),
  CARD_DAMAGED: row(
    'info',
    false,
    'The file of a character card is damaged.',
    'Download or export it again.',
  ),
  CARD_TOO_LARGE: row(
    'info',
    false,
    'A character card, or a part of it, is larger than what is taken.',
    'Make the part that the message names smaller.',
  ),
  CARD_INVALID: row(
    'info',
    false,
    'A character card holds something that cannot be used.',
    'Put right what the message names, in the program that made the card.',
  ),
  CARD_UNSAFE: row(
    'warn',
    false,
    'A character card is made in a way that could do harm.',
    'Do not use it; look at where it came from.',
  ),
  PERSONA_UNKNOWN: row(
    'info',
    false,
    'There is no persona with this name.',
    'Use a name that /persona list shows.',
  ),
  PERSONA_EXISTS: row(
    'info',
    false,
    'There is a persona with this name already.',
    'Choose another name, or replace the old one.',
  ),
  PERSONA_BUILT_IN: row(
    'info',
    false,
    'A persona that comes with aichat cannot be changed or deleted.',
    'Export it and import it under another name.',
  ),
  PERSONA_LIMIT: row('info', false, 'There are too many personas.', 'Delete one that nobody uses.'),
  VOICES_BUSY: row(
    'warn',
    true,
    'As many voices as may be loaded are in use.',
    'Wait until a call with another voice has ended, or use a persona with the usual voice.',
  ),
  PERSONA_VOICE_MISSING: row(
    'error',
    false,
    'The voice of a persona is not installed.',
    'Install it with `aichat voices pull`, or give the persona another voice.',
  ),

  // conversation
  TURN_STUCK: row(
    'error',
    false,
    'A turn made no progress before its deadline and was given up.',
    'Nothing for the people in the call; look at the log for what was slow.',
  ),
  MEMORY_STORE_FAILED: row(
    'error',
    false,
    'What was said could not be kept for later; the conversation goes on.',
    'Look at the cause: the disk may be full, or data/aichat.db not writable.',
  ),
  MEMORY_SUMMARY_FAILED: row(
    'warn',
    true,
    'The language model made no summary of what was said before.',
    'Nothing; it is tried again. Until then the oldest exchanges are left out when they no longer fit.',
  ),

  // discord
  DISCORD_LOOK_FAILED: row(
    'warn',
    false,
    'The name or the picture of the bot in a server could not be changed.',
    'Give the bot Change Nickname, or set personaLook to off with /settings.',
  ),
  DISCORD_POST_FAILED: row(
    'warn',
    false,
    'A message could not be posted in a text channel.',
    'Give the bot Send Messages in the voice channel.',
  ),
  CHAT_BUSY: row(
    'info',
    true,
    'Too many messages of a channel wait for an answer.',
    'Wait until some of them are answered.',
  ),
  SETTING_UNKNOWN: row(
    'info',
    false,
    'There is no setting of that name.',
    'Choose one that /settings show lists.',
  ),
  SETTING_INVALID: row(
    'warn',
    false,
    'A setting of a server cannot have that value.',
    'Use a value that the message names; /settings show lists all.',
  ),
  DISCORD_TOKEN_INVALID: row(
    'fatal',
    false,
    'Discord does not accept the bot token.',
    'Copy the token anew from the developer portal into DISCORD_TOKEN.',
  ),
  DISCORD_GATEWAY_FAILED: row(
    'error',
    true,
    'The connection to Discord had a fault.',
    'It is restored by itself where it can be; restart the bot if it stays away.',
  ),
  DISCORD_LOGIN_FAILED: row(
    'fatal',
    true,
    'Discord could not be reached at start.',
    'Check the network and DISCORD_API_URL.',
  ),
  DISCORD_INTERACTION_FAILED: row(
    'warn',
    false,
    'An answer to a slash command could not be delivered.',
    'Use the command again.',
  ),
  COMMAND_FORBIDDEN: row(
    'info',
    false,
    'The person may not use this command here.',
    'Ask an admin of the server for the role or the permission that the message names.',
  ),
  LIST_EXPIRED: row('info', false, 'The pages of a list are no longer remembered.', 'Use the command again.'),
  ATTACHMENT_TOO_LARGE: row(
    'info',
    false,
    'A file is larger than the command takes.',
    'Give a smaller one; the message names the limit.',
  ),
  ATTACHMENT_FAILED: row(
    'error',
    true,
    'A file that was given to a command could not be fetched from Discord.',
    'Try again.',
  ),
  VOICE_NOT_IN_CHANNEL: row(
    'info',
    false,
    'The person is in no voice channel.',
    'Join a voice channel first, or name one.',
  ),
  VOICE_NOT_JOINED: row('info', false, 'The bot is in no voice channel of this server.', 'Use /join first.'),
  VOICE_PERMISSION_MISSING: row(
    'warn',
    false,
    'The bot lacks a permission in the voice channel.',
    'Give it View Channel, Connect and Speak there.',
  ),
  VOICE_CHANNEL_UNKNOWN: row(
    'info',
    false,
    'The bot sees no such voice channel.',
    'Use the id of a voice channel in a server that the bot is in.',
  ),
  VOICE_CHANNEL_FULL: row(
    'info',
    false,
    'The voice channel is full.',
    'Raise its limit or use another channel.',
  ),
  VOICE_JOIN_TIMEOUT: row(
    'error',
    true,
    'The voice channel could not be joined in time.',
    'Use /join again; if it repeats, change the region of the channel.',
  ),
  VOICE_CONNECTION_LOST: row(
    'error',
    true,
    'The voice connection broke and could not be restored.',
    'Use /join again.',
  ),
  VOICE_DAVE_REQUIRED: row(
    'error',
    false,
    'Discord demands end-to-end encryption that was not agreed.',
    'Update aichat and its dependencies.',
  ),
  VOICE_DECRYPT_FAILED: row(
    'warn',
    true,
    "A speaker's packets cannot be decrypted.",
    'Recovery runs by itself; if it repeats, change the region of the channel.',
  ),
  VOICE_PACKET_INVALID: row('debug', false, 'A voice packet was damaged and was dropped.', 'Nothing.'),
  VOICE_QUEUE_FULL: row(
    'error',
    false,
    'More speech was made than may wait to be played.',
    'Ask for shorter answers; report it if it repeats.',
  ),
  VOICE_STREAM_ENDED: row(
    'debug',
    false,
    'The bot had stopped speaking before this was to be said.',
    'Nothing.',
  ),
  VOICE_LIBRARY_UNKNOWN: row(
    'error',
    false,
    'The voice library is not the version that aichat was made for.',
    'Install again with `npm ci`.',
  ),

  // training
  TRAINING_SOURCE_UNUSABLE: row(
    'info',
    false,
    'A recording cannot be used for a voice.',
    'The message says why; give another one, or convert it first.',
  ),
  TRAINING_SEPARATION_MISSING: row(
    'info',
    false,
    'A recording has music or noise under the voice, and no model that takes it away is given.',
    'Give a separation model, or turn separation off and accept the noise in the voice.',
  ),
  TRAINING_PYTHON_MISSING: row(
    'info',
    false,
    'The trainer needs a Python that is not here.',
    'Install Python 3.10 to 3.13 with its venv module, then run "aichat training setup".',
  ),
  TRAINING_SETUP_FAILED: row(
    'error',
    true,
    "The trainer's packages could not be installed.",
    'The message has the last words of the installer; check the connection and the disk, then try again.',
  ),
  TRAINER_FAILED: row(
    'error',
    true,
    'The training of a voice ended with an error.',
    'The message says why; started again, it goes on from its last checkpoint.',
  ),
  TRAINING_CONSENT_MISSING: row(
    'info',
    false,
    'A person whose voice would be learned has not agreed.',
    'Record the sentence that the message gives, said by that person, and give the recording as the consent.',
  ),
  TRAINING_TOO_LITTLE: row(
    'info',
    false,
    'There is too little usable speech for a voice.',
    'Add recordings; ten minutes of clean speech are a beginning, an hour is good.',
  ),

  // http
  HTTP_PORT_UNAVAILABLE: row(
    'fatal',
    false,
    'The HTTP API cannot listen on its address.',
    'End what uses the port, or set API_HOST and API_PORT to an address that is free.',
  ),
  HTTP_EXPOSED_WITHOUT_TOKEN: row(
    'fatal',
    false,
    'The HTTP API would be open to other machines while no token exists.',
    'Make a token with `aichat token create`, or set API_HOST to localhost.',
  ),
  HTTP_NOT_FOUND: row('info', false, 'There is nothing at this address.', 'Look at /docs for what there is.'),
  HTTP_REQUEST_INVALID: row(
    'info',
    false,
    'A request does not have the form that it must have.',
    'Correct the fields that the answer names; /docs shows the form.',
  ),
  HTTP_HOST_REFUSED: row(
    'warn',
    false,
    'A request named a host that this server is not.',
    'Call it by its own name, or add the name to API_ALLOWED_HOSTS.',
  ),
  HTTP_ORIGIN_REFUSED: row(
    'warn',
    false,
    'A web page that is not allowed to made a request.',
    'If the page is yours, add its origin to API_ALLOWED_ORIGINS.',
  ),
  HTTP_TOKEN_REFUSED: row(
    'warn',
    false,
    'A request carried no token, or one that is not known.',
    'Send `Authorization: Bearer …` with a token that `aichat token create` made.',
  ),
  HTTP_SCOPE_MISSING: row(
    'warn',
    false,
    'A token may not do what was asked for with it.',
    'Use a token with the scope that the message names.',
  ),
  HTTP_RATE_LIMITED: row(
    'warn',
    true,
    'More requests came than are allowed.',
    'Wait as long as Retry-After says.',
  ),
  HTTP_BODY_TOO_LARGE: row('warn', false, 'A request is larger than allowed.', 'Send less at once.'),
  HTTP_MEDIA_TYPE_REFUSED: row(
    'info',
    false,
    'The body of a request is of a kind that is not understood.',
    'Send JSON, or multipart/form-data for files.',
  ),
  HTTP_STREAMS_FULL: row(
    'warn',
    true,
    'More live streams were asked for than may be open at once.',
    'Close some, or use fewer clients.',
  ),
  HTTP_PART_ABSENT: row(
    'info',
    false,
    'This process runs without the part that the request needs.',
    'Start the whole bot instead of the backend alone; the message names the part.',
  ),
  API_TOKEN_UNKNOWN: row(
    'info',
    false,
    'There is no token with this id.',
    '`aichat token list` shows the ids.',
  ),
  STREAM_CLIENT_STALLED: row(
    'warn',
    false,
    'A client of the live events stopped reading and was cut off.',
    'Read faster, or ask for fewer events; go on from the last sequence.',
  ),

  // webhooks
  WEBHOOK_UNKNOWN: row(
    'info',
    false,
    'There is no such webhook or delivery.',
    '`aichat webhooks list` shows them.',
  ),
  WEBHOOK_TARGET_REFUSED: row(
    'warn',
    false,
    'The address of a webhook is one that must not be called.',
    'Use a public https address, or name the host in WEBHOOK_ALLOWED_HOSTS.',
  ),
  WEBHOOK_FAILED: row(
    'warn',
    true,
    'A webhook did not take a delivery.',
    'Look at the receiver; it is tried again for three days.',
  ),
  WEBHOOK_DISABLED: row(
    'error',
    false,
    'A webhook was switched off: its receiver is gone, or took nothing for days.',
    'Mend the receiver and enable the webhook again.',
  ),

  // cli
  USAGE_INVALID: row(
    'info',
    false,
    'A command was given arguments that it cannot use.',
    'Do what the message says; --help after the command shows what is possible.',
  ),

  // loopback
  START_HELD_BACK: row(
    'error',
    true,
    'The bot fell again and again, and waits before it logs in.',
    'Look at the errors before this one; Discord allows 1,000 logins a day.',
  ),
  DEMO_FAILED: row(
    'error',
    false,
    'The demo did not go as it should.',
    'Look at what it printed; report it if it repeats.',
  ),
  DOCTOR_FOUND_PROBLEMS: row(
    'error',
    false,
    'Something is in the way of a start.',
    'Do what stands behind each arrow, then run `aichat doctor` again.',
  ),
  LOOPBACK_BOT_ABSENT: row(
    'error',
    false,
    'The bot is not connected to the loopback Discord.',
    'Start the bot with the settings that the loopback prints.',
  ),
  LOOPBACK_COMMAND_FORBIDDEN: row(
    'info',
    false,
    'The member lacks the permission that the slash command asks for.',
    'Use a member with the permission, or an administrator.',
  ),
  LOOPBACK_COMMAND_INVALID: row(
    'info',
    false,
    'The options do not fit the slash command.',
    'Give the options that the message names.',
  ),
  LOOPBACK_COMMAND_UNKNOWN: row(
    'info',
    false,
    'The bot registered no such slash command.',
    'Use one of the commands that the message lists.',
  ),
  LOOPBACK_UNANSWERED: row(
    'error',
    false,
    'The bot did not answer an interaction in time.',
    'Look at the log of the bot.',
  ),
  LOOPBACK_USAGE: row(
    'error',
    false,
    'The loopback Discord was asked for something that cannot be.',
    'Do what the message says.',
  ),
} as const satisfies Record<string, ErrorCodeRow>;

/** The closed set of error codes. */
export type ErrorCode = keyof typeof ERROR_CODES;
