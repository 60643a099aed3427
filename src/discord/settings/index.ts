export { createGuildSettings, settingOf, type GuildSettingsBook } from './guild-settings.ts';
export {
  GUILD_SETTING_NAMES,
  isGuildSettingName,
  type GuildSettingName,
  type GuildSettings,
} from './guild-settings-table.ts';
