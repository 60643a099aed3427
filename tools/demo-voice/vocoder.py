"""Source and filter: pulses and noise shaped by two spectral envelopes, every step a tensor operation.

A frame is HOP samples, the unit of Piper's durations; a slot is half a frame, the unit of the envelopes.
"""

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

SAMPLE_RATE = 16000
HOP = 256
SLOTS = 2
SLOT = HOP // SLOTS
WINDOW = 2 * SLOT
FFT = 512
BINS = FFT // 2 + 1
BANDS = 56
LOG_LEVELS = -14.0, 3.0
EXCITATION_CHANNELS = 2 * SLOTS + HOP


def band_interpolation() -> np.ndarray:
    """Linear interpolation from BANDS mel-spaced centres to FFT bins, shape [BANDS, BINS]."""
    mel = 2595 * np.log10(1 + np.linspace(0, SAMPLE_RATE / 2, BINS) / 700)
    position = mel / mel[-1] * (BANDS - 1)
    return np.maximum(0, 1 - np.abs(position[None, :] - np.arange(BANDS)[:, None]))


def minimum_phase() -> np.ndarray:
    """Maps a log magnitude [BINS] to the phase of the minimum-phase filter that has it, shape [BINS, BINS].

    The cepstrum of the log magnitude is folded onto its causal half; the imaginary part of its transform is the phase.
    """
    cepstrum = np.fft.irfft(np.eye(BINS), FFT, axis=1)
    fold = np.zeros(FFT)
    fold[0] = fold[FFT // 2] = 1
    fold[1 : FFT // 2] = 2
    return np.fft.rfft(cepstrum * fold, axis=1).imag


def fourier_matrices() -> tuple[np.ndarray, np.ndarray]:
    """Analysis [WINDOW, 2*BINS] (Hann window included) and synthesis [2*BINS, FFT].

    Time zero is the middle of the window; the rest of the transform's length is left to the tail of the filter.
    """
    window = np.hanning(WINDOW + 1)[:-1]
    angle = 2 * np.pi * np.arange(BINS) * (np.arange(WINDOW)[:, None] - WINDOW // 2) / FFT
    analysis = np.concatenate([np.cos(angle), -np.sin(angle)], 1) * window[:, None]
    angle = 2 * np.pi * np.arange(BINS)[:, None] * (np.arange(FFT) - WINDOW // 2) / FFT
    weight = np.full((BINS, 1), 2 / FFT)
    weight[0] = weight[-1] = 1 / FFT
    synthesis = np.concatenate([np.cos(angle) * weight, -np.sin(angle) * weight])
    return analysis, synthesis


def as_buffer(module: nn.Module, name: str, value: np.ndarray) -> None:
    module.register_buffer(name, torch.tensor(value, dtype=torch.float32), persistent=False)


class Vocoder(nn.Module):
    """z [B, hidden + EXCITATION_CHANNELS, F] to samples [B, 1, F * HOP].

    The channels of z are the hidden ones, then per slot the phase at its start and the cycles per sample, then the
    noise of the frame. Each output sample depends on z within two frames only, so z can be cut into pieces.
    """

    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.hidden = hidden
        self.conv_pre = nn.Conv1d(hidden + EXCITATION_CHANNELS, SLOTS * 2 * BANDS, 1)
        with torch.no_grad():
            self.conv_pre.weight[:, hidden:] = 0
            self.conv_pre.bias.fill_(-4.0)
        mask = np.ones((1, hidden + EXCITATION_CHANNELS, 1))
        mask[:, hidden:] = 0
        as_buffer(self, "mask", mask)
        analysis, synthesis = fourier_matrices()
        as_buffer(self, "analysis", analysis)
        as_buffer(self, "synthesis", synthesis)
        interpolation = band_interpolation()
        as_buffer(self, "to_magnitude", interpolation)
        as_buffer(self, "to_phase", interpolation @ minimum_phase())
        as_buffer(self, "steps", np.arange(1, SLOT + 1)[None, None, :])

    def pulses(self, phase: Tensor, rate: Tensor) -> Tensor:
        """Pulse train [B, samples] of unit power; phase and rate are [B, slots, 1]."""
        position = phase + rate * self.steps
        crossed = torch.floor(position) - torch.floor(position - rate)
        late = (position - torch.floor(position)) / rate
        level = crossed * torch.rsqrt(rate)
        batch = phase.shape[0]
        now = (level * (1 - late)).reshape(batch, -1)
        before = (level * late).reshape(batch, -1)
        return now + functional.pad(before[:, 1:], (0, 1))

    def spectrum(self, signal: Tensor) -> tuple[Tensor, Tensor]:
        """Real and imaginary parts [B, slots, BINS] of windows centred on the slots of [B, samples]."""
        blocks = functional.pad(signal, (SLOT // 2, SLOT // 2)).reshape(signal.shape[0], -1, SLOT)
        both = torch.cat([blocks[:, :-1], blocks[:, 1:]], 2) @ self.analysis
        return both[:, :, :BINS], both[:, :, BINS:]

    def overlap_add(self, real: Tensor, imaginary: Tensor) -> Tensor:
        """Filtered windows back to [B, samples]; each starts half a window before the middle of its slot."""
        pieces = torch.cat([real, imaginary], 2) @ self.synthesis
        count = FFT // SLOT
        total = sum(
            functional.pad(pieces[:, :, SLOT * index : SLOT * (index + 1)], (0, 0, index, count - 1 - index))
            for index in range(count)
        )
        edge = (WINDOW - SLOT) // 2
        return total.reshape(real.shape[0], -1)[:, edge : edge - FFT + SLOT]

    def filter(self, bands: Tensor) -> tuple[Tensor, Tensor]:
        """Real and imaginary parts [B, slots, BINS] of the minimum-phase filter with these log levels."""
        gain, angle = torch.exp(bands @ self.to_magnitude), bands @ self.to_phase
        return gain * torch.cos(angle), gain * torch.sin(angle)

    def envelopes(self, z: Tensor) -> tuple[Tensor, Tensor]:
        """Log levels of pulses and noise, [B, slots, BANDS] each."""
        bands = self.conv_pre(z * self.mask if self.training else z)
        bands = torch.clamp(bands.transpose(1, 2).reshape(z.shape[0], -1, 2 * BANDS), *LOG_LEVELS)
        return bands[:, :, :BANDS], bands[:, :, BANDS:]

    def forward(self, z: Tensor) -> Tensor:
        voiced, breath = self.envelopes(z)
        excitation = z[:, self.hidden :].transpose(1, 2)
        steady = excitation[:, :, : 2 * SLOTS].reshape(z.shape[0], -1, 2)
        pulse_real, pulse_imaginary = self.spectrum(self.pulses(steady[:, :, :1], steady[:, :, 1:]))
        noise_real, noise_imaginary = self.spectrum(excitation[:, :, 2 * SLOTS :].reshape(z.shape[0], -1))
        voiced_real, voiced_imaginary = self.filter(voiced)
        breath_real, breath_imaginary = self.filter(breath)
        samples = self.overlap_add(
            pulse_real * voiced_real
            - pulse_imaginary * voiced_imaginary
            + noise_real * breath_real
            - noise_imaginary * breath_imaginary,
            pulse_real * voiced_imaginary
            + pulse_imaginary * voiced_real
            + noise_real * breath_imaginary
            + noise_imaginary * breath_real,
        )
        return samples.unsqueeze(1)


def phase_tracks(rate: Tensor) -> Tensor:
    """Phase in cycles at the start of each slot, [B, slots], from cycles per sample [B, slots]."""
    total = torch.cumsum(rate * SLOT, 1) - rate * SLOT
    return total - torch.floor(total)


def fixed_noise(frames: int) -> np.ndarray:
    """White noise of unit power, [frames, HOP], always the same."""
    return np.random.default_rng(7).standard_normal((frames, HOP)).astype(np.float32)
