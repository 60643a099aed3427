/** The value of one input: values in the order of the dimensions. */
export interface CheckTensor {
  readonly type: 'float32' | 'int64' | 'int32' | 'bool' | 'uint8' | 'int8';
  readonly data: Float32Array | BigInt64Array | Int32Array | Uint8Array | Int8Array;
  readonly dims: readonly number[];
}

/** One run of a self-check. */
export interface CheckCase {
  /**
   * By name. The parts of a model take theirs from here and from what the parts before them gave; names
   * that a model does not have are passed over.
   */
  readonly inputs: Readonly<Record<string, CheckTensor>>;
  /** `same`: every output of the original must come out alike. `runs`: the original is not asked. */
  readonly expect: 'same' | 'runs';
  /** The outputs that are compared; all of the original's when absent. */
  readonly outputs?: readonly string[];
  /** The first part that runs, counted from 0; what those before it give is in the inputs. Default 0. */
  readonly firstPart?: number;
  /** Dimensions that outputs of the edited model must have. */
  readonly dims?: Readonly<Record<string, readonly number[]>>;
}

/** What an edited model must stand before it is used. */
export interface SelfCheck {
  readonly cases: readonly CheckCase[];
  /** The greatest absolute difference between two values that still counts as alike. Default 0.001. */
  readonly tolerance?: number;
  /**
   * The greatest difference of a whole output that still counts as alike: root mean square of the differences,
   * as a share of that of the values. Not looked at when absent.
   */
  readonly spread?: number;
}

export const DEFAULT_TOLERANCE = 1e-3;

/** What came out of a self-check. */
export type CheckVerdict =
  /** The greatest difference that was found. */
  | { readonly kind: 'passed'; readonly difference: number }
  | { readonly kind: 'refused'; readonly reason: string };
