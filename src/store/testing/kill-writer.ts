import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const WRITER = fileURLToPath(new URL('../journal/crash.fixture.ts', import.meta.url));

/**
 * Lets a process write events under load and kills it with SIGKILL.
 *
 * @param afterMs - how long after the first batch was durable.
 * @returns the sequences that it had acknowledged by then.
 */
export async function killWriter(dataFolder: string, afterMs: number): Promise<readonly number[]> {
  const child = spawn(process.execPath, [WRITER, dataFolder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve, reject) => {
    child.once('close', (code, signal) => {
      if (signal === 'SIGKILL') resolve();
      else reject(new Error(`The writer ended by itself, with ${code ?? signal}.`));
    });
  });
  let told = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (told === '') setTimeout(() => child.kill('SIGKILL'), afterMs);
    told += text;
  });
  await ended;
  // A line that was cut off says nothing.
  const lines = told.split('\n').slice(0, -1);
  return lines.flatMap((line) => line.split(',').map(Number));
}
