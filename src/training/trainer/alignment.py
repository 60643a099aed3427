"""Monotonic alignment search for the official trainer, without a compiler.

Kim, Kim, Yoon: "Glow-TTS" (2020), algorithm 1. Takes the place of the Cython module that the trainer's package does not
bring along; gives the same paths.
"""

import sys
import types

import numba
import numpy as np
import torch

UNREACHABLE = np.float32(-1e9)


@numba.njit(cache=True)
def search(likelihoods, path, frames, symbols):
    """Marks in `path` [frame, symbol] the likeliest way that visits every symbol in its order."""
    best = np.full((frames, symbols), UNREACHABLE, dtype=np.float32)
    for frame in range(frames):
        # A way must still be able to visit all symbols that are left.
        first = max(0, symbols - (frames - frame))
        for symbol in range(first, min(symbols, frame + 1)):
            if frame == 0:
                before = np.float32(0.0)
            else:
                before = best[frame - 1, symbol] if symbol < frame else UNREACHABLE
                if symbol > 0 and best[frame - 1, symbol - 1] > before:
                    before = best[frame - 1, symbol - 1]
            best[frame, symbol] = before + likelihoods[frame, symbol]
    symbol = symbols - 1
    for frame in range(frames - 1, -1, -1):
        path[frame, symbol] = 1
        stays = symbol == 0 or (symbol < frame and best[frame - 1, symbol] >= best[frame - 1, symbol - 1])
        if frame > 0 and not stays:
            symbol -= 1


def maximum_path(likelihoods: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Both [batch, frames, symbols]; the paths have the likelihoods' device and kind."""
    values = likelihoods.detach().cpu().numpy().astype(np.float32)
    paths = np.zeros(values.shape, dtype=np.int32)
    frames = mask.sum(1)[:, 0].detach().cpu().numpy().astype(np.int32)
    symbols = mask.sum(2)[:, 0].detach().cpu().numpy().astype(np.int32)
    for item in range(values.shape[0]):
        search(values[item], paths[item], frames[item], symbols[item])
    return torch.from_numpy(paths).to(device=likelihoods.device, dtype=likelihoods.dtype)


def install() -> None:
    """Must be called before anything of `piper.train.vits` is imported."""
    module = types.ModuleType("piper.train.vits.monotonic_align")
    module.maximum_path = maximum_path
    sys.modules[module.__name__] = module
