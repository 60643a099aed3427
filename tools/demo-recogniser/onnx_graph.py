"""The recogniser as ONNX graphs with the names, shapes and behaviour of an optimum export of Whisper."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from model import Size

OPSET = 17
BATCH, TOKENS, AUDIO, PAST = "batch_size", "decoder_sequence_length", "encoder_sequence_length", "past_decoder_sequence_length"


class Weights:
    """Initializers that several graphs may share; each is stored once."""

    def __init__(self, state: dict[str, np.ndarray]):
        self.state = state
        self.tensors: dict[str, onnx.TensorProto] = {}

    def add(self, name: str, value: np.ndarray) -> str:
        if name not in self.tensors:
            self.tensors[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def get(self, name: str, transpose: bool = False) -> str:
        value = self.state[name]
        return self.add(f"{name}.transposed", value.T) if transpose else self.add(name, value)

    def ints(self, *values: int) -> str:
        return self.add("ints_" + "_".join(map(str, values)).replace("-", "minus"), np.array(values, np.int64))

    def scalar(self, value: float) -> str:
        return self.add(f"float_{value:.7g}".replace("-", "minus"), np.array(value, np.float32))


class Graph:
    """Collects nodes; `prefix` keeps the names of two branches apart."""

    def __init__(self, weights: Weights, size: Size, prefix: str = ""):
        self.weights, self.size, self.prefix = weights, size, prefix
        self.nodes: list[onnx.NodeProto] = []

    def op(self, kind: str, *inputs: str, path: str = "", output: str | None = None, **attributes) -> str:
        name = f"{self.prefix}/{path}{'/' if path else ''}{kind}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [output or f"{name}_output_0"], name, **attributes))
        return self.nodes[-1].output[0]

    def linear(self, x: str, name: str, path: str, bias: bool = True) -> str:
        x = self.op("MatMul", x, self.weights.get(f"{name}.weight", transpose=True), path=path)
        return self.op("Add", self.weights.get(f"{name}.bias"), x, path=path) if bias else x

    def norm(self, x: str, name: str, path: str, output: str | None = None) -> str:
        scale, bias = self.weights.get(f"{name}.weight"), self.weights.get(f"{name}.bias")
        return self.op("LayerNormalization", x, scale, bias, path=path, output=output, axis=-1, epsilon=1e-5)

    def gelu(self, x: str, path: str) -> str:
        w = self.weights
        error = self.op("Erf", self.op("Div", x, w.scalar(2**0.5), path=path), path=path)
        doubled = self.op("Mul", x, self.op("Add", error, w.scalar(1), path=path), path=path)
        return self.op("Mul", doubled, w.scalar(0.5), path=path)

    def dimension(self, x: str, axis: int) -> str:
        """One dimension as an int64 tensor of shape [1]."""
        shape = self.op("Shape", x)
        return self.op("Slice", shape, self.weights.ints(axis), self.weights.ints(axis + 1), self.weights.ints(0))

    def heads(self, x: str, batch: str, length: str, path: str) -> str:
        """[batch, length, width] -> [batch, heads, length, width / heads]."""
        w, size = self.weights, self.size
        shape = self.op("Concat", batch, length, w.ints(size.heads), w.ints(size.width // size.heads), axis=0, path=path)
        return self.op("Transpose", self.op("Reshape", x, shape, path=path), perm=[0, 2, 1, 3], path=path)

    def attend(self, query: str, key: str, value: str, batch: str, length: str, path: str, mask: str = "") -> str:
        """Heads of query, key and value -> [batch, length, width], before the output projection."""
        scores = self.op("MatMul", query, self.op("Transpose", key, perm=[0, 1, 3, 2], path=path), path=path)
        if mask:
            scores = self.op("Add", scores, mask, path=path)
        mixed = self.op("MatMul", self.op("Softmax", scores, axis=-1, path=path), value, path=path)
        shape = self.op("Concat", batch, length, self.weights.ints(self.size.width), axis=0, path=path)
        return self.op("Reshape", self.op("Transpose", mixed, perm=[0, 2, 1, 3], path=path), shape, path=path)

    def scaled_query(self, x: str, name: str, batch: str, length: str, path: str) -> str:
        factor = self.weights.scalar((self.size.width // self.size.heads) ** -0.5)
        query = self.op("Mul", self.linear(x, f"{name}.query", f"{path}/q_proj"), factor, path=path)
        return self.heads(query, batch, length, path)

    def keys_and_values(self, x: str, name: str, batch: str, length: str, path: str) -> tuple[str, str]:
        key = self.linear(x, f"{name}.key", f"{path}/k_proj", bias=False)
        value = self.linear(x, f"{name}.value", f"{path}/v_proj")
        return self.heads(key, batch, length, path), self.heads(value, batch, length, path)

    def mlp(self, x: str, name: str, path: str) -> str:
        y = self.norm(x, f"{name}.mlp_norm", f"{path}/final_layer_norm")
        y = self.gelu(self.linear(y, f"{name}.mlp_in", f"{path}/fc1"), f"{path}/activation_fn")
        return self.op("Add", x, self.linear(y, f"{name}.mlp_out", f"{path}/fc2"), path=path)


def floats(name: str, *shape: str | int) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def to_model(graph: onnx.GraphProto) -> onnx.ModelProto:
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="demo-recogniser")
    made.ir_version = 8
    onnx.checker.check_model(made, full_check=True)
    return made


def encoder(state: dict[str, np.ndarray], size: Size) -> onnx.ModelProto:
    """input_features [batch, 80, 3000] -> last_hidden_state [batch, 1500, width]; 1500 is baked in, as in real ones."""
    w = Weights(state)
    g = Graph(w, size)
    length = w.ints(size.audio_positions)
    x = "input_features"
    for name, stride in (("conv1", 1), ("conv2", 2)):
        x = g.op("Conv", x, w.get(f"{name}.weight"), w.get(f"{name}.bias"), path=name,
                 kernel_shape=[3], strides=[stride], pads=[1, 1], dilations=[1], group=1)
        x = g.gelu(x, f"{name}/act")
    x = g.op("Transpose", x, perm=[0, 2, 1])
    x = g.op("Add", x, w.get("audio_positions"))
    batch = g.dimension(x, 0)
    for layer in range(size.encoder_layers):
        name, path = f"encoder.{layer}", f"layers.{layer}"
        y = g.norm(x, f"{name}.self_norm", f"{path}/self_attn_layer_norm")
        query = g.scaled_query(y, f"{name}.self_attention", batch, length, f"{path}/self_attn")
        key, value = g.keys_and_values(y, f"{name}.self_attention", batch, length, f"{path}/self_attn")
        y = g.attend(query, key, value, batch, length, f"{path}/self_attn")
        x = g.op("Add", x, g.linear(y, f"{name}.self_attention.out", f"{path}/self_attn/out_proj"), path=path)
        x = g.mlp(x, name, path)
    g.norm(x, "encoder_norm", "layer_norm", output="last_hidden_state")
    return to_model(helper.make_graph(
        g.nodes, "main_graph",
        [floats("input_features", BATCH, size.mels, 2 * size.audio_positions)],
        [floats("last_hidden_state", BATCH, size.audio_positions, size.width)],
        list(w.tensors.values())))


def decoder_branch(w: Weights, size: Size, cached: bool) -> onnx.GraphProto:
    """One side of the `If`: with `cached`, one token on top of what past_key_values hold; else a whole prompt."""
    side = "then" if cached else "else"
    g = Graph(w, size, f"/{side}")
    head_width = size.width // size.heads
    batch, length = g.dimension("input_ids", 0), g.dimension("input_ids", 1)
    before = g.dimension("past_key_values.0.decoder.key", 2) if cached else w.ints(0)
    positions = g.op("Slice", w.get("text_positions"), before, g.op("Add", before, length), w.ints(0))
    x = g.op("Add", g.op("Gather", w.get("embedding"), "input_ids", path="embed_tokens", axis=0), positions)
    mask = "" if cached else causal_mask(g, length)
    audio_length = "" if cached else g.dimension("encoder_hidden_states", 1)
    presents: dict[str, str] = {}
    for layer in range(size.decoder_layers):
        name, path = f"decoder.{layer}", f"layers.{layer}"
        y = g.norm(x, f"{name}.self_norm", f"{path}/self_attn_layer_norm")
        query = g.scaled_query(y, f"{name}.self_attention", batch, length, f"{path}/self_attn")
        key, value = g.keys_and_values(y, f"{name}.self_attention", batch, length, f"{path}/self_attn")
        if cached:
            key = g.op("Concat", f"past_key_values.{layer}.decoder.key", key, axis=2, path=path)
            value = g.op("Concat", f"past_key_values.{layer}.decoder.value", value, axis=2, path=path)
        y = g.attend(query, key, value, batch, length, f"{path}/self_attn", mask)
        x = g.op("Add", x, g.linear(y, f"{name}.self_attention.out", f"{path}/self_attn/out_proj"), path=path)
        presents |= {f"present.{layer}.decoder.key": key, f"present.{layer}.decoder.value": value}

        y = g.norm(x, f"{name}.cross_norm", f"{path}/encoder_attn_layer_norm")
        query = g.scaled_query(y, f"{name}.cross_attention", batch, length, f"{path}/encoder_attn")
        if cached:
            key, value = f"past_key_values.{layer}.encoder.key", f"past_key_values.{layer}.encoder.value"
            nothing = w.add("empty_present", np.zeros((0, size.heads, 1, head_width), np.float32))
            presents |= {f"present.{layer}.encoder.{part}": nothing for part in ("key", "value")}
        else:
            key, value = g.keys_and_values(
                "encoder_hidden_states", f"{name}.cross_attention", batch, audio_length, f"{path}/encoder_attn")
            presents |= {f"present.{layer}.encoder.key": key, f"present.{layer}.encoder.value": value}
        y = g.attend(query, key, value, batch, length, f"{path}/encoder_attn")
        x = g.op("Add", x, g.linear(y, f"{name}.cross_attention.out", f"{path}/encoder_attn/out_proj"), path=path)
        x = g.mlp(x, name, path)
    x = g.norm(x, "decoder_norm", "layer_norm")
    table = g.op("Transpose", w.get("embedding"), perm=[1, 0], path="proj_out")
    outputs = {"logits": g.op("MatMul", x, table, path="proj_out")} | presents
    values = [floats(g.op("Identity", source, output=f"{name}_{side}"), *shape_of(name, size))
              for name, source in outputs.items()]
    return helper.make_graph(g.nodes, f"{side}_branch", [], values)


def causal_mask(g: Graph, length: str) -> str:
    """[length, length]: 0 at and below the diagonal, the lowest float above it."""
    w = g.weights
    count = g.op("Squeeze", length, w.ints(0))
    numbers = g.op("Range", w.add("zero", np.array(0, np.int64)), count, w.add("one", np.array(1, np.int64)))
    hidden = g.op("Less", g.op("Unsqueeze", numbers, w.ints(1)), g.op("Unsqueeze", numbers, w.ints(0)))
    return g.op("Where", hidden, w.scalar(float(np.finfo(np.float32).min)), w.scalar(0.0))


def shape_of(name: str, size: Size) -> tuple[str | int, ...]:
    """The declared shape of logits, of a past_key_values input or of a present output."""
    if name == "logits":
        return (BATCH, TOKENS, size.vocabulary)
    past = PAST if name.startswith("past") else f"{PAST} + 1"
    return (BATCH, size.heads, f"{AUDIO}_out" if ".encoder." in name else past, size.width // size.heads)


def merged_decoder(state: dict[str, np.ndarray], size: Size) -> onnx.ModelProto:
    """Both branches under one `If` on use_cache_branch, over one set of weights."""
    w = Weights(state)
    branches = {f"{side}_branch": decoder_branch(w, size, cached=side == "then") for side in ("then", "else")}
    parts = [f"{layer}.{source}.{part}" for layer in range(size.decoder_layers)
             for source in ("decoder", "encoder") for part in ("key", "value")]
    outputs = ["logits", *(f"present.{part}" for part in parts)]
    chosen = helper.make_node("If", ["use_cache_branch"], outputs, "optimum::if", **branches)
    past = [f"past_key_values.{part}" for part in parts]
    inputs = [
        helper.make_tensor_value_info("input_ids", TensorProto.INT64, (BATCH, TOKENS)),
        floats("encoder_hidden_states", BATCH, AUDIO, size.width),
        *(floats(name, *shape_of(name, size)) for name in past),
        helper.make_tensor_value_info("use_cache_branch", TensorProto.BOOL, (1,)),
    ]
    return to_model(helper.make_graph(
        [chosen], "merged", inputs, [floats(name, *shape_of(name, size)) for name in outputs],
        list(w.tensors.values())))
