"""The byte-level BPE of GPT-2 and Whisper's special tokens, learned from the sentences of the grammar."""

import re
from collections import Counter

# ISO codes in the order of Whisper's language tokens (openai/whisper, tokenizer.py).
LANGUAGES = (
    "en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk el ms cs ro da hu ta no th ur hr bg lt la mi "
    "ml cy sk te fa lv bn sr az sl kn et mk br eu is hy ne mn bs kk sq sw gl mr pa si km sn yo so af oc ka be tg sd "
    "gu am yi lo uz fo ht ps tk nn mt sa lb my bo tl mg as tt haw ln ha ba jw su"
).split()
# GPT-2's pattern, narrowed to ASCII letters and digits: the grammar has no others.
WORDS = re.compile(r"'s|'t|'re|'ve|'m|'ll|'d| ?[A-Za-z]+| ?[0-9]+| ?[^\sA-Za-z0-9]+|\s+(?!\S)|\s+")


def byte_symbols() -> dict[int, str]:
    """Byte -> printable character, in the order of GPT-2's first 256 ids."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in printable]
    return {byte: chr(byte) for byte in printable} | {byte: chr(256 + n) for n, byte in enumerate(others)}


BYTES = byte_symbols()


def to_symbols(word: str) -> tuple[str, ...]:
    return tuple(BYTES[byte] for byte in word.encode())


def learn_merges(sentences: list[str], limit: int) -> list[tuple[str, str]]:
    """Joins the most frequent neighbours again and again, until `limit` or until nothing occurs three times."""
    words = {to_symbols(word): count for word, count in Counter(
        word for sentence in sentences for word in WORDS.findall(" " + sentence)).items()}
    merges: list[tuple[str, str]] = []
    while len(merges) < limit:
        pairs: Counter[tuple[str, str]] = Counter()
        for symbols, count in words.items():
            for pair in zip(symbols, symbols[1:]):
                pairs[pair] += count
        if not pairs:
            break
        best, count = max(pairs.items(), key=lambda item: (item[1], item[0]))
        if count < 3:
            break
        merges.append(best)
        words = {apply_merge(symbols, best): count for symbols, count in words.items()}
    return merges


def apply_merge(symbols: tuple[str, ...], pair: tuple[str, str]) -> tuple[str, ...]:
    joined: list[str] = []
    index = 0
    while index < len(symbols):
        if symbols[index : index + 2] == pair:
            joined.append(pair[0] + pair[1])
            index += 2
        else:
            joined.append(symbols[index])
            index += 1
    return tuple(joined)


class Tokens:
    """Text to ids and back, and the ids of the special tokens."""

    def __init__(self, merges: list[tuple[str, str]]):
        self.merges = merges
        self.ranks = {pair: rank for rank, pair in enumerate(merges)}
        texts = [*BYTES.values(), *(left + right for left, right in merges)]
        self.vocabulary = {text: number for number, text in enumerate(dict.fromkeys(texts))}
        self.texts = list(self.vocabulary)
        specials = ["<|endoftext|>", "<|startoftranscript|>", *(f"<|{code}|>" for code in LANGUAGES)]
        specials += ["<|translate|>", "<|transcribe|>", "<|startoflm|>", "<|startofprev|>", "<|nospeech|>"]
        specials += ["<|notimestamps|>"]
        timestamps = [f"<|{step * 0.02:.2f}|>" for step in range(1501)]
        first = len(self.vocabulary)
        self.specials = {text: first + number for number, text in enumerate(specials)}
        self.timestamps = {text: first + len(specials) + number for number, text in enumerate(timestamps)}
        self.size = first + len(specials) + len(timestamps)
        self.cache: dict[str, list[int]] = {}

    def __getitem__(self, name: str) -> int:
        return self.specials[f"<|{name}|>"]

    def encode(self, text: str) -> list[int]:
        return [number for word in WORDS.findall(text) for number in self.encode_word(word)]

    def encode_word(self, word: str) -> list[int]:
        if word not in self.cache:
            symbols = to_symbols(word)
            while len(symbols) > 1:
                best = min(zip(symbols, symbols[1:]), key=lambda pair: self.ranks.get(pair, len(self.ranks)))
                if best not in self.ranks:
                    break
                symbols = apply_merge(symbols, best)
            self.cache[word] = [self.vocabulary[symbol] for symbol in symbols]
        return self.cache[word]

    def decode(self, ids: list[int]) -> str:
        values = {symbol: byte for byte, symbol in BYTES.items()}
        text = "".join(self.texts[number] for number in ids if number < len(self.texts))
        return bytes(values[symbol] for symbol in text).decode(errors="replace")
