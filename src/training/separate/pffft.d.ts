declare module '@echogarden/pffft-wasm/simd' {
  interface Pffft {
    /** The buffer is another one after the memory grew. */
    readonly HEAPF32: Float32Array;
    readonly _pffft_new_setup: (length: number, kind: number) => number;
    readonly _pffft_aligned_malloc: (bytes: number) => number;
    readonly _pffft_transform_ordered: (
      setup: number,
      input: number,
      output: number,
      work: number,
      direction: number,
    ) => void;
  }
  export default function initialise(): Promise<Pffft>;
}
