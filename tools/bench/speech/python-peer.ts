import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Timing } from './compare.ts';

const SCRIPT = fileURLToPath(new URL('./python_peer.py', import.meta.url));
/** Converting a model and loading it, or one request, takes no longer. */
const LONGEST_ANSWER_MS = 600_000;

/** A contestant that runs in a Python process of its own and takes its own time. */
export interface PythonPeer {
  readonly name: string;
  run(request: object): Promise<Timing>;
  close(): void;
}

/** Python to look for packages in: `AICHAT_BENCH_PYTHON`, else `python3`. */
const python = (): string => process.env['AICHAT_BENCH_PYTHON'] ?? 'python3';

/**
 * Starts a peer; nothing when there is no Python or it lacks the package, which is told in one line.
 *
 * @param path - the model file or folder.
 */
export async function openPythonPeer(
  kind: 'piper' | 'faster-whisper',
  path: string,
  tell: (line: string) => void,
): Promise<PythonPeer | undefined> {
  const child = spawn(python(), [SCRIPT, kind, path], { stdio: ['pipe', 'pipe', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (data: Buffer) => {
    complaint = (complaint + data.toString()).slice(-2000);
  });
  const gone = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('exit', () => reject(new Error(complaint.trim().split('\n').at(-1) ?? 'It ended.')));
  });
  // Whoever waits for an answer hears of it; a process that ends when nobody waits was closed.
  gone.catch(() => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async <T>(): Promise<T> => {
    const late = AbortSignal.timeout(LONGEST_ANSWER_MS);
    const timeout = new Promise<never>((_, reject) => {
      late.addEventListener('abort', () => reject(new Error(`${kind} does not answer.`)), { once: true });
    });
    const { value } = await Promise.race([lines.next(), gone, timeout]);
    if (typeof value !== 'string') return gone;
    return JSON.parse(value) as T;
  };
  try {
    const { name } = await answer<{ readonly name: string }>();
    return {
      name,
      async run(request) {
        child.stdin.write(`${JSON.stringify(request)}\n`);
        return answer<Timing>();
      },
      close: () => child.stdin.end(),
    };
  } catch (error) {
    child.kill();
    tell(`Without ${kind}: ${error instanceof Error ? error.message : String(error)} (${python()})`);
    return undefined;
  }
}
