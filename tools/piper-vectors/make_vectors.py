"""Writes down which phonemes and ids Piper's own code gives for the sentences beside this file.

    python make_vectors.py OLDER_PYTHON > ../../src/speaking/piper/piper-vectors.json

Needs piper-tts 1.8.0; OLDER_PYTHON is the Python of an environment that has piper-phonemize 1.1.0.
"""

import json
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from piper import PiperVoice
from piper.config import PhonemeType, PiperConfig
from piper.phoneme_ids import DEFAULT_PHONEME_ID_MAP, phonemes_to_ids

HERE = Path(__file__).parent
OLDER = "@1.1.0"
# Neither package tells its espeak-ng; the first is named in Piper's CMakeLists.txt.
RELEASES = {
    "piper-tts": {"version": version("piper-tts"), "espeakNg": "724808c of 2026-04-03"},
    "piper-phonemize": {"version": "1.1.0", "espeakNg": "1.52-dev of 2023"},
}
# As in Piper's own test of merged vowels.
VOWEL_CLUSTERS = {tuple(cluster) for cluster in ("aɪ", "aʊ", "ɔɪ", "eɪ", "oʊ")}
MERGED_VOWELS = (
    "my cow toy day no",
    "I own a boy's house, they say: go now!",
    "Say [[ bˈaɪ ]] to my day.",
)
LETTERS = ("hello, wórld!", "tˈɛst. one")


def main() -> None:
    lines = [(voice, text) for voice, text in sentences()]
    newer = [(voice, text) for voice, text in lines if not voice.endswith(OLDER)]
    older = [(voice.removesuffix(OLDER), text) for voice, text in lines if voice.endswith(OLDER)]
    write(
        releases=RELEASES,
        phonemeIds=DEFAULT_PHONEME_ID_MAP,
        piperTts=[vector(voice, text) for voice, text in newer],
        piperPhonemize=older_vectors(older),
        mergedVowels=[vector("en-us", text, VOWEL_CLUSTERS) for text in MERGED_VOWELS],
        letters=[vector("en-us", text, None, PhonemeType.TEXT) for text in LETTERS],
    )


def sentences() -> list[tuple[str, str]]:
    lines = (HERE / "sentences.txt").read_text(encoding="utf-8").split("\n")
    pairs = [line.split("\t") for line in lines if line and not line.startswith("# ")]
    return [(voice, text.replace("\\n", "\n")) for voice, text in pairs]


def vector(voice, text, vowel_clusters=None, phoneme_type=PhonemeType.ESPEAK):
    """Voice, text, and for each sentence its phonemes in one string and its ids."""
    if text.strip().endswith("..") and not text.strip().endswith("..."):
        sys.exit(f"espeak-ng keeps a dot of this for the next text: {text}")
    config = PiperConfig(
        num_symbols=256,
        num_speakers=1,
        sample_rate=22050,
        espeak_voice=voice,
        phoneme_id_map=DEFAULT_PHONEME_ID_MAP,
        phoneme_type=phoneme_type,
        vowel_clusters=vowel_clusters,
    )
    return row(voice, text, PiperVoice(session=None, config=config).phonemize(text))


def older_vectors(lines):
    done = subprocess.run(
        [sys.argv[1], HERE / "older_phonemes.py"],
        input=json.dumps(lines),
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    spoken = json.loads(done.stdout)
    return [row(voice, text, sentences) for (voice, text), sentences in zip(lines, spoken, strict=True)]


def row(voice, text, sentences):
    # Piper leaves out sentences without phonemes when it speaks.
    pairs = [["".join(phonemes), phonemes_to_ids(phonemes)] for phonemes in sentences if phonemes]
    return [voice, text, pairs]


def write(**parts) -> None:
    """One line for each vector."""
    print("{")
    for n, (name, value) in enumerate(parts.items()):
        rows = ",\n".join(map(compact, value))
        content = f"[\n{rows}\n]" if isinstance(value, list) else compact(value)
        print(f"{compact(name)}:{content}" + ("," if n < len(parts) - 1 else ""))
    print("}")


def compact(value) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    main()
