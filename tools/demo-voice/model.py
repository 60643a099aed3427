"""Text side of the voice: symbols to durations, and per frame a hidden vector and the pitch."""

import torch
from torch import Tensor, nn

from vocoder import SLOTS, Vocoder

HIDDEN = 96
SYMBOLS = 256
POSITION_SCALE = 8.0
LOG_PITCH_MEAN, LOG_PITCH_SPAN = 4.6, 0.3
TEXT_DILATIONS = (1, 2, 4, 8, 16, 1)
FRAME_DILATIONS = (1, 2, 4, 1, 2, 4)


class Block(nn.Module):
    """Residual convolution over [B, HIDDEN, T]; the mask [B, 1, T] keeps what is outside a sentence at zero."""

    def __init__(self, dilation: int) -> None:
        super().__init__()
        self.gain = nn.Parameter(torch.ones(1, HIDDEN, 1))
        self.widen = nn.Conv1d(HIDDEN, HIDDEN, 3, padding=dilation, dilation=dilation)
        self.mix = nn.Conv1d(HIDDEN, HIDDEN, 1)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        power = torch.mean(x * x, 1, keepdim=True)
        y = x * torch.rsqrt(power + 1e-5) * self.gain
        y = self.widen(y if mask is None else y * mask)
        y = x + self.mix(y * torch.sigmoid(y))
        return y if mask is None else y * mask


class TextEncoder(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(SYMBOLS, HIDDEN)
        self.blocks = nn.ModuleList(Block(dilation) for dilation in TEXT_DILATIONS)
        self.duration = nn.Conv1d(HIDDEN, 1, 1)

    def forward(self, ids: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """ids [B, T] to hidden [B, HIDDEN, T] and durations in frames [B, T]."""
        x = self.embedding(ids).transpose(1, 2)
        x = x if mask is None else x * mask
        for block in self.blocks:
            x = block(x, mask)
        return x, torch.relu(self.duration(x)).squeeze(1)


class FrameDecoder(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.position = nn.Conv1d(4, HIDDEN, 1)
        self.blocks = nn.ModuleList(Block(dilation) for dilation in FRAME_DILATIONS)
        self.pitch = nn.Conv1d(HIDDEN, SLOTS, 1)

    def forward(self, x: Tensor, places: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Hidden per frame [B, HIDDEN, F] and places [B, 4, F] to hidden and hertz per slot [B, F * SLOTS]."""
        x = x + self.position(places)
        x = x if mask is None else x * mask
        for block in self.blocks:
            x = block(x, mask)
        pitch = self.pitch(x).transpose(1, 2).reshape(x.shape[0], -1)
        return x, torch.exp(LOG_PITCH_MEAN + LOG_PITCH_SPAN * pitch)


def places(since_start: Tensor, duration: Tensor) -> Tensor:
    """Where a frame stands in its symbol, [..., 4]: from the start, to the end, the share, the duration."""
    return torch.stack(
        [
            since_start / POSITION_SCALE,
            (duration - 1 - since_start) / POSITION_SCALE,
            (since_start + 0.5) / duration,
            duration / POSITION_SCALE,
        ],
        -1,
    )


class Voice(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.enc = TextEncoder()
        self.frames = FrameDecoder()
        self.dec = Vocoder(HIDDEN)
