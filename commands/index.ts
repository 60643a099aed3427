import { chat } from './chat.ts';
import type { Command } from './command.ts';
import { forget } from './forget.ts';
import { join } from './join.ts';
import { leave } from './leave.ts';
import { logs } from './logs.ts';
import { memory } from './memory.ts';
import { model } from './model.ts';
import { permissions } from './permissions.ts';
import { persona } from './persona.ts';
import { reset } from './reset.ts';
import { say } from './say.ts';
import { settings } from './settings.ts';
import { status } from './status.ts';
import { stop } from './stop.ts';
import { usage } from './usage.ts';

/** Every slash command. */
export const commands: readonly Command[] = [
  join,
  leave,
  say,
  chat,
  stop,
  reset,
  memory,
  forget,
  settings,
  status,
  persona,
  model,
  usage,
  permissions,
  logs,
];
