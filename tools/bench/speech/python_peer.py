"""The peers that live in Python. Each line in is a request, each line out its answer, both JSON.

python_peer.py piper VOICE.onnx        {"text"} -> {"firstMs", "lastMs"}
python_peer.py faster-whisper FOLDER   {"file", "tokens"} -> {"firstMs", "lastMs"}; FOLDER is this bench's model

The first line out names the package and its version.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path

Work = Callable[[dict], Iterable[object]]


def open_piper(path: str) -> tuple[str, Work]:
    from piper import PiperVoice, SynthesisConfig

    voice = PiperVoice.load(path)
    style = SynthesisConfig(noise_scale=0, noise_w_scale=0, normalize_audio=False)
    return f"piper-tts {version('piper-tts')}", lambda request: voice.synthesize(request["text"], style)


def converted(folder: Path) -> Path:
    """A model of the same sizes with other random weights: CTranslate2 reads no ONNX."""
    import torch
    from ctranslate2.converters import TransformersConverter
    from transformers import WhisperConfig, WhisperForConditionalGeneration

    target = folder.with_name(f"{folder.name}-ctranslate2")
    if not target.exists():
        torch.manual_seed(1)
        source = folder.with_name(f"{folder.name}-torch")
        source.mkdir(exist_ok=True)
        for file in folder.glob("*.json"):
            (source / file.name).write_bytes(file.read_bytes())
        WhisperForConditionalGeneration(WhisperConfig.from_pretrained(folder)).save_pretrained(source)
        names = ["tokenizer.json", "preprocessor_config.json"]
        TransformersConverter(str(source), copy_files=names).convert(str(target))
    return target


def open_faster_whisper(folder: str) -> tuple[str, Work]:
    import numpy
    from faster_whisper import WhisperModel

    model = WhisperModel(str(converted(Path(folder))), device="cpu", compute_type="int8", cpu_threads=os.cpu_count())
    end = json.loads(Path(folder, "config.json").read_text(encoding="utf-8"))["eos_token_id"]

    def work(request: dict) -> Iterable[object]:
        samples = numpy.fromfile(request["file"], dtype=numpy.float32)
        segments, _ = model.transcribe(
            samples,
            language="en",
            beam_size=1,
            temperature=0,
            without_timestamps=True,
            max_new_tokens=request["tokens"],
            suppress_tokens=[-1, end],
            condition_on_previous_text=False,
            compression_ratio_threshold=None,
            log_prob_threshold=None,
            no_speech_threshold=None,
        )
        return segments

    return f"faster-whisper {version('faster-whisper')} int8, other weights", work


def main() -> None:
    kind, path = sys.argv[1:]
    name, work = open_piper(path) if kind == "piper" else open_faster_whisper(path)
    print(json.dumps({"name": name}), flush=True)
    for line in sys.stdin:
        start = time.perf_counter()
        first = None
        for _ in work(json.loads(line)):
            first = first or time.perf_counter()
        last = time.perf_counter()
        times = {"firstMs": ((first or last) - start) * 1000, "lastMs": (last - start) * 1000}
        print(json.dumps(times), flush=True)


if __name__ == "__main__":
    main()
