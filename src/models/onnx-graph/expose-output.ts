import type { OnnxModel } from './model.ts';
import { unknownLayout, type OnnxEditResult } from './onnx-edit.ts';
import { indexGraph } from './graph-index.ts';

/** Makes a tensor inside the graph an output as well; its type is left to the runtime. */
export function exposeOutput(model: OnnxModel, tensorName: string): OnnxEditResult<'model'> {
  const { graph } = model;
  const index = indexGraph(graph);
  if (index.isOutput(tensorName)) return { kind: 'edited', parts: { model }, facts: {} };
  if (index.producerOf(tensorName) === undefined) return unknownLayout(`It has no tensor ${tensorName}.`);
  const known = graph.valueInfos.find(({ name }) => name === tensorName);
  const outputs = [...graph.outputs, known ?? { name: tensorName }];
  return { kind: 'edited', parts: { model: { ...model, graph: { ...graph, outputs } } }, facts: {} };
}
