"""What watches a training while it runs."""

import hashlib
import math
import shutil
import time
from typing import Any

import lightning
import torch

from job import Events, Job

# Progress is told this often, in seconds.
TELL_EVERY = 1.0


class Stopped(Exception):
    """The training must not go on; `code` says why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Cancelled(Exception):
    """Somebody asked the training to end; what it has learned is kept."""


def digest(values: Any) -> str:
    """One word for all tensors in nested lists and dictionaries: the same numbers give the same word."""
    hasher = hashlib.sha256()

    def add(value: Any) -> None:
        if isinstance(value, torch.Tensor):
            hasher.update(value.detach().cpu().contiguous().numpy().tobytes())
        elif isinstance(value, dict):
            for key in sorted(value, key=str):
                hasher.update(str(key).encode())
                add(value[key])
        elif isinstance(value, (list, tuple)):
            for item in value:
                add(item)

    add(values)
    return hasher.hexdigest()


def digests(trainer: lightning.Trainer) -> dict[str, str]:
    """What a resumed training must have in common with the checkpoint that it goes on from."""
    return {
        "weights": digest(trainer.lightning_module.state_dict()),
        "optimisers": digest([optimiser.state_dict()["state"] for optimiser in trainer.optimizers]),
    }


class Watch(lightning.Callback):
    """Tells progress, keeps checkpoints, and stops what cannot end well."""

    def __init__(self, job: Job, events: Events) -> None:
        self._job = job
        self._events = events
        self._told = 0.0
        self._is_training = False
        self._is_cancelled = False

    def cancel(self, *_unused: object) -> None:
        """Ends the training after the batch that is at work; before the first one, at once."""
        self._is_cancelled = True
        if not self._is_training:
            raise Cancelled

    def on_train_start(self, trainer: lightning.Trainer, pl_module: lightning.LightningModule) -> None:
        self._is_training = True
        self._events.tell(
            "started",
            epoch=trainer.current_epoch,
            epochs=self._job.epochs,
            batches=trainer.num_training_batches,
            isResumed=trainer.global_step > 0,
            **digests(trainer),
        )

    def on_train_batch_end(
        self, trainer: lightning.Trainer, pl_module: lightning.LightningModule, outputs: Any, batch: Any, batch_idx: int
    ) -> None:
        losses = {name: float(value) for name, value in trainer.callback_metrics.items()}
        for name, value in losses.items():
            if not math.isfinite(value):
                raise Stopped("diverged", f"{name} is {value} in epoch {trainer.current_epoch}.")
        if self._is_cancelled:
            self.keep(trainer)
            raise Cancelled
        if time.monotonic() - self._told < TELL_EVERY and batch_idx + 1 < trainer.num_training_batches:
            return
        self._told = time.monotonic()
        self._events.tell(
            "step", epoch=trainer.current_epoch, batch=batch_idx + 1, batches=trainer.num_training_batches, losses=losses
        )

    def on_validation_end(self, trainer: lightning.Trainer, pl_module: lightning.LightningModule) -> None:
        if trainer.sanity_checking:
            return
        losses = {
            name: float(value) for name, value in trainer.callback_metrics.items() if name.startswith("val_")
        }
        self._events.tell("validated", epoch=trainer.current_epoch, losses=losses)

    def on_train_epoch_end(self, trainer: lightning.Trainer, pl_module: lightning.LightningModule) -> None:
        done = trainer.current_epoch + 1
        if done % self._job.checkpoint_every_epochs == 0 or done == self._job.epochs:
            self.keep(trainer)

    def keep(self, trainer: lightning.Trainer) -> None:
        """Writes a checkpoint beside the last one and puts it in its place."""
        folder = self._job.checkpoint_folder
        folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
        if free < self._job.min_free_bytes:
            raise Stopped("disk-full", f"{free // 10**6} MB are free; the last checkpoint is kept.")
        path = folder / "last.ckpt"
        beside = folder / "last.ckpt.part"
        trainer.save_checkpoint(beside)
        beside.replace(path)
        self._events.tell(
            "checkpoint",
            path=str(path),
            bytes=path.stat().st_size,
            epoch=trainer.current_epoch,
            **digests(trainer),
        )
