import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { AppError } from '#core';
import { MEMBER_ACTIONS } from './member-actions.ts';
import { STAGE_ACTIONS } from './stage-actions.ts';
import { memberNamed, type Stage } from './stage.ts';
import { parseLine, usage } from './words.ts';

/** Lines that wait behind one that takes long; more than these are refused. */
const MAX_WAITING_LINES = 1_000;

/**
 * Reads commands line by line until `quit`, the end of the input, or `signal`; each waits for the one
 * before, unless that one ended with `&`.
 */
export async function runConsole(stage: Stage, input: Readable, signal: AbortSignal): Promise<void> {
  const reader = createInterface({ input, signal });
  const background = new Set<Promise<void>>();
  const waiting: string[] = [];
  let wake: (() => void) | undefined;
  let isOver = false;
  const finish = (): void => {
    isOver = true;
    wake?.();
  };
  reader.on('line', (line) => {
    if (waiting.length >= MAX_WAITING_LINES) stage.print('! too many lines wait; this one is dropped');
    else waiting.push(line);
    wake?.();
  });
  reader.on('close', finish);
  signal.addEventListener('abort', finish, { once: true });
  while (!signal.aborted) {
    const line = waiting.shift();
    if (line === undefined) {
      if (isOver) break;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      continue;
    }
    if (line.trim() === 'quit') break;
    await runLine(stage, line, signal, background);
  }
  reader.close();
  await Promise.allSettled(background);
}

async function runLine(
  stage: Stage,
  line: string,
  signal: AbortSignal,
  background: Set<Promise<void>>,
): Promise<void> {
  const work = perform(stage, line, signal).catch((error: unknown) => {
    if (signal.aborted) return;
    // What a person typed wrong needs no code and no stack.
    const message = error instanceof Error ? error.message : String(error);
    const code = error instanceof AppError && error.code !== 'LOOPBACK_USAGE' ? `${error.code}: ` : '';
    stage.print(`! ${code}${message}`);
  });
  if (!line.trimEnd().endsWith('&')) {
    await work;
    return;
  }
  background.add(work);
  void work.finally(() => background.delete(work));
}

async function perform(stage: Stage, line: string, signal: AbortSignal): Promise<void> {
  const { words } = parseLine(line);
  const [first, second, ...rest] = words;
  if (first === undefined || first.startsWith('//')) return;
  const stageAction = STAGE_ACTIONS[first];
  if (stageAction !== undefined && Object.hasOwn(STAGE_ACTIONS, first)) {
    await stageAction.run(stage, words.slice(1), signal);
    return;
  }
  const member = memberNamed(stage, first);
  const name = second ?? '';
  const action = Object.hasOwn(MEMBER_ACTIONS, name) ? MEMBER_ACTIONS[name] : undefined;
  if (action === undefined) {
    const actions = Object.keys(MEMBER_ACTIONS).join(', ');
    throw usage(`${member.name} cannot "${name}"; members can: ${actions}. "help" says more.`);
  }
  await action.run(stage, member, rest, signal);
}
