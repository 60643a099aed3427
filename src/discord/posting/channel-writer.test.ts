import { expect, test } from 'vitest';
import type { AppError, Clock } from '#core';
import { ChannelWriter } from './channel-writer.ts';

/** Fires when it is told to. */
function stepClock(): { readonly clock: Clock; step(): Promise<void> } {
  const due: (() => void)[] = [];
  return {
    clock: { nowMs: () => 0, after: (_delayMs, action) => (due.push(action), () => undefined) },
    async step() {
      for (const action of due.splice(0)) action();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

function openWriter(send: (content: string) => Promise<unknown>) {
  const { clock, ...steps } = stepClock();
  const reports: AppError[] = [];
  const writer = new ChannelWriter({ clock, send, report: (error) => reports.push(error) });
  return { writer, step: () => steps.step(), reports };
}

test('lines that come together are one message, later ones the next', async () => {
  const sent: string[] = [];
  const { writer, step } = openWriter(async (content) => sent.push(content));
  writer.write('one');
  writer.write('two');
  await step();
  writer.write('three');
  await step();
  expect(sent).toEqual(['one\ntwo', 'three']);
});

test('a message that cannot be posted is reported, and the next one is posted', async () => {
  const sent: string[] = [];
  const { writer, step, reports } = openWriter(async (content) => {
    if (content === 'one') throw new Error('Missing Permissions');
    sent.push(content);
  });
  writer.write('one');
  await step();
  writer.write('two');
  await step();
  expect(reports.map(({ code }) => code)).toEqual(['DISCORD_POST_FAILED']);
  expect(sent).toEqual(['two']);
});

test('while Discord is slow the oldest lines are left out, and that is told', async () => {
  const sent: string[] = [];
  const { writer, step, reports } = openWriter(async (content) => sent.push(content));
  for (let line = 0; line < 30; line += 1) writer.write(`${line} ${'x'.repeat(997)}`);
  await step();
  expect(reports.length).toBeGreaterThan(0);
  expect(sent.join('\n')).not.toContain('0 x\n');
  expect(sent.at(-1)).toContain('29 x');
});
