import type { Command } from '#discord';
import { join } from './join.ts';
import { leave } from './leave.ts';
import { say } from './say.ts';
import { status } from './status.ts';

/** Every slash command. */
export const commands: readonly Command[] = [join, leave, say, status];
