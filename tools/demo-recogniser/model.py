"""Whisper's architecture in a small size (Radford et al., 2022): two convolutions, pre-norm transformers, tied output."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn

# IPA letters of English as espeak-ng writes it; teaching the encoder to name them makes it learn much sooner.
SOUNDS = "abdefhijklmnoprstuvwzæðŋɐɑɒɔəɚɛɜɡɪɹɾʃʉʊʌʍʒθᵻ"


@dataclass(frozen=True)
class Size:
    vocabulary: int
    width: int = 128
    heads: int = 4
    encoder_layers: int = 3
    decoder_layers: int = 2
    mels: int = 80
    audio_positions: int = 1500
    text_positions: int = 448


def sinusoids(length: int, width: int) -> torch.Tensor:
    rates = torch.exp(-torch.log(torch.tensor(10_000.0)) / (width // 2 - 1) * torch.arange(width // 2))
    angles = torch.arange(length)[:, None] * rates
    return torch.cat([angles.sin(), angles.cos()], dim=1)


class Attention(nn.Module):
    def __init__(self, size: Size):
        super().__init__()
        self.heads = size.heads
        self.query = nn.Linear(size.width, size.width)
        self.key = nn.Linear(size.width, size.width, bias=False)
        self.value = nn.Linear(size.width, size.width)
        self.out = nn.Linear(size.width, size.width)

    def forward(self, x: torch.Tensor, source: torch.Tensor, causal: bool = False) -> torch.Tensor:
        def split(y):
            return y.unflatten(2, (self.heads, -1)).transpose(1, 2)

        mixed = F.scaled_dot_product_attention(
            split(self.query(x)), split(self.key(source)), split(self.value(source)), is_causal=causal)
        return self.out(mixed.transpose(1, 2).flatten(2))


class Block(nn.Module):
    def __init__(self, size: Size, cross: bool):
        super().__init__()
        self.self_norm = nn.LayerNorm(size.width)
        self.self_attention = Attention(size)
        self.cross_norm = nn.LayerNorm(size.width) if cross else None
        self.cross_attention = Attention(size) if cross else None
        self.mlp_norm = nn.LayerNorm(size.width)
        self.mlp_in = nn.Linear(size.width, 4 * size.width)
        self.mlp_out = nn.Linear(4 * size.width, size.width)

    def forward(self, x: torch.Tensor, source: torch.Tensor | None = None) -> torch.Tensor:
        y = self.self_norm(x)
        x = x + self.self_attention(y, y, causal=source is not None)
        if source is not None:
            x = x + self.cross_attention(self.cross_norm(x), source)
        return x + self.mlp_out(F.gelu(self.mlp_in(self.mlp_norm(x))))


class Recogniser(nn.Module):
    def __init__(self, size: Size):
        super().__init__()
        self.size = size
        self.conv1 = nn.Conv1d(size.mels, size.width, 3, padding=1)
        self.conv2 = nn.Conv1d(size.width, size.width, 3, stride=2, padding=1)
        self.register_buffer("audio_positions", sinusoids(size.audio_positions, size.width))
        self.encoder = nn.ModuleList(Block(size, cross=False) for _ in range(size.encoder_layers))
        self.encoder_norm = nn.LayerNorm(size.width)
        self.embedding = nn.Parameter(torch.randn(size.vocabulary, size.width) * 0.05)
        self.text_positions = nn.Parameter(torch.randn(size.text_positions, size.width) * 0.02)
        self.decoder = nn.ModuleList(Block(size, cross=True) for _ in range(size.decoder_layers))
        self.decoder_norm = nn.LayerNorm(size.width)
        # Only training uses this one: it teaches the encoder sounds before the decoder knows where to look.
        self.sounds = nn.Linear(size.width, len(SOUNDS) + 1)

    def encode(self, mel: torch.Tensor) -> torch.Tensor:
        """[batch, 80, frames] -> [batch, frames / 2, width]."""
        x = F.gelu(self.conv2(F.gelu(self.conv1(mel)))).transpose(1, 2)
        x = x + self.audio_positions[: x.shape[1]]
        for block in self.encoder:
            x = block(x)
        return self.encoder_norm(x)

    def decode(self, ids: torch.Tensor, audio: torch.Tensor) -> torch.Tensor:
        """ids [batch, tokens] -> logits [batch, tokens, vocabulary]."""
        x = self.embedding[ids] + self.text_positions[: ids.shape[1]]
        for block in self.decoder:
            x = block(x, audio)
        return self.decoder_norm(x) @ self.embedding.T
