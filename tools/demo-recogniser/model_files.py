"""The JSON files that lie beside a Whisper model on the Hugging Face hub, for this small one."""

import json
import pathlib

from model import Size
from tokens import LANGUAGES, Tokens

# Marks that are no speech (openai/whisper, tokenizer.py: non_speech_tokens), as far as they are single bytes.
NO_SPEECH_MARKS = '"#()*+/:;<=>@[\\]^_`{|}~'
NAMED_SPECIALS = ("startoftranscript", "translate", "transcribe", "startoflm", "startofprev", "nospeech")


def write_json(path: pathlib.Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def write_model_files(folder: pathlib.Path, tokens: Tokens, size: Size) -> None:
    end, start = tokens["endoftext"], tokens["startoftranscript"]
    marks = [tokens.vocabulary[mark] for mark in NO_SPEECH_MARKS]
    suppressed = sorted(marks) + [tokens[name] for name in NAMED_SPECIALS]
    at_begin = [tokens.vocabulary["Ġ"], end]
    shared = {
        "decoder_start_token_id": start, "bos_token_id": end, "eos_token_id": end, "pad_token_id": end,
        "suppress_tokens": suppressed, "begin_suppress_tokens": at_begin,
        "forced_decoder_ids": [[1, tokens["en"]], [2, tokens["transcribe"]], [3, tokens["notimestamps"]]],
    }
    write_json(folder / "config.json", shared | {
        "architectures": ["WhisperForConditionalGeneration"], "model_type": "whisper", "is_encoder_decoder": True,
        "d_model": size.width, "vocab_size": size.vocabulary, "num_mel_bins": size.mels,
        "encoder_layers": size.encoder_layers, "encoder_attention_heads": size.heads,
        "encoder_ffn_dim": 4 * size.width, "decoder_layers": size.decoder_layers,
        "decoder_attention_heads": size.heads, "decoder_ffn_dim": 4 * size.width,
        "num_hidden_layers": size.encoder_layers, "activation_function": "gelu", "scale_embedding": False,
        "max_source_positions": size.audio_positions, "max_target_positions": size.text_positions,
        "max_length": size.text_positions, "median_filter_width": 7, "use_cache": True, "torch_dtype": "float32",
    })
    write_json(folder / "generation_config.json", shared | {
        "alignment_heads": [[size.decoder_layers - 1, head] for head in range(size.heads)],
        "is_multilingual": True,
        "lang_to_id": {f"<|{code}|>": tokens[code] for code in LANGUAGES},
        "task_to_id": {name: tokens[name] for name in ("transcribe", "translate")},
        "no_timestamps_token_id": tokens["notimestamps"], "prev_sot_token_id": tokens["startofprev"],
        "max_initial_timestamp_index": 50, "max_length": size.text_positions, "return_timestamps": False,
    })
    write_json(folder / "preprocessor_config.json", {
        "feature_extractor_type": "WhisperFeatureExtractor", "processor_class": "WhisperProcessor",
        "feature_size": size.mels, "sampling_rate": 16_000, "n_fft": 400, "hop_length": 160, "chunk_length": 30,
        "n_samples": 480_000, "nb_max_frames": 2 * size.audio_positions, "padding_value": 0.0,
        "padding_side": "right", "return_attention_mask": False,
    })
    write_tokenizer(folder, tokens)


def write_tokenizer(folder: pathlib.Path, tokens: Tokens) -> None:
    def described(text: str, special: bool) -> dict:
        return {"content": text, "single_word": False, "lstrip": False, "rstrip": False,
                "normalized": False, "special": special}

    added = {number: described(text, True) for text, number in tokens.specials.items()}
    added |= {number: described(text, False) for text, number in tokens.timestamps.items()}
    merges = [" ".join(pair) for pair in tokens.merges]
    start, silent, end = "<|startoftranscript|>", "<|notimestamps|>", "<|endoftext|>"

    def special(text: str) -> dict:
        return {"SpecialToken": {"id": text, "type_id": 0}}

    def sequence(name: str, kind: int) -> dict:
        return {"Sequence": {"id": name, "type_id": kind}}

    write_json(folder / "tokenizer.json", {
        "version": "1.0", "truncation": None, "padding": None,
        "added_tokens": [{"id": number} | token for number, token in added.items()],
        "normalizer": None,
        "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [special(start), special(silent), sequence("A", 0), special(end)],
            "pair": [special(start), special(silent), sequence("A", 0), sequence("B", 1), special(end)],
            "special_tokens": {text: {"id": text, "ids": [tokens.specials[text]], "tokens": [text]}
                               for text in (start, silent, end)},
        },
        "decoder": {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True},
        "model": {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": "",
                  "end_of_word_suffix": "", "fuse_unk": False, "byte_fallback": False, "ignore_merges": False,
                  "vocab": tokens.vocabulary, "merges": merges},
    })
    write_json(folder / "vocab.json", tokens.vocabulary)
    (folder / "merges.txt").write_text("#version: 0.2\n" + "\n".join(merges) + "\n", encoding="utf-8")
    write_json(folder / "added_tokens.json", tokens.specials | tokens.timestamps)
    roles = {role: end for role in ("bos_token", "eos_token", "unk_token", "pad_token")}
    write_json(folder / "special_tokens_map.json", roles | {"additional_special_tokens": list(tokens.specials)})
    write_json(folder / "tokenizer_config.json", roles | {
        "tokenizer_class": "WhisperTokenizer", "processor_class": "WhisperProcessor", "add_prefix_space": False,
        "add_bos_token": False, "clean_up_tokenization_spaces": True, "errors": "replace",
        "model_max_length": 1024, "return_attention_mask": False, "dropout": None,
        "additional_special_tokens": list(tokens.specials),
        "added_tokens_decoder": {str(number): token for number, token in added.items()},
    })
