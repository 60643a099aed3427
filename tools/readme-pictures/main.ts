import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderPicture } from '#discord';
import type { CommandAnswer } from '#loopback';
import { ROOT } from '../demo/small-models.ts';
import { messageFrame } from './message-frame.ts';
import { openScene, type Scene } from './scene.ts';

/**
 * Makes the pictures of the README: the real bot talks with two people on the loopback Discord, an admin uses
 * its commands, and what it answered is drawn as Discord's own record has it.
 */
const FOLDER = join(ROOT, 'docs', 'pictures');
const SENTENCES = ['Hello, Mira.', 'How are you today?', 'The dog is in the garden.'];

await using scene = await openScene();
await mkdir(FOLDER, { recursive: true });
for (const sentence of SENTENCES) await scene.talk(sentence);

await keep(scene, 'status', await scene.owner.run('status', { in: scene.general }), '/status');
const question = 'since:1h';
const asked = await scene.owner.run('logs query', { in: scene.general, options: { question } });
await keep(scene, 'logs', asked, `/logs query question:${question}`);
await keep(scene, 'logs-stats', await scene.owner.run('logs stats', { in: scene.general }), '/logs stats');

async function keep(
  { owner, withNames }: Scene,
  name: string,
  { message }: CommandAnswer,
  command: string,
): Promise<void> {
  if (message === undefined) throw new Error(`${command} was not answered with a message.`);
  const path = join(FOLDER, `${name}.png`);
  await writeFile(path, await renderPicture(messageFrame({ who: owner.name, command, message, withNames })));
  process.stdout.write(`${path}\n`);
}
