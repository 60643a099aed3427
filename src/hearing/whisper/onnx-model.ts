import type { InferenceSession } from 'onnxruntime-node';
import { AppError } from '#core';

/** The part of an ONNX session that the recogniser uses; tests bring their own. */
export type OnnxModel = Pick<InferenceSession, 'run' | 'inputMetadata' | 'outputNames'>;

/** The shape of an input: numbers, and names for what may vary. */
export type InputShape = readonly (number | string)[];

/**
 * The shapes of a model's inputs by name.
 *
 * @throws AppError `MODEL_FILE_INVALID` when an input or output that is needed is absent.
 */
export function readInterface(
  model: OnnxModel,
  path: string,
  needed: { readonly inputs: readonly string[]; readonly outputs: readonly string[] },
): ReadonlyMap<string, InputShape> {
  const shapes = new Map(
    model.inputMetadata.map((input) => [input.name, input.isTensor ? input.shape : []] as const),
  );
  const lacking = [
    ...needed.inputs.filter((name) => !shapes.has(name)),
    ...needed.outputs.filter((name) => !model.outputNames.includes(name)),
  ];
  if (lacking.length > 0) {
    throw new AppError('MODEL_FILE_INVALID', {
      message: `${path} is not the expected part of a Whisper model: it lacks ${lacking.join(', ')}.`,
      context: { path, lacking },
    });
  }
  return shapes;
}
