import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { readOnnxModel, writeOnnxModel, type OnnxAttribute, type OnnxGraph } from '#models';
import { fillTensor } from './fill-tensor.ts';

const FOLDER = new URL('../../loopback/models/skeletons/', import.meta.url);

function fillAttribute(attribute: OnnxAttribute, key: string): OnnxAttribute {
  const { tensor, graph } = attribute;
  return {
    ...attribute,
    ...(tensor === undefined ? {} : { tensor: fillTensor(tensor, key) }),
    ...(graph === undefined ? {} : { graph: fillGraph(graph, key) }),
  };
}

function fillGraph(graph: OnnxGraph, key: string): OnnxGraph {
  return {
    ...graph,
    initializers: graph.initializers.map((tensor) => fillTensor(tensor, `${key}/${tensor.name}`)),
    nodes: graph.nodes.map((node) => ({
      ...node,
      attributes: node.attributes.map((attribute) =>
        fillAttribute(attribute, `${key}/${node.outputs[0] ?? ''}`),
      ),
    })),
  };
}

/**
 * Makes a whole ONNX file of a skeleton in `loopback/models/skeletons`: the graph of a real exporter with random
 * weights that have the size and the spread of real ones. The same name and seed always give the same bytes.
 *
 * @param name - path without `.gz`: `whisper-mini-hub/encoder_model.onnx`, `piper-mini.onnx`.
 */
export async function fillSkeleton(name: string, seed = 1): Promise<Uint8Array> {
  const packed = await readFile(new URL(`${name}.gz`, FOLDER));
  const model = readOnnxModel(await promisify(gunzip)(packed));
  return writeOnnxModel({ ...model, graph: fillGraph(model.graph, String(seed)) });
}
