"""The corpus as tensors: symbols with durations in frames, sound at 16 kHz, pitch per slot."""

import json
from dataclasses import dataclass
from math import gcd
from multiprocessing import Pool
from pathlib import Path

import numpy as np
from scipy.signal import resample_poly

from pitch import track_pitch
from vocoder import HOP, SAMPLE_RATE, SLOTS

LEAD_FRAMES = 2
TAIL_FRAMES = 8
PEAK = 0.9 / 32768


@dataclass(frozen=True)
class Utterance:
    text: str
    ids: np.ndarray
    """Symbol ids with ^ in front and $ behind, without pads."""
    durations: np.ndarray
    """Frames per id, not rounded."""
    samples: np.ndarray
    hertz: np.ndarray
    voiced: np.ndarray


def read_id_map(config_path: Path) -> dict[str, int]:
    config = json.loads(config_path.read_text(encoding="utf8"))
    return {symbol: ids[0] for symbol, ids in config["phoneme_id_map"].items()}


def prepare(row: dict, sound: np.ndarray, id_map: dict[str, int]) -> Utterance:
    source_rate = row["sampleRateHz"]
    divisor = gcd(SAMPLE_RATE, source_rate)
    samples = resample_poly(sound.astype(np.float64) * PEAK, SAMPLE_RATE // divisor, source_rate // divisor)
    lead = LEAD_FRAMES * HOP
    frames = LEAD_FRAMES + -(-len(samples) // HOP) + TAIL_FRAMES
    samples = np.pad(samples, (lead, frames * HOP - lead - len(samples))).astype(np.float32)
    starts = np.array(row["starts"]) * SAMPLE_RATE / 1000 / HOP + LEAD_FRAMES
    edges = np.concatenate([[0], starts, [frames - 1, frames]])
    ids = np.array([id_map["^"], *(id_map[symbol] for symbol in row["symbols"]), id_map["$"]])
    hertz, voiced = track_pitch(samples, frames * SLOTS)
    durations = np.diff(edges).astype(np.float32)
    return Utterance(row["text"], ids, durations, samples, hertz.astype(np.float32), voiced)


def load_corpus(folder: Path, config_path: Path, count: int) -> list[Utterance]:
    """The first `count` sentences of the corpus; one that holds a symbol without an id raises KeyError."""
    id_map = read_id_map(config_path)
    sound = np.memmap(folder / "corpus.s16", dtype="<i2", mode="r")
    jobs = []
    with (folder / "corpus.jsonl").open(encoding="utf8") as lines:
        for line, _ in zip(lines, range(count)):
            row = json.loads(line)
            first = row["firstSample"]
            jobs.append((row, np.array(sound[first : first + row["sampleCount"]]), id_map))
    with Pool() as pool:
        return pool.starmap(prepare, jobs, chunksize=16)
