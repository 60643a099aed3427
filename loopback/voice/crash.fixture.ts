import { joinVoiceChannel } from '@discordjs/voice';

/** The stock library in a process of its own, so that a test can watch it die. Told by its environment. */
const {
  GUILD_ID = '',
  CHANNEL_ID = '',
  USER_ID = '',
  SESSION_ID = '',
  TOKEN = '',
  ENDPOINT = '',
} = process.env;

const connection = joinVoiceChannel({
  guildId: GUILD_ID,
  channelId: CHANNEL_ID,
  selfDeaf: false,
  adapterCreator: (methods) => ({
    sendPayload() {
      setImmediate(() => {
        methods.onVoiceStateUpdate({
          user_id: USER_ID,
          session_id: SESSION_ID,
          channel_id: CHANNEL_ID,
          guild_id: GUILD_ID,
          deaf: false,
          mute: false,
          self_deaf: false,
          self_mute: false,
          self_video: false,
          suppress: false,
          request_to_speak_timestamp: null,
        });
        methods.onVoiceServerUpdate({ token: TOKEN, guild_id: GUILD_ID, endpoint: ENDPOINT });
      });
      return true;
    },
    destroy: () => undefined,
  }),
});
connection.on('error', (error) => console.error(`reported: ${error.message}`));
