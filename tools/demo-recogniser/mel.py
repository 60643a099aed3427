"""Whisper's log-mel spectrogram: 16 kHz, 25 ms Hann windows every 10 ms, 80 Slaney mels, 8 decades of range."""

import numpy as np
import torch

SAMPLE_RATE = 16_000
FFT = 400
HOP = 160
MELS = 80


def mel_filters() -> np.ndarray:
    """[80, 201]: triangles on the Slaney mel scale from 0 to 8000 Hz, each of unit area (Slaney, Auditory Toolbox)."""
    step = np.log(6.4) / 27

    def hz(mel):
        return np.where(mel < 15, mel * 200 / 3, 1000 * np.exp(step * (mel - 15)))

    edges = hz(np.linspace(0, 15 + np.log(8) / step, MELS + 2))
    bins = np.linspace(0, SAMPLE_RATE / 2, FFT // 2 + 1)
    rising = (bins - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    falling = (edges[2:, None] - bins) / (edges[2:] - edges[1:-1])[:, None]
    area = 2 / (edges[2:] - edges[:-2])[:, None]
    return (np.maximum(0, np.minimum(rising, falling)) * area).astype(np.float32)


FILTERS = torch.from_numpy(mel_filters())
WINDOW = torch.hann_window(FFT, periodic=True)


def log_mel(samples: torch.Tensor) -> torch.Tensor:
    """[batch, samples] in [-1, 1] -> [batch, 80, samples / 160]; the peak is taken for each row."""
    spectrum = torch.stft(samples, FFT, HOP, window=WINDOW, center=True, pad_mode="reflect", return_complex=True)
    power = spectrum[..., :-1].abs() ** 2
    levels = torch.log10(torch.clamp(FILTERS @ power, min=1e-10))
    levels = torch.maximum(levels, levels.amax(dim=(1, 2), keepdim=True) - 8)
    return (levels + 4) / 4
