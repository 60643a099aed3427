import { readFile } from 'node:fs/promises';

/** What the processor offers for products of small integers. */
export interface CpuFeatures {
  /** Process architecture, `x64` or `arm64` mostly. */
  readonly architecture: string;
  readonly hasAvx512Vnni: boolean;
  readonly hasAvxVnni: boolean;
  readonly hasAmxInt8: boolean;
  /**
   * Whether matrix products with signed 8-bit weights are both exact and fast. Without these instructions
   * an x86 processor adds pairs of products in 16 bits, where they can overflow. False when unknown.
   */
  readonly signedInt8Pays: boolean;
}

/** Reads the flags out of the text of Linux' `/proc/cpuinfo`; an empty text stands for "unknown". */
export function parseCpuFeatures(architecture: string, cpuInfo: string): CpuFeatures {
  const flags = new Set(/^flags\s*:(.*)$/mu.exec(cpuInfo)?.[1]?.trim().split(/\s+/u));
  const hasAvx512Vnni = flags.has('avx512_vnni');
  const hasAvxVnni = flags.has('avx_vnni');
  const hasAmxInt8 = flags.has('amx_int8');
  const signedInt8Pays = architecture === 'arm64' || hasAvx512Vnni || hasAvxVnni || hasAmxInt8;
  return { architecture, hasAvx512Vnni, hasAvxVnni, hasAmxInt8, signedInt8Pays };
}

async function readCpuInfo(): Promise<string> {
  if (process.platform !== 'linux') return '';
  try {
    return await readFile('/proc/cpuinfo', 'latin1');
  } catch {
    // Some sandboxes hide it; then nothing is known, which is an answer of its own.
    return '';
  }
}

/** Looks at the processor of this machine. On x64 systems other than Linux nothing is known of it. */
export const cpuFeatures = async (): Promise<CpuFeatures> =>
  parseCpuFeatures(process.arch, await readCpuInfo());
