"""Learns the voice from the corpus: durations, pitch, and the sound itself through the vocoder."""

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from corpus import Utterance, load_corpus
from model import LOG_PITCH_MEAN, LOG_PITCH_SPAN, Voice, places
from vocoder import HOP, SAMPLE_RATE, SLOTS, phase_tracks

WINDOW_FRAMES = 88
MARGIN_FRAMES = 14
TRANSFORMS = (256, 512, 1024)
LOG_FLOOR = 1e-2


def spectral_loss(made: Tensor, wanted: Tensor) -> Tensor:
    """Mean distance of log magnitudes at several resolutions; both [B, samples]."""
    total = made.new_zeros(())
    for size in TRANSFORMS:
        window = torch.hann_window(size)
        magnitudes = [
            torch.stft(signal, size, size // 4, window=window, return_complex=True).abs() for signal in (made, wanted)
        ]
        made_log, wanted_log = (torch.log(magnitude + LOG_FLOOR) for magnitude in magnitudes)
        total = total + functional.l1_loss(made_log, wanted_log)
        total = total + 0.5 * functional.l1_loss(*((magnitude + LOG_FLOOR).sqrt() for magnitude in magnitudes))
    return total / len(TRANSFORMS)


def batch_of(utterances: list[Utterance], generator: np.random.Generator) -> dict[str, Tensor]:
    """Whole texts, and from each sentence a window of frames with what was heard there."""
    count, longest = len(utterances), max(len(utterance.ids) for utterance in utterances)
    ids, durations = np.zeros((count, longest), np.int64), np.zeros((count, longest), np.float32)
    token = np.zeros((count, WINDOW_FRAMES), np.int64)
    place = np.zeros((count, WINDOW_FRAMES, 4), np.float32)
    inside = np.zeros((count, 1, WINDOW_FRAMES), np.float32)
    sound = np.zeros((count, WINDOW_FRAMES * HOP), np.float32)
    hertz = np.full((count, WINDOW_FRAMES * SLOTS), 100, np.float32)
    voiced = np.zeros((count, WINDOW_FRAMES * SLOTS), np.float32)
    for row, utterance in enumerate(utterances):
        ids[row, : len(utterance.ids)] = utterance.ids
        durations[row, : len(utterance.ids)] = utterance.durations
        edges = np.round(np.concatenate([[0], np.cumsum(utterance.durations)])).astype(np.int64)
        frames = edges[-1]
        first = int(generator.integers(-MARGIN_FRAMES, max(1, frames - WINDOW_FRAMES + MARGIN_FRAMES)))
        low, high = max(0, first), min(frames, first + WINDOW_FRAMES)
        span = slice(low - first, high - first)
        frame = np.arange(low, high)
        token[row, span] = np.searchsorted(edges, frame, side="right") - 1
        start, width = edges[token[row, span]], np.diff(edges)[token[row, span]]
        place[row, span] = places(torch.from_numpy(frame - start), torch.from_numpy(width)).numpy()
        inside[row, 0, span] = 1
        sound[row, span.start * HOP : span.stop * HOP] = utterance.samples[low * HOP : high * HOP]
        slots = slice(span.start * SLOTS, span.stop * SLOTS)
        hertz[row, slots] = utterance.hertz[low * SLOTS : high * SLOTS]
        voiced[row, slots] = utterance.voiced[low * SLOTS : high * SLOTS]
    names = ("ids", "durations", "token", "place", "inside", "sound", "hertz", "voiced")
    arrays = (ids, durations, token, place, inside, sound, hertz, voiced)
    return {name: torch.from_numpy(array) for name, array in zip(names, arrays)}


def losses(voice: Voice, batch: dict[str, Tensor]) -> dict[str, Tensor]:
    mask = (batch["ids"] > 0).float().unsqueeze(1)
    hidden, durations = voice.enc(batch["ids"], mask)
    picked = torch.gather(hidden, 2, batch["token"].unsqueeze(1).expand(-1, hidden.shape[1], -1))
    x, hertz = voice.frames(picked, batch["place"].transpose(1, 2), batch["inside"])
    rate = batch["hertz"] / SAMPLE_RATE
    steady = torch.stack([phase_tracks(rate), rate], -1)
    steady = steady.reshape(len(rate), WINDOW_FRAMES, 2 * SLOTS).transpose(1, 2)
    noise = torch.randn(len(rate), HOP, WINDOW_FRAMES)
    inner = slice(MARGIN_FRAMES - 2, WINDOW_FRAMES - MARGIN_FRAMES + 2)
    made = voice.dec(torch.cat([x, steady, noise], 1)[:, :, inner]).squeeze(1)[:, 2 * HOP : -2 * HOP]
    middle = slice(MARGIN_FRAMES * HOP, (WINDOW_FRAMES - MARGIN_FRAMES) * HOP)
    pitch_error = (torch.log(hertz) - torch.log(batch["hertz"])).abs() / LOG_PITCH_SPAN
    return {
        "sound": spectral_loss(made, batch["sound"][:, middle]),
        "pitch": (pitch_error * batch["voiced"]).sum() / batch["voiced"].sum(),
        "duration": ((durations - batch["durations"]).abs() * mask[:, 0]).sum() / mask.sum(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=Path("data/demo-voice"))
    parser.add_argument("--out", type=Path, default=Path("data/demo-voice/voice.pt"))
    parser.add_argument("--sentences", type=int, default=3000)
    parser.add_argument("--steps", type=int, default=2000)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    generator = np.random.default_rng(arguments.seed)
    started = time.monotonic()
    utterances = load_corpus(arguments.corpus, Path(__file__).with_name("config.json"), arguments.sentences)
    print(f"{len(utterances)} sentences after {time.monotonic() - started:.0f} s", flush=True)
    learned = sorted({int(number) for utterance in utterances for number in utterance.ids})
    voice = Voice().train()
    optimiser = torch.optim.AdamW(voice.parameters(), lr=arguments.rate, betas=(0.9, 0.98), weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1, (step + 1) / 100) * (0.5 + 0.5 * np.cos(np.pi * step / arguments.steps))
    )
    sums: dict[str, float] = {}
    for step in range(1, arguments.steps + 1):
        chosen = generator.choice(len(utterances), arguments.batch, replace=False)
        parts = losses(voice, batch_of([utterances[index] for index in chosen], generator))
        optimiser.zero_grad()
        sum(parts.values()).backward()
        torch.nn.utils.clip_grad_norm_(voice.parameters(), 2.0)
        optimiser.step()
        schedule.step()
        for name, part in parts.items():
            sums[name] = sums.get(name, 0) + part.item() / 100
        if step % 100 == 0:
            figures = "  ".join(f"{name} {value:.4f}" for name, value in sums.items())
            print(f"step {step}  {figures}  {time.monotonic() - started:.0f} s", flush=True)
            sums = {}
            torch.save({"voice": voice.state_dict(), "ids": learned}, arguments.out)


if __name__ == "__main__":
    main()
