import { readFile } from 'node:fs/promises';
import { arch, availableParallelism, cpus, platform } from 'node:os';

/** What decides how fast 8-bit and vector arithmetic are. */
const TELLING_FLAGS = ['avx2', 'avx512f', 'avx512_vnni', 'avx_vnni', 'amx_int8', 'asimddp', 'i8mm'];

async function flags(): Promise<readonly string[]> {
  if (platform() !== 'linux') return [];
  const text = await readFile('/proc/cpuinfo', 'utf8');
  const known = new Set((/^(?:flags|Features)\s*:\s*(.*)$/mu.exec(text)?.[1] ?? '').split(' '));
  return TELLING_FLAGS.filter((flag) => known.has(flag));
}

/** The processor in one line: its name, the cores that this process may use, what it is good at. */
export async function describeCpu(): Promise<string> {
  const name = cpus()[0]?.model.trim() ?? arch();
  return [name === '' ? arch() : name, `${availableParallelism()} cores`, ...(await flags())].join(', ');
}
