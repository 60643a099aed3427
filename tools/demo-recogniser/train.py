"""python train.py --speech a b --texts train.txt --output run [--steps 3500] [--start run/model.pt] [--minutes 30]

Trains the recogniser. The first steps see short clean sentences. Most steps see short windows, a fifth 10 s
or Whisper's full 30 s, the last ones only those, so that a silent tail of any length does no harm. Every
tenth example or so is silence or noise and must give no words.
"""

import argparse
import json
import os
import pathlib
import time

# Threads that spin while they wait make a shared machine several times slower; this must stand before torch.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
os.environ.setdefault("GOMP_SPINCOUNT", "0")

import numpy as np
import torch
import torch.nn.functional as F

from data import Batches, load_speech, no_speech, roughen
from mel import HOP, log_mel
from model import SOUNDS, Recogniser, Size
from tokens import Tokens, learn_merges

IGNORED = -100


class Examples:
    """Makes tensors of a list of utterances."""

    def __init__(self, tokens: Tokens, names: list[str], chance: np.random.Generator):
        self.tokens, self.names, self.chance = tokens, names, chance
        self.header = [tokens[name] for name in ("startoftranscript", "en", "transcribe", "notimestamps")]

    def prompt(self) -> list[int]:
        """What a caller may put before: earlier words or a glossary, also with words that are unknown here."""
        if self.chance.random() > 0.15:
            return []
        words = self.chance.choice(self.names, self.chance.integers(1, 9)).tolist()
        if self.chance.random() < 0.4:
            words = ["".join(self.chance.choice(list("abdeiklmnorstuvy"), 5)).capitalize() for _ in words[:4]] + words
        glossary = self.chance.random() < 0.5
        text = " Glossary: " + ", ".join(words) if glossary else " " + " ".join(words) + "."
        return [self.tokens["startofprev"], *self.tokens.encode(text)]

    def ids(self, text: str | None) -> tuple[list[int], list[int]]:
        """Inputs and the targets one position later; the prompt itself is not learned."""
        prompt, end = self.prompt(), self.tokens["endoftext"]
        words = [] if text is None else self.tokens.encode(" " + text)
        inputs = [*prompt, *self.header, *words]
        targets = [IGNORED] * len(prompt) + [*self.header[1:], *words, end]
        if text is None:
            targets[len(prompt)] = self.tokens["nospeech"]
        return inputs, targets

    def misread(self, ids: list[int]) -> list[int]:
        """Swaps one word in ten for another, so that the decoder trusts the sound more than what it said before."""
        words = [number for number in ids if number < len(self.tokens.texts)]
        return [int(self.chance.choice(words)) if number < len(self.tokens.texts) and self.chance.random() < 0.1
                else number for number in ids]

    def batch(self, utterances, window: int | None, strength: float = 1.0):
        """`window`: frames of 10 ms to pad to; None pads a little beyond the longest."""
        sounds = [roughen(self.chance, utterance.samples, strength) for utterance in utterances]
        texts: list[str | None] = [utterance.text for utterance in utterances]
        for _ in range(max(1, len(sounds) // 16)):
            sounds.append(no_speech(self.chance))
            texts.append(None)
        longest = -(-max(map(len, sounds)) // (2 * HOP)) * 2
        frames = max(window or longest + 2 * int(self.chance.integers(1, 20)), longest)
        wave = np.zeros((len(sounds), frames * HOP), np.float32)
        for row, sound in zip(wave, sounds):
            row[: len(sound)] = sound
        pairs = [self.ids(text) for text in texts]
        width = max(len(inputs) for inputs, _ in pairs)
        inputs = torch.full((len(pairs), width), self.tokens["endoftext"])
        targets = torch.full((len(pairs), width), IGNORED)
        for row, (given, wanted) in enumerate(pairs):
            inputs[row, : len(given)] = torch.tensor(self.misread(given))
            targets[row, : len(wanted)] = torch.tensor(wanted)
        sounds = [[SOUNDS.index(letter) + 1 for letter in utterance.sounds] for utterance in utterances]
        sounds += [[]] * (len(texts) - len(sounds))
        mel = log_mel(torch.from_numpy(wave))
        return mask_bands(self.chance, mel, 0.4 * strength), inputs, targets, sounds


def mask_bands(chance: np.random.Generator, mel: torch.Tensor, share: float) -> torch.Tensor:
    """Hides two bands of up to 8 mels in a share of the rows (SpecAugment, Park et al., 2019)."""
    for row in mel:
        if chance.random() < share:
            for _ in range(2):
                first = int(chance.integers(0, 74))
                row[first : first + int(chance.integers(1, 9))] = row.mean()
    return mel


def loss_of(model: Recogniser, mel, inputs, targets, sounds) -> tuple[torch.Tensor, torch.Tensor]:
    with torch.autocast("cpu", torch.bfloat16):
        audio = model.encode(mel)
        logits = model.decode(inputs, audio)
        named = model.sounds(audio)
    words = F.cross_entropy(logits.float().flatten(0, 1), targets.flatten(), ignore_index=IGNORED)
    naming = F.ctc_loss(
        named.float().log_softmax(2).transpose(0, 1),
        torch.tensor([sound for row in sounds for sound in row]),
        torch.full((len(sounds),), audio.shape[1]),
        torch.tensor([len(row) for row in sounds]),
        zero_infinity=True)
    return words, naming


def choose_window(chance: np.random.Generator, ramp: float, wide: bool) -> int | None:
    """Frames of the next window: mostly None (as short as the speech), for silent tails are dear to compute."""
    if wide:
        return 3000
    luck = chance.random()
    return 3000 if luck < 0.06 * ramp else 1000 if luck < 0.2 * ramp else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--speech", nargs="+", required=True, help="stems of .pcm and .tsv files")
    parser.add_argument("--texts", help="sentences to learn the tokens from; not needed with --start")
    parser.add_argument("--output", type=pathlib.Path, required=True)
    parser.add_argument("--start", type=pathlib.Path, help="go on from this model.pt")
    parser.add_argument("--steps", type=int, default=3500)
    parser.add_argument("--minutes", type=float, default=60, help="the schedule also ends after this time")
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument("--ramp", type=float, default=0.3, help="share of the run in which sentences grow longer and rougher")
    parser.add_argument("--roughness", type=float, default=0.7, help="0 to 1: how badly calls treat the speech")
    parser.add_argument("--wide-from", type=float, default=0.92, help="share of the run after which windows are 30 s")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    chance = np.random.default_rng(options.seed)
    options.output.mkdir(parents=True, exist_ok=True)

    saved = torch.load(options.start) if options.start else None
    merges = saved["merges"] if saved else learn_merges(
        pathlib.Path(options.texts).read_text(encoding="utf-8").splitlines(), limit=1000)
    tokens = Tokens([tuple(pair) for pair in merges])
    model = Recogniser(Size(tokens.size))
    if saved:
        model.load_state_dict(saved["model"])
    utterances = load_speech(options.speech)
    names = sorted({word for utterance in utterances[:3000] for word in utterance.text.rstrip(".?").split()})
    examples = Examples(tokens, names, chance)
    batches = Batches(chance, utterances, options.batch)
    optimiser = torch.optim.AdamW(model.parameters(), lr=options.rate, betas=(0.9, 0.98), weight_decay=0.01)
    print(f"{len(utterances)} utterances, {sum(p.numel() for p in model.parameters())} parameters, "
          f"{tokens.size} tokens", flush=True)

    began, recent = time.time(), []
    step, done = 0, 0.0
    while done < 1:
        # Short and clean first: attention finds its way along a sentence much sooner.
        ramp = 1.0 if options.ramp <= 0 else min(1.0, done / options.ramp)
        chosen = batches.draw(0.3 + 0.7 * ramp)
        window = choose_window(chance, ramp, wide=done >= options.wide_from)
        if window:
            chosen = chosen[: options.batch // (3 if window == 1000 else 4)]
        warm = min(1, (step + 1) / 300) if not saved else min(1, (step + 1) / 50)
        for group in optimiser.param_groups:
            group["lr"] = options.rate * warm * max(0.01, 0.5 * (1 + np.cos(np.pi * done)))
        words, naming = loss_of(model, *examples.batch(chosen, window, ramp * options.roughness))
        optimiser.zero_grad()
        (words + naming).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        recent.append((words.item(), naming.item()))
        step += 1
        done = max(step / options.steps, (time.time() - began) / 60 / options.minutes)
        if step % 100 == 0 or done >= 1:
            mean = np.mean(recent[-100:], axis=0)
            print(f"step {step} ({done:.0%}) words {mean[0]:.3f} sounds {mean[1]:.3f} "
                  f"{(time.time() - began) / step:.3f} s/step", flush=True)
            torch.save({"merges": merges, "model": model.state_dict()}, options.output / "model.pt")
    (options.output / "training.json").write_text(json.dumps(vars(options) | {"done_steps": step}, default=str))


if __name__ == "__main__":
    main()
