import { join } from 'node:path';
import { createOnnxSession, serveInference, withTransfer } from '#models';
import { createMdxNet, mdxNetFacts } from './mdx-net.ts';
import { createSpleeter } from './spleeter.ts';
import type { StereoSound, VocalModel } from './vocal-model.ts';

/** Which model is loaded. */
export type SeparationModelChoice =
  | { readonly kind: 'mdx-net'; readonly path: string }
  /** A folder with `vocals.onnx` and `accompaniment.onnx`, or their `.fp16` and `.int8` forms. */
  | { readonly kind: 'spleeter'; readonly path: string; readonly suffix: '' | '.fp16' | '.int8' };

/** What the worker is started with. */
export interface SeparationWorkerData {
  readonly model: SeparationModelChoice;
  readonly threads: number;
}

async function load({ model, threads }: SeparationWorkerData): Promise<VocalModel> {
  if (model.kind === 'mdx-net') {
    const facts = mdxNetFacts(model.path);
    return createMdxNet(await createOnnxSession(model.path, { threads }), model.path, facts);
  }
  const open = (name: string) =>
    createOnnxSession(join(model.path, `${name}${model.suffix}.onnx`), { threads });
  return createSpleeter({ vocals: await open('vocals'), accompaniment: await open('accompaniment') });
}

serveInference<VocalModel>({
  load,
  methods: {
    plan: async (model) => model.plan,
    async separate(model, sound: StereoSound) {
      const { vocals, weights } = await model.separate(sound);
      return withTransfer({ vocals, weights }, [vocals.buffer, weights.buffer]);
    },
  },
});
