"""The phonemes of each sentence as piper-phonemize 1.1.0 gives them: pairs of voice and text as JSON on stdin."""

import json
import sys

from piper_phonemize import phonemize_espeak

print(json.dumps([phonemize_espeak(text, voice) for voice, text in json.load(sys.stdin)]))
