import { describe, expect, it } from 'vitest';
import { cpuFeatures, parseCpuFeatures } from './cpu-features.ts';

const cpuInfo = (flags: string): string =>
  ['processor\t: 0', 'model name\t: Some CPU', `flags\t\t: ${flags}`, 'bugs\t\t: avx_vnni', ''].join('\n');

describe('the features of a processor', () => {
  it.each([
    ['fpu avx2 avx512_vnni fma', true],
    ['fpu avx2 avx_vnni', true],
    ['amx_int8 amx_tile', true],
    ['fpu avx2 fma avx512f avx512vl', false],
    ['', false],
  ])('takes from the flags "%s" whether signed integers pay: %s', (flags, pays) => {
    expect(parseCpuFeatures('x64', cpuInfo(flags)).signedInt8Pays).toBe(pays);
  });

  it('looks at whole flags of the right line', () => {
    expect(parseCpuFeatures('x64', cpuInfo('avx512_vnni_x my_avx_vnni'))).toMatchObject({
      hasAvx512Vnni: false,
      hasAvxVnni: false,
      signedInt8Pays: false,
    });
  });

  it('needs no flags on arm64', () => {
    expect(parseCpuFeatures('arm64', 'processor\t: 0\nFeatures\t: fp asimd asimddp\n').signedInt8Pays).toBe(
      true,
    );
  });

  it('takes an unknown x64 processor for one that lacks them', () => {
    expect(parseCpuFeatures('x64', '').signedInt8Pays).toBe(false);
  });

  it('knows the architecture of this machine', async () => {
    expect((await cpuFeatures()).architecture).toBe(process.arch);
  });
});
