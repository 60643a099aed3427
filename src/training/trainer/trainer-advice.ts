/** What trainers die of, and what helps. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/CUDA out of memory|OutOfMemory/u, 'Use smaller batches or shorter clips.'],
  [/Bus error|shared memory|\bshm\b/u, 'Give the container more shared memory.'],
  [/No space left on device/u, 'Make room on the disk.'],
  [/Killed|SIGKILL/u, 'The system ended it, most likely for want of memory: use smaller batches.'],
  [/No module named|cannot import name/u, 'Run "aichat training setup" again.'],
  [/size mismatch for model_g/u, 'The base has another quality: take one of the same.'],
  [/CUFFT_INTERNAL_ERROR|CUDA error/u, 'The graphics card and the installed torch do not go together.'],
];

/** A sentence that helps with what a trainer said, with a space before it; empty when nobody knows. */
export function adviceFor(text: string): string {
  const found = ADVICE.find(([pattern]) => pattern.test(text));
  return found === undefined ? '' : ` ${found[1]}`;
}
