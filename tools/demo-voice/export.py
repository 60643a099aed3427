"""Writes the voice as ONNX with Piper's inputs and output, and Piper's config beside it."""

import argparse
import shutil
from pathlib import Path

import numpy as np
import onnx
import torch
from torch import Tensor, nn

from corpus import read_id_map
from model import SYMBOLS, Voice, places
from vocoder import HOP, SAMPLE_RATE, SLOTS, fixed_noise, phase_tracks

OPSET = 17
NOISE_FRAMES = 64
DURATION_JITTER, PITCH_JITTER, NOISE_JITTER = 0.12, 0.02, 0.3

ALIASES = (
    "ɑɒ ɛœ ɛø ɛε ɜɝ ɜɞ æɶ əɘ ʌɤ ɪɨ uʉ uɯ uy ʊʏ oɵ ɹr ɹɻ ɹʁ ɹʀ ɾɽ lɫ lɭ lɺ lʎ lʟ lɬ lɮ nɲ nɳ ŋɴ mɱ "
    "ɡg ɡɢ ɡɣ ɡɠ bɓ dɗ dɖ dɟ tʈ tʦ kc kq xχ hħ hɦ ʃç ʃɕ ʃʂ ʒʑ ʒʐ ʒʝ fɸ vβ vʋ wʍ wɥ wɰ θX ːˑ"
).split()
"""Symbols that en-us never asks for, spoken as the nearest one that was learned: `ab` speaks b as a."""


def known_ids(id_map: dict[str, int], learned: set[int]) -> np.ndarray:
    """For each possible id the one to speak; 0 where there is nothing to say."""
    table = np.zeros(SYMBOLS, np.int64)
    for number in learned:
        table[number] = number
    for near, far in ALIASES:
        if table[id_map[far]] == 0 and id_map[near] in learned:
            table[id_map[far]] = id_map[near]
    return table


class PiperVoice(nn.Module):
    def __init__(self, voice: Voice, table: np.ndarray, first: int) -> None:
        super().__init__()
        self.enc, self.frames, self.dec = voice.enc, voice.frames, voice.dec
        self.first = first
        self.register_buffer("table", torch.from_numpy(table))
        self.register_buffer("noise", torch.from_numpy(fixed_noise(NOISE_FRAMES)))

    def forward(self, ids: Tensor, lengths: Tensor, scales: Tensor) -> Tensor:
        noise_scale, length_scale, noise_width = scales[0], scales[1], scales[2]
        place = torch.cumsum(torch.ones_like(ids[0]), 0) - 1
        inside = (ids[0] >= 0) & (ids[0] < SYMBOLS) & (place < lengths[0])
        known = self.table[torch.where(inside, ids[0], torch.zeros_like(place))]
        known = torch.where((place == 0) & (known == 0), torch.full_like(place, self.first), known)
        spoken = torch.nonzero(known).squeeze(1)

        hidden, durations = self.enc(known[spoken].unsqueeze(0))
        wide = torch.exp(noise_width * DURATION_JITTER * torch.randn_like(durations[0]))
        edges = torch.round(torch.cumsum(durations[0] * wide * length_scale, 0))
        widths = edges - torch.cat([torch.zeros_like(edges[:1]), edges[:-1]])
        w = torch.zeros_like(place, dtype=torch.float32).scatter(0, spoken, widths)
        w_ceil = torch.ceil(w.reshape(1, 1, -1))

        width = w_ceil[0, 0]
        edge = torch.cumsum(width, 0)
        count = torch.clamp(edge[-1], min=1).long()
        frame = torch.arange(count, device=ids.device)
        symbol = (edge.unsqueeze(0) <= frame.unsqueeze(1)).long().sum(1)
        symbol = torch.minimum(symbol, place[-1])
        position = torch.cumsum((known > 0).long(), 0) - 1
        start = (edge - width)[symbol]
        where = places(frame.float() - start, torch.clamp(width[symbol], min=1))
        x, hertz = self.frames(hidden[:, :, position[symbol]], where.t().unsqueeze(0))

        unsteady = torch.exp(noise_scale * PITCH_JITTER * torch.randn_like(hertz))
        rate = hertz * unsteady / SAMPLE_RATE
        steady = torch.stack([phase_tracks(rate), rate], -1).reshape(1, -1, 2 * SLOTS).transpose(1, 2)
        noise = self.noise[frame % NOISE_FRAMES]
        noise = noise + noise_scale * NOISE_JITTER * torch.randn_like(noise)
        z = torch.cat([x, steady, noise.t().unsqueeze(0)], 1)
        return torch.clamp(self.dec(z), -1, 1).unsqueeze(1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--voice", type=Path, default=Path("data/demo-voice/voice.pt"))
    parser.add_argument("--out", type=Path, default=Path("loopback/models/en_US-everyday-low.onnx"))
    arguments = parser.parse_args()
    config_path = Path(__file__).with_name("config.json")
    id_map = read_id_map(config_path)
    saved = torch.load(arguments.voice)
    voice = Voice()
    voice.load_state_dict(saved["voice"])
    table = known_ids(id_map, set(saved["ids"]))
    graph = PiperVoice(voice, table, id_map["^"]).eval()
    example = torch.tensor([[1, 0, 32, 0, 120, 0, 61, 0, 31, 0, 32, 0, 10, 0, 2]])
    torch.onnx.export(
        graph,
        (example, torch.tensor([example.shape[1]]), torch.tensor([0.667, 1.0, 0.8])),
        str(arguments.out),
        input_names=["input", "input_lengths", "scales"],
        output_names=["output"],
        dynamic_axes={"input": {1: "phonemes"}, "output": {3: "time"}},
        opset_version=OPSET,
        dynamo=False,
    )
    model = onnx.load(arguments.out)
    model.graph.output[0].type.tensor_type.shape.dim[0].dim_value = 1
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, arguments.out)
    shutil.copyfile(config_path, Path(f"{arguments.out}.json"))
    print(f"{arguments.out}: {arguments.out.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
