"""Turns a checkpoint into the ONNX file that Piper speaks with: `python export_voice.py last.ckpt voice.onnx`."""

import sys

import torch

import alignment

alignment.install()

from piper.train.vits.models import SynthesizerTrn  # noqa: E402

OPSET = 15
# What the exporter is shown; the graph takes any other.
EXAMPLE_PHONEMES = 50
VOICE = "model_g."


def load_voice(path: str) -> torch.nn.Module:
    """The voice of an own checkpoint, without the judge that taught it."""
    checkpoint = torch.load(path, map_location="cpu", weights_only=True)
    sizes = checkpoint["hyper_parameters"]
    speakers = sizes["num_speakers"]
    voice = SynthesizerTrn(
        n_vocab=sizes["num_symbols"],
        spec_channels=sizes["filter_length"] // 2 + 1,
        segment_size=sizes["segment_size"] // sizes["hop_length"],
        n_speakers=speakers,
        gin_channels=sizes["gin_channels"] or (512 if speakers > 1 else 0),
        **{
            name: sizes[name]
            for name in (
                "inter_channels",
                "hidden_channels",
                "filter_channels",
                "n_heads",
                "n_layers",
                "kernel_size",
                "p_dropout",
                "resblock",
                "resblock_kernel_sizes",
                "resblock_dilation_sizes",
                "upsample_rates",
                "upsample_initial_channel",
                "upsample_kernel_sizes",
                "use_sdp",
            )
        },
    )
    weights = {name.removeprefix(VOICE): value for name, value in checkpoint["state_dict"].items() if name.startswith(VOICE)}
    voice.load_state_dict(weights)
    voice.eval()
    with torch.no_grad():
        voice.dec.remove_weight_norm()
    return voice


def export(checkpoint_path: str, onnx_path: str) -> None:
    voice = load_voice(checkpoint_path)

    def speak(text, text_lengths, scales, sid=None):
        return voice.infer(
            text, text_lengths, noise_scale=scales[0], length_scale=scales[1], noise_scale_w=scales[2], sid=sid
        )[0].unsqueeze(1)

    voice.forward = speak
    phonemes = torch.randint(low=0, high=voice.n_vocab, size=(1, EXAMPLE_PHONEMES), dtype=torch.long)
    speaker = torch.LongTensor([0]) if voice.n_speakers > 1 else None
    torch.onnx.export(
        model=voice,
        args=(phonemes, torch.LongTensor([EXAMPLE_PHONEMES]), torch.FloatTensor([0.667, 1.0, 0.8]), speaker),
        f=onnx_path,
        opset_version=OPSET,
        input_names=["input", "input_lengths", "scales", "sid"],
        output_names=["output"],
        dynamic_axes={
            "input": {0: "batch_size", 1: "phonemes"},
            "input_lengths": {0: "batch_size"},
            "output": {0: "batch_size", 2: "time"},
        },
        # The newer exporter stumbles over lengths that depend on the data.
        dynamo=False,
    )


if __name__ == "__main__":
    torch.manual_seed(1234)
    export(sys.argv[1], sys.argv[2])
