"""Makes an 8-bit file from a Whisper file with the settings of the hub's `*_quantized.onnx` files.

Weights become unsigned where the graph has a convolution (the encoder) and signed elsewhere (the decoder).
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import onnx
from onnxruntime.quantization import QuantType, QuantizationMode
from onnxruntime.quantization.onnx_quantizer import ONNXQuantizer
from onnxruntime.quantization.registry import IntegerOpsRegistry


def operators(graph: onnx.GraphProto) -> Iterator[str]:
    for node in graph.node:
        yield node.op_type
        for attribute in node.attribute:
            if attribute.type == onnx.AttributeProto.GRAPH:
                yield from operators(attribute.g)


def quantise(source: Path, target: Path) -> None:
    model = onnx.load(source)
    has_convolution = "Conv" in set(operators(model.graph))
    quantizer = ONNXQuantizer(
        model,
        None,
        None,
        mode=QuantizationMode.IntegerOps,
        static=False,
        weight_qType=QuantType.QUInt8 if has_convolution else QuantType.QInt8,
        activation_qType=QuantType.QUInt8,
        tensors_range=None,
        nodes_to_quantize=[],
        nodes_to_exclude=[],
        op_types_to_quantize=set(IntegerOpsRegistry),
        extra_options={"EnableSubgraph": True, "MatMulConstBOnly": True},
    )
    quantizer.quantize_model()
    onnx.save(quantizer.model.model, target)


if __name__ == "__main__":
    for file in map(Path, sys.argv[1:]):
        quantise(file, file.with_name(f"{file.stem}_quantized.onnx"))
