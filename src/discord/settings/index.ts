export { createGuildSettings, settingOf, type GuildSettingsBook } from './guild-settings.ts';
export { GUILD_SETTING_NAMES, type GuildSettingName, type GuildSettings } from './guild-settings-table.ts';
