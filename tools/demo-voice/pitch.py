"""Pitch of a voice by normalised autocorrelation and a best path over its candidates."""

import numpy as np

from vocoder import SAMPLE_RATE, SLOT

LOWEST_HZ, HIGHEST_HZ = 60, 240
FRAME = 1024
VOICED_AT = 0.5


def track_pitch(samples: np.ndarray, slots: int) -> tuple[np.ndarray, np.ndarray]:
    """Hertz per slot (held and interpolated where there is no voice) and whether the slot is voiced."""
    padded = np.pad(samples, (FRAME // 2 - SLOT // 2, FRAME + SLOT))
    frames = np.lib.stride_tricks.sliding_window_view(padded, FRAME)[::SLOT][:slots]
    frames = frames - frames.mean(1, keepdims=True)
    window = np.hanning(FRAME)
    auto = np.fft.irfft(np.abs(np.fft.rfft(frames * window, 2 * FRAME, axis=1)) ** 2, axis=1)
    shape = np.fft.irfft(np.abs(np.fft.rfft(window, 2 * FRAME)) ** 2)
    low, high = SAMPLE_RATE // HIGHEST_HZ, SAMPLE_RATE // LOWEST_HZ
    energy = auto[:, :1] + 1e-6
    score = auto[:, low - 1 : high + 2] / energy * (shape[0] / shape[low - 1 : high + 2])
    inner = score[:, 1:-1]
    lags = np.arange(low, high + 1)
    score_at = inner - 0.1 * np.log2(lags / low)
    best = viterbi(score_at, lags)
    row = np.arange(len(best))
    left, centre, right = score[row, best], inner[row, best], score[row, best + 2]
    bend = left - 2 * centre + right
    offset = np.where(np.abs(bend) > 1e-9, 0.5 * (left - right) / np.where(bend == 0, 1, bend), 0)
    hertz = SAMPLE_RATE / (lags[best] + np.clip(offset, -0.5, 0.5))
    voiced = (centre > VOICED_AT) & (energy[:, 0] > 1e-4 * np.median(energy) + 1e-3)
    if not voiced.any():
        return np.full(slots, 100.0), voiced
    return np.interp(row, row[voiced], hertz[voiced]), voiced


def viterbi(score: np.ndarray, lags: np.ndarray) -> np.ndarray:
    """Index of the best lag per frame; a jump costs as much as it is wide in octaves."""
    step = 3.0 * np.abs(np.log2(lags[:, None] / lags[None, :]))
    total = score[0]
    back = np.zeros(score.shape, dtype=np.int64)
    for index in range(1, len(score)):
        options = total[:, None] - step
        back[index] = options.argmax(0)
        total = options.max(0) + score[index]
    path = np.zeros(len(score), dtype=np.int64)
    path[-1] = total.argmax()
    for index in range(len(score) - 1, 0, -1):
        path[index - 1] = back[index, path[index]]
    return path
