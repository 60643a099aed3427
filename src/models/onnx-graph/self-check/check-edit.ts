import { Tensor, type InferenceSession } from 'onnxruntime-node';
import { createOnnxSession } from '../../onnx-session.ts';
import { DEFAULT_TOLERANCE, type CheckCase, type CheckTensor, type CheckVerdict } from './check-case.ts';
import { greatestDifference, shareOfDifference } from './greatest-difference.ts';

/** What the process that checks is asked. */
export interface CheckRequest {
  readonly original: string;
  /** Files, in the order in which they run. */
  readonly parts: readonly string[];
  readonly cases: readonly CheckCase[];
  readonly tolerance?: number;
  readonly spread?: number;
  readonly threads: number;
}

type Values = Readonly<Record<string, Tensor>>;

const toTensor = ({ type, data, dims }: CheckTensor): Tensor => {
  // The library's constructor has an overload for each kind of values, and none for all.
  const make = Tensor as unknown as new (
    type: string,
    data: CheckTensor['data'],
    dims: readonly number[],
  ) => Tensor;
  return new make(type, data, dims);
};

async function runSession(session: InferenceSession, values: Values): Promise<Values> {
  const feeds = Object.fromEntries(
    session.inputNames.flatMap((name) => {
      const value = values[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  return await session.run(feeds);
}

/** Runs one model on every case; each is loaded once and let go before the next, so that memory holds one. */
async function runModel(path: string, threads: number, cases: readonly Values[]): Promise<readonly Values[]> {
  const session = await createOnnxSession(path, { threads });
  const results: Values[] = [];
  for (const values of cases) results.push({ ...values, ...(await runSession(session, values)) });
  await session.release();
  return results;
}

function compareOutputs(
  { outputs, inputs }: CheckCase,
  expected: Values,
  found: Values,
  spread: number,
): number | string {
  let difference = 0;
  for (const [name, tensor] of Object.entries(expected)) {
    if (name in inputs || outputs?.includes(name) === false) continue;
    const other = found[name];
    if (other === undefined) return `The output ${name} is missing.`;
    if (other.dims.join() !== tensor.dims.join()) {
      return `The output ${name} has the shape [${other.dims.join()}], not [${tensor.dims.join()}].`;
    }
    const own = greatestDifference(tensor.data, other.data);
    if (Number.isNaN(own)) return `The output ${name} has values that are no numbers.`;
    const share = shareOfDifference(tensor.data, other.data);
    if (share > spread) return `The output ${name} differs from the original by ${toPercent(share)}.`;
    difference = Math.max(difference, own);
  }
  return difference;
}

const toPercent = (share: number): string => `${(100 * share).toPrecision(2)} %`;

function checkDims(wanted: CheckCase['dims'], found: Values): string | undefined {
  for (const [name, dims] of Object.entries(wanted ?? {})) {
    const own = found[name]?.dims.join();
    if (own !== dims.join()) return `The output ${name} has the shape [${own}], not [${dims.join()}].`;
  }
  return undefined;
}

/**
 * Runs the original and the parts of the edited model on the same inputs.
 *
 * @throws Error when a model cannot be loaded or run.
 */
export async function checkEdit(request: CheckRequest): Promise<CheckVerdict> {
  const { original, parts, cases, threads, tolerance = DEFAULT_TOLERANCE, spread = Infinity } = request;
  const inputs = cases.map((item): Values =>
    Object.fromEntries(Object.entries(item.inputs).map(([name, value]) => [name, toTensor(value)])),
  );
  const isCompared = (_inputs: unknown, place: number): boolean => cases[place]?.expect === 'same';
  const compared = inputs.filter(isCompared);
  const expected = compared.length === 0 ? [] : await runModel(original, threads, compared);
  const found: Values[] = [...inputs];
  for (const [number, part] of parts.entries()) {
    const places = [...cases.keys()].filter((place) => (cases[place]?.firstPart ?? 0) <= number);
    const results = await runModel(
      part,
      threads,
      places.map((place) => found[place] ?? {}),
    );
    for (const [at, place] of places.entries()) found[place] = results[at] ?? {};
  }

  let difference = 0;
  for (const [place, item] of cases.entries()) {
    const complaint = checkDims(item.dims, found[place] ?? {});
    if (complaint !== undefined) return { kind: 'refused', reason: complaint };
  }
  const comparedCases = cases.filter(isCompared);
  for (const [at, values] of found.filter(isCompared).entries()) {
    const item = comparedCases[at];
    if (item === undefined) continue;
    const own = compareOutputs(item, expected[at] ?? {}, values, spread);
    if (typeof own === 'string') return { kind: 'refused', reason: own };
    difference = Math.max(difference, own);
  }
  if (difference <= tolerance) return { kind: 'passed', difference };
  return { kind: 'refused', reason: `It differs from the original by ${difference.toPrecision(3)}.` };
}
