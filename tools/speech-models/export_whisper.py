"""Exports a Whisper of any size with random weights, through optimum as the hub's files were made.

Works with optimum 1.9 (the hub's files of 2023), 1.24 (those of 2024 and 2025) and optimum-onnx 0.1.
"""

import argparse
import inspect
import math
from pathlib import Path

import torch
from optimum.exporters.onnx import main_export
from transformers import WhisperConfig, WhisperForConditionalGeneration

# Width, heads, layers of the encoder and of the decoder, vocabulary, the token that ends a text. "mini" is for
# tests: its vocabulary is that of loopback/models/whisper-everyday, whose tokenizer it shares.
SIZES = {
    "mini": (128, 2, 2, 2, 2864, 1256),
    "tiny": (384, 6, 4, 4, 51865, 50257),
    "base": (512, 8, 6, 6, 51865, 50257),
    "small": (768, 12, 12, 12, 51865, 50257),
}


def config_of(size: str) -> WhisperConfig:
    width, heads, encoder_layers, decoder_layers, vocabulary, end = SIZES[size]
    return WhisperConfig(
        d_model=width,
        encoder_attention_heads=heads,
        decoder_attention_heads=heads,
        encoder_layers=encoder_layers,
        decoder_layers=decoder_layers,
        encoder_ffn_dim=4 * width,
        decoder_ffn_dim=4 * width,
        vocab_size=vocabulary,
        bos_token_id=end,
        eos_token_id=end,
        pad_token_id=end,
        decoder_start_token_id=end + 1,
        num_mel_bins=80,
    )


def scale_weights(model: WhisperForConditionalGeneration) -> None:
    """Gives every matrix a gain of one, so that sound and text reach the logits as they do in a trained model."""
    torch.manual_seed(1)
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if "encoder.embed_positions" in name or weight.ndim < 2:
                continue
            inputs = weight.shape[1] if "embed" in name else weight[0].numel()
            weight.normal_(0, 1 / math.sqrt(inputs))


def legacy_tracing() -> None:
    """Newer torch exports through another exporter unless told; the published files came from this one."""
    export = torch.onnx.export
    if "dynamo" in inspect.signature(export).parameters:
        torch.onnx.export = lambda *args, **kwargs: export(*args, **{"dynamo": False, **kwargs})


def attention_outputs(config: WhisperConfig, task: str) -> dict:
    """What makes a `*_timestamped` repository: the decoder also gives its cross attentions."""
    from optimum.exporters.onnx.base import ConfigBehavior
    from optimum.exporters.onnx.model_configs import WhisperOnnxConfig

    class WithAttentions(WhisperOnnxConfig):
        @property
        def outputs(self):
            outputs = super().outputs
            if self._behavior is ConfigBehavior.DECODER:
                axes = {0: "batch_size", 2: "decoder_sequence_length", 3: "encoder_sequence_length_out"}
                outputs.update({f"cross_attentions.{n}": axes for n in range(self._config.decoder_layers)})
            return outputs

    whole = WithAttentions(config=config, task="automatic-speech-recognition")
    return {
        "model_kwargs": {"output_attentions": True},
        "custom_onnx_configs": {
            "encoder_model": whole.with_behavior("encoder"),
            "decoder_model": whole.with_behavior("decoder", use_past=True, use_past_in_inputs=False),
            "decoder_with_past_model": whole.with_behavior("decoder", use_past=True, use_past_in_inputs=True),
        },
    }


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--size", choices=SIZES, required=True)
    arguments.add_argument("--output", type=Path, required=True)
    arguments.add_argument("--timestamped", action="store_true")
    chosen = arguments.parse_args()

    legacy_tracing()
    torch.set_num_threads(1)
    config = config_of(chosen.size)
    model = WhisperForConditionalGeneration(config).eval()
    scale_weights(model)
    source = chosen.output / "torch"
    model.save_pretrained(source)
    task = "automatic-speech-recognition-with-past"
    extra = attention_outputs(config, task) if chosen.timestamped else {}
    main_export(str(source), output=chosen.output, task=task, do_validation=False, **extra)


if __name__ == "__main__":
    main()
