"""Makes a skeleton of an ONNX file: everything but the values of its large tensors.

Such a tensor says instead that its values lie in a file named `fill`, with the mean and the standard deviation of
what was there (the fields that ONNX has for external data); `sinusoids` stands for Whisper's table of positions.
Tensors whose values mean something (shapes, indices, masks, single numbers) are kept whole.
"""

import argparse
import gzip
from collections.abc import Iterator
from pathlib import Path

import numpy
import onnx
from onnx import numpy_helper

SMALLEST = 64
FILLABLE = {onnx.TensorProto.FLOAT, onnx.TensorProto.UINT8, onnx.TensorProto.INT8}


def tensors(graph: onnx.GraphProto) -> Iterator[tuple[str, onnx.TensorProto]]:
    for tensor in graph.initializer:
        yield tensor.name, tensor
    for node in graph.node:
        for attribute in node.attribute:
            if attribute.type == onnx.AttributeProto.GRAPH:
                yield from tensors(attribute.g)
            elif attribute.type == onnx.AttributeProto.TENSOR:
                yield node.output[0], attribute.t


def is_position_table(values: numpy.ndarray) -> bool:
    if values.ndim not in (2, 3) or values.shape[-2] != 1500 or values.size != 1500 * values.shape[-1]:
        return False
    table = values.reshape(values.shape[-2:])
    half = table.shape[1] // 2
    return bool(numpy.all(table[0, :half] == 0) and numpy.all(table[0, half:] == 1))


def strip(tensor: onnx.TensorProto) -> None:
    if tensor.data_type not in FILLABLE or numpy.prod(tensor.dims) < SMALLEST:
        return
    values = numpy_helper.to_array(tensor)
    if values.dtype == numpy.float32 and len(numpy.unique(values)) == 1 and values.ndim < 2:
        fill = {"mean": repr(float(values.flat[0])), "deviation": "0"}
    elif is_position_table(values):
        fill = {"table": "sinusoids"}
    else:
        if not numpy.all(numpy.isfinite(values)) or values.min() < -1e6:
            return  # a mask
        fill = {"mean": f"{values.mean():.7g}", "deviation": f"{values.std():.7g}"}
    for field in ("raw_data", "float_data", "int32_data"):
        tensor.ClearField(field)
    tensor.data_location = onnx.TensorProto.EXTERNAL
    for key, value in {"location": "fill", **fill}.items():
        tensor.external_data.add(key=key, value=value)


def shorten_names(graph: onnx.GraphProto) -> None:
    """Tells nothing to any runtime and fills most of the file: where in Python a node was made."""
    for node in graph.node:
        node.ClearField("doc_string")
        node.ClearField("metadata_props")
        for attribute in node.attribute:
            if attribute.type == onnx.AttributeProto.GRAPH:
                shorten_names(attribute.g)


def make_skeleton(source: Path, target: Path) -> None:
    model = onnx.load(source)
    for _, tensor in tensors(model.graph):
        strip(tensor)
    shorten_names(model.graph)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(gzip.compress(model.SerializeToString(deterministic=True), 9, mtime=0))
    print(f"{target.name}: {target.stat().st_size:,} bytes from {source.stat().st_size:,}")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("source", type=Path)
    arguments.add_argument("target", type=Path)
    chosen = arguments.parse_args()
    make_skeleton(chosen.source, chosen.target)
