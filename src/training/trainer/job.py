"""What the trainer is asked to do, and what it says: JSON in, lines of JSON out."""

import dataclasses
import json
import os
import pathlib
import time
from typing import Any


@dataclasses.dataclass(frozen=True)
class Job:
    """One voice to be trained. Paths are absolute; sizes are bytes."""

    name: str
    metadata_path: str
    clips_folder: str
    work_folder: str
    events_path: str
    espeak_voice: str
    sample_rate_hz: int
    # Sizes of the network, as the trainer names them; empty for a medium voice.
    sizes: dict[str, Any]
    # A discriminator that is good for nothing but a quick test of the whole way.
    tiny_discriminator: bool
    epochs: int
    batch_size: int
    learning_rate: float
    precision: str
    seed: int
    checkpoint_every_epochs: int
    validation_share: float
    # Weights to begin with; empty to begin with none.
    base_path: str
    # `cpu` or `cuda`.
    device: str
    min_free_bytes: int

    @property
    def checkpoint_folder(self) -> pathlib.Path:
        return pathlib.Path(self.work_folder) / "checkpoints"

    @property
    def config_path(self) -> pathlib.Path:
        return pathlib.Path(self.work_folder) / "config.json"


def read_job(path: str) -> Job:
    with open(path, encoding="utf-8") as file:
        return Job(**json.load(file))


class Events:
    """Appends to the file that the supervisor reads; each line is on the disk before the work goes on."""

    def __init__(self, path: str) -> None:
        # pylint: disable-next=consider-using-with
        self._file = open(path, "a", encoding="utf-8")

    def tell(self, kind: str, **facts: Any) -> None:
        line = json.dumps({"type": kind, "timeMs": round(time.time() * 1000), **facts}, ensure_ascii=False)
        self._file.write(line + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())
