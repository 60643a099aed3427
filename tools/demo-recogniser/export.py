"""python export.py --model run/model.pt --output ../../loopback/models/whisper-everyday

Writes the trained model as the folder of files that an ONNX Whisper on the Hugging Face hub has.
"""

import argparse
import pathlib

import onnx
import torch

from model import Size
from model_files import write_model_files
from onnx_graph import encoder, merged_decoder
from tokens import Tokens


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=pathlib.Path, required=True)
    parser.add_argument("--output", type=pathlib.Path, required=True)
    options = parser.parse_args()
    saved = torch.load(options.model)
    tokens = Tokens([tuple(pair) for pair in saved["merges"]])
    size = Size(tokens.size)
    state = {name: value.float().numpy() for name, value in saved["model"].items()}
    (options.output / "onnx").mkdir(parents=True, exist_ok=True)
    onnx.save(encoder(state, size), options.output / "onnx" / "encoder_model.onnx")
    onnx.save(merged_decoder(state, size), options.output / "onnx" / "decoder_model_merged.onnx")
    write_model_files(options.output, tokens, size)


if __name__ == "__main__":
    main()
