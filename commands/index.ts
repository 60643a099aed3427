import type { Command } from './command.ts';
import { join } from './join.ts';
import { leave } from './leave.ts';
import { logs } from './logs.ts';
import { model } from './model.ts';
import { permissions } from './permissions.ts';
import { persona } from './persona.ts';
import { reset } from './reset.ts';
import { say } from './say.ts';
import { status } from './status.ts';
import { stop } from './stop.ts';
import { usage } from './usage.ts';

/** Every slash command. */
export const commands: readonly Command[] = [
  join,
  leave,
  say,
  stop,
  reset,
  status,
  persona,
  model,
  usage,
  permissions,
  logs,
];
