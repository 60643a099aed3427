"""python evaluate.py --speech held-out --model ../../loopback/models/whisper-everyday [--count 200] [--show]

Word error rates of the exported files, by kind of voice: full 30 s windows, greedy decoding through the cached branch.
"""

import argparse
import json
import pathlib
import re
from collections import defaultdict

import numpy as np
import onnxruntime
import torch

from data import load_speech, no_speech
from mel import log_mel


class Transcriber:
    """Runs the two ONNX files as a Whisper runtime does, from what the JSON files say."""

    def __init__(self, folder: pathlib.Path):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.encoder = onnxruntime.InferenceSession(folder / "onnx" / "encoder_model.onnx", options)
        self.decoder = onnxruntime.InferenceSession(folder / "onnx" / "decoder_model_merged.onnx", options)
        self.settings = json.loads((folder / "generation_config.json").read_text(encoding="utf-8"))
        self.tokenizer = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
        self.texts = {number: text for text, number in self.tokenizer["model"]["vocab"].items()}
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        heads = config["decoder_attention_heads"]
        empty = np.zeros((1, heads, 0, config["d_model"] // heads), np.float32)
        self.no_past = {i.name: empty for i in self.decoder.get_inputs() if i.name.startswith("past_key_values")}
        self.presents = [o.name for o in self.decoder.get_outputs()]
        self.no_speech_id = next(t["id"] for t in self.tokenizer["added_tokens"] if t["content"] == "<|nospeech|>")

    def run(self, ids: list[int], audio: np.ndarray, past: dict, cached: bool) -> tuple[np.ndarray, dict]:
        feeds = {"input_ids": np.array([ids]), "encoder_hidden_states": audio, "use_cache_branch": np.array([cached])}
        outputs = dict(zip(self.presents, self.decoder.run(None, feeds | past)))
        kept = {name.replace("present", "past_key_values"): value for name, value in outputs.items()
                if name != "logits" and not (cached and ".encoder." in name)}
        return outputs["logits"][0, -1], past | kept

    def transcribe(self, samples: np.ndarray) -> tuple[str, float]:
        """Text, and the probability of no speech at the first position."""
        wave = np.zeros((1, 480_000), np.float32)
        wave[0, : len(samples)] = samples[:480_000]
        audio = self.encoder.run(None, {"input_features": log_mel(torch.from_numpy(wave)).numpy()})[0]
        settings = self.settings
        row, past = self.run([settings["decoder_start_token_id"]], audio, self.no_past, False)
        no_speech_chance = float(np.exp(row - row.max())[self.no_speech_id] / np.exp(row - row.max()).sum())
        language, task = settings["lang_to_id"]["<|en|>"], settings["task_to_id"]["transcribe"]
        for token in (language, task, settings["no_timestamps_token_id"]):
            row, past = self.run([token], audio[:, :0], past, True)
        ids: list[int] = []
        while len(ids) < 100:
            row[settings["suppress_tokens"]] = -np.inf
            row[settings["no_timestamps_token_id"] + 1 :] = -np.inf
            token = int(row.argmax())
            if token == settings["eos_token_id"]:
                break
            ids.append(token)
            row, past = self.run([token], audio[:, :0], past, True)
        text = "".join(self.texts.get(number, "") for number in ids)
        return text.replace("Ġ", " ").strip(), no_speech_chance


def words_of(text: str) -> list[str]:
    return re.findall(r"[a-z']+", text.lower())


def word_errors(wanted: list[str], heard: list[str]) -> int:
    """Levenshtein distance over words."""
    row = list(range(len(heard) + 1))
    for i, word in enumerate(wanted, 1):
        before, row[0] = row[0], i
        for j, other in enumerate(heard, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (word != other))
    return row[-1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--speech", nargs="+", required=True)
    parser.add_argument("--model", type=pathlib.Path, required=True)
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--show", action="store_true", help="print what was misheard")
    options = parser.parse_args()
    transcriber = Transcriber(options.model)
    errors, words, exact, count = (defaultdict(int) for _ in range(4))
    highest = 0.0
    for utterance in load_speech(options.speech)[: options.count]:
        heard, no_speech_chance = transcriber.transcribe(utterance.samples.astype(np.float32) / 32768)
        highest = max(highest, no_speech_chance)
        wrong = word_errors(words_of(utterance.text), words_of(heard))
        for group in ("all", utterance.kind, utterance.codec):
            errors[group] += wrong
            words[group] += len(words_of(utterance.text))
            exact[group] += wrong == 0
            count[group] += 1
        if wrong and options.show:
            print(f"{utterance.kind:15} {utterance.text}\n{'':15} {heard}")
    for group in sorted(words):
        print(f"{group:16} {count[group]:5} sentences  WER {errors[group] / words[group]:6.2%}  "
              f"exact {exact[group] / count[group]:.0%}")
    chance = np.random.default_rng(5)
    silent = [transcriber.transcribe(no_speech(chance)) for _ in range(60)]
    taken = sum(1 for text, probability in silent if text or probability < 0.6)
    print(f"no speech: {taken} of {len(silent)} noises taken for words; highest chance of it in speech {highest:.3f}")


if __name__ == "__main__":
    main()
