"""Speech from make-speech.ts, roughened as calls roughen it, in batches of like length."""

from dataclasses import dataclass
from functools import cache

import numpy as np

RATE = 16_000


@dataclass(frozen=True)
class Utterance:
    samples: np.ndarray
    kind: str
    codec: str
    text: str
    sounds: str


def load_speech(stems: list[str]) -> list[Utterance]:
    """Reads <stem>.pcm and <stem>.tsv; the samples stay on disk until they are used."""
    utterances = []
    for stem in stems:
        sound = np.memmap(f"{stem}.pcm", np.int16, "r")
        with open(f"{stem}.tsv", encoding="utf-8") as index:
            for line in index:
                first, length, kind, codec, text, sounds = line.rstrip("\n").split("\t")
                utterances.append(Utterance(sound[int(first) : int(first) + int(length)], kind, codec, text, sounds))
    return utterances


def silence(length: float) -> np.ndarray:
    return np.zeros(int(length), np.float32)


@cache
def noise_bank() -> list[np.ndarray]:
    """Sixteen kinds of noise, 8 s each, from white to one whose spectrum falls by 7 dB per octave; RMS 1."""
    chance = np.random.default_rng(0)
    length = 8 * RATE
    frequency = np.maximum(np.fft.rfftfreq(length, 1 / RATE), 40)
    kinds = [np.fft.irfft(np.fft.rfft(chance.standard_normal(length)) * frequency**-slope, length)
             for slope in np.linspace(0, 1.2, 16)]
    return [(noise / noise.std()).astype(np.float32) for noise in kinds]


def coloured_noise(chance: np.random.Generator, length: int) -> np.ndarray:
    """A piece of a random noise of the bank, repeated where it is too short."""
    noise = np.roll(noise_bank()[chance.integers(16)], int(chance.integers(8 * RATE)))
    return np.resize(noise, length)


def clicks(chance: np.random.Generator, length: int) -> np.ndarray:
    """Short decaying bursts, as keys and switches make them; peak near 1."""
    sound = np.zeros(length, np.float32)
    for _ in range(chance.integers(1, 9)):
        width = int(chance.uniform(0.004, 0.06) * RATE)
        start = int(chance.integers(0, max(1, length - width)))
        burst = coloured_noise(chance, width) * np.exp(-np.arange(width) / width * chance.uniform(3, 8)) * 0.3
        sound[start : start + width] += burst[: length - start] * chance.uniform(0.2, 1)
    return sound


def no_speech(chance: np.random.Generator) -> np.ndarray:
    """Up to 3 s without words: nothing, noise, clicks, hum, or a mixture."""
    length = int(chance.uniform(0.3, 3) * RATE)
    sound = np.zeros(length, np.float32)
    if chance.random() < 0.15:
        return sound
    if chance.random() < 0.7:
        sound += coloured_noise(chance, length) * 10 ** chance.uniform(-4.5, -0.8)
    if chance.random() < 0.5:
        sound += clicks(chance, length) * 10 ** chance.uniform(-2, 0)
    if chance.random() < 0.3:
        time = np.arange(length) / RATE
        tone = np.sin(2 * np.pi * chance.uniform(45, 1000) * time)
        sound += (tone * 10 ** chance.uniform(-4, -1)).astype(np.float32)
    return sound


def stretch(sound: np.ndarray, factor: float) -> np.ndarray:
    """Plays the sound faster by `factor`, pitch and all."""
    return np.interp(np.arange(0, len(sound) - 1, factor), np.arange(len(sound)), sound).astype(np.float32)


def filter_band(chance: np.random.Generator, sound: np.ndarray) -> np.ndarray:
    """Takes away the highest frequencies and tilts the rest by up to 3 dB per octave."""
    length = -(-len(sound) // 4096) * 4096
    spectrum = np.fft.rfft(sound, length)
    frequency = np.fft.rfftfreq(length, 1 / RATE)
    spectrum /= np.sqrt(1 + (frequency / chance.uniform(2800, 7500)) ** 8)
    spectrum *= 10 ** (chance.uniform(-3, 3) / 20 * np.log2(np.maximum(frequency, 100) / 800))
    return np.fft.irfft(spectrum, length)[: len(sound)].astype(np.float32)


def drop_packets(chance: np.random.Generator, sound: np.ndarray) -> np.ndarray:
    """One to three gaps of 20 to 60 ms: silent, or filled with what came before them, fading."""
    sound = sound.copy()
    for _ in range(chance.integers(1, 4)):
        width = int(chance.choice([320, 640, 960]))
        start = int(chance.integers(width, max(width + 1, len(sound) - width)))
        piece = sound[start : start + width]
        before = sound[start - width : start][: len(piece)]
        piece[:] = before * np.linspace(1, 0.2, len(piece)) if chance.random() < 0.6 else 0
    return sound


def roughen(chance: np.random.Generator, pcm: np.ndarray, strength: float = 1.0) -> np.ndarray:
    """One utterance as a call may deliver it: cut, delayed, louder or softer, filtered, noisy, with gaps.

    `strength` from 0 to 1 says how much of that may happen.
    """
    def happens(share: float) -> bool:
        return chance.random() < share * strength

    sound = pcm.astype(np.float32) / 32768
    loud = np.flatnonzero(np.abs(sound) > 0.02 * np.abs(sound).max())
    if len(loud) > 0 and happens(0.5):
        sound = sound[max(0, loud[0] - int(chance.uniform(-0.03, 0.1) * RATE)) :]
    if happens(0.35):
        sound = stretch(sound, chance.uniform(0.92, 1.09))
    if happens(0.25):
        sound = filter_band(chance, sound)
    if happens(0.2):
        sound = drop_packets(chance, sound)
    sound = sound / (np.abs(sound).max() + 1e-6) * 10 ** chance.uniform(-0.5 - strength, -0.02)
    lead = chance.uniform(0, 0.8 if happens(0.6) else 0.05)
    tail = chance.uniform(0, 1 if happens(0.5) else 0.1)
    sound = np.concatenate([silence(lead * RATE), sound, silence(tail * RATE)])
    if happens(0.6):
        level = sound.std() * 10 ** (-chance.uniform(14, 50) / 20)
        sound += coloured_noise(chance, len(sound)) * level
    if happens(0.08):
        sound += clicks(chance, len(sound)) * np.abs(sound).max() * chance.uniform(0.02, 0.3)
    return sound


class Batches:
    """Utterances of like length together, drawn at random."""

    def __init__(self, chance: np.random.Generator, utterances: list[Utterance], size: int):
        self.chance, self.utterances, self.size = chance, utterances, size
        self.lengths = np.array([len(utterance.samples) for utterance in utterances])
        self.order = np.argsort(self.lengths)
        self.drawn = 0

    def draw(self, share: float) -> list[Utterance]:
        """`share`: which part of all, the shortest first, is drawn from."""
        if self.drawn % 100 == 0:
            self.order = np.argsort(self.lengths * self.chance.uniform(0.9, 1.1, len(self.lengths)))
        self.drawn += 1
        start = int(self.chance.integers(0, int(len(self.order) * share) - self.size + 1))
        return [self.utterances[index] for index in self.order[start : start + self.size]]
