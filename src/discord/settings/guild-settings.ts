import { AppError, UserError } from '#core';
import type { GuildSettingsRepository } from '#store';
import { storedText, type GuildSetting } from './guild-setting.ts';
import {
  GUILD_SETTINGS,
  GUILD_SETTING_NAMES,
  isGuildSettingName,
  type GuildSettingName,
  type GuildSettings,
} from './guild-settings-table.ts';

/** What servers have set. */
export interface GuildSettingsBook {
  of(guildId: string): GuildSettings;
  /** The settings that a server has changed. */
  changedIn(guildId: string): readonly GuildSettingName[];
  /**
   * Sets one from what a person wrote.
   *
   * @throws UserError `SETTING_INVALID`, `SETTING_UNKNOWN`; AppError `STORE_…`. Nothing is changed then.
   */
  set(change: GuildSettingChange): void;
  /** Takes a change back. @throws UserError `SETTING_UNKNOWN`. */
  reset(guildId: string, name: string): void;
  /** Told after each change. @returns what ends that. */
  onChange(listener: (guildId: string, name: GuildSettingName) => void): () => void;
}

/** Somebody changes a setting. */
export interface GuildSettingChange {
  readonly guildId: string;
  readonly name: string;
  readonly text: string;
  /** Who changes it. */
  readonly userId: string;
}

/** What the book works with. */
export interface GuildSettingsOptions {
  readonly repository: GuildSettingsRepository;
  /** What the owner of the process has set for every server. */
  readonly defaults?: Partial<GuildSettings>;
  /** Told of a stored value that this version cannot use; its default counts then. */
  readonly onUnusable: (error: AppError, guildId: string) => void;
}

/** Opens the book; what was read once is remembered. */
export function createGuildSettings(options: GuildSettingsOptions): GuildSettingsBook {
  const { repository, onUnusable } = options;
  const defaults = { ...defaultGuildSettings(), ...options.defaults };
  const known = new Map<string, Partial<GuildSettings>>();
  const listeners = new Set<(guildId: string, name: GuildSettingName) => void>();

  const changes = (guildId: string): Partial<GuildSettings> => {
    const read = known.get(guildId) ?? readStored(guildId);
    known.set(guildId, read);
    return read;
  };
  const readStored = (guildId: string): Partial<GuildSettings> => {
    const values: Record<string, unknown> = {};
    for (const [name, text] of repository.read(guildId)) {
      const parsed = isGuildSettingName(name) ? settingOf(name).schema.safeParse(text) : undefined;
      if (parsed?.success === true) values[name] = parsed.data;
      else onUnusable(unusable(name), guildId);
    }
    return values;
  };
  const tell = (guildId: string, name: GuildSettingName): void => {
    known.delete(guildId);
    for (const listener of listeners) listener(guildId, name);
  };

  return {
    of: (guildId) => ({ ...defaults, ...changes(guildId) }),
    changedIn: (guildId) => Object.keys(changes(guildId)) as GuildSettingName[],
    set({ guildId, name, text, userId }) {
      const setting = requireName(name);
      const parsed = settingOf(setting).schema.safeParse(text);
      if (!parsed.success) throw invalid(name, `must be ${settingOf(setting).allowed}`);
      requireTogether({ ...defaults, ...changes(guildId), [setting]: parsed.data });
      repository.write(guildId, setting, storedText(parsed.data), userId);
      tell(guildId, setting);
    },
    reset(guildId, name) {
      const setting = requireName(name);
      requireTogether({ ...defaults, ...changes(guildId), [setting]: defaults[setting] });
      repository.remove(guildId, setting);
      tell(guildId, setting);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** A row of the table, whatever its value is. */
export const settingOf = (name: GuildSettingName): GuildSetting => GUILD_SETTINGS[name];

function defaultGuildSettings(): GuildSettings {
  return Object.fromEntries(
    GUILD_SETTING_NAMES.map((name) => [name, settingOf(name).defaultValue]),
  ) as GuildSettings;
}

function requireName(name: string): GuildSettingName {
  if (isGuildSettingName(name)) return name;
  throw new UserError('SETTING_UNKNOWN', { message: `There is no setting named ${JSON.stringify(name)}.` });
}

/** Values that are right one by one may contradict one another. */
function requireTogether(settings: GuildSettings): void {
  const { minSilenceMs, maxSilenceMs, pauseAfterVoicedMs, stopAfterVoicedMs } = settings;
  if (minSilenceMs > maxSilenceMs) throw contradiction('minSilenceMs', 'maxSilenceMs');
  if (pauseAfterVoicedMs > stopAfterVoicedMs) throw contradiction('pauseAfterVoicedMs', 'stopAfterVoicedMs');
}

const contradiction = (setting: GuildSettingName, notMoreThan: GuildSettingName): UserError =>
  new UserError('SETTING_INVALID', {
    message: `${setting} must not be more than ${notMoreThan}.`,
    context: { setting, notMoreThan },
  });

const invalid = (name: string, problem: string): UserError =>
  new UserError('SETTING_INVALID', { message: `${name} ${problem}.`, context: { name } });

const unusable = (name: string): AppError =>
  new AppError('SETTING_INVALID', {
    message: `The stored setting ${name} cannot be used by this version; its default counts.`,
    context: { name },
  });
