"""Trains a Piper voice with the official trainer's own parts: `python train_voice.py job.json`.

The trainer's own command line is not used: without the internet it dies after its first epoch, its checkpoints go stale,
and it says nothing that a program could read. The end is told by a `done` event, never by the exit code.
"""

import os
import pathlib
import signal
import sys
import traceback

# Before the first import of torch: nothing may be fetched, nothing may wait in a buffer.
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("PYTHONUNBUFFERED", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

import lightning  # noqa: E402
import torch  # noqa: E402

import alignment  # noqa: E402

alignment.install()

from piper.train.vits import lightning as piper_lightning  # noqa: E402
from piper.train.vits.dataset import VitsDataModule  # noqa: E402

from callbacks import Cancelled, Stopped, Watch  # noqa: E402
from job import Events, Job, read_job  # noqa: E402
from tiny_discriminator import TinyDiscriminator  # noqa: E402

# A base that fits in less than this share of the voice is one of another size.
MIN_COPIED_SHARE = 0.9


def data_of(job: Job) -> VitsDataModule:
    sizes = {name: job.sizes[name] for name in ("segment_size",) if name in job.sizes}
    return VitsDataModule(
        csv_path=job.metadata_path,
        audio_dir=job.clips_folder,
        cache_dir=pathlib.Path(job.work_folder) / "cache",
        config_path=job.config_path,
        espeak_voice=job.espeak_voice,
        voice_name=job.name,
        sample_rate=job.sample_rate_hz,
        batch_size=job.batch_size,
        validation_split=job.validation_share,
        num_test_examples=0,
        # Everything is small and cached; a helper process would only need shared memory.
        num_workers=0,
        trim_silence=False,
        **sizes,
    )


def model_of(job: Job) -> piper_lightning.VitsModel:
    if job.tiny_discriminator:
        piper_lightning.MultiPeriodDiscriminator = TinyDiscriminator
    return piper_lightning.VitsModel(
        batch_size=job.batch_size,
        sample_rate=job.sample_rate_hz,
        learning_rate=job.learning_rate,
        learning_rate_d=job.learning_rate / 2,
        mos_metric=None,
        warmstart_ckpt=None,
        vocoder_warmstart_ckpt=None,
        **job.sizes,
    )


def begin_with_base(model: piper_lightning.VitsModel, job: Job, events: Events) -> None:
    """Copies the weights that have the same shape; a base of another quality is refused."""
    # Only what the supervisor has checked by its digest comes here, and only its weights.
    base = torch.load(job.base_path, map_location="cpu", weights_only=True)["state_dict"]
    own = model.state_dict()
    same = {name: value for name, value in base.items() if name in own and own[name].shape == value.shape}
    voice = [name for name in own if name.startswith("model_g.")]
    copied = sum(name in same for name in voice)
    events.tell("base", copied=copied, of=len(voice))
    if copied < MIN_COPIED_SHARE * len(voice):
        raise Stopped("base-differs", f"Only {copied} of {len(voice)} parts of the base have the size of this voice.")
    model.load_state_dict(same, strict=False)


def train(job: Job, events: Events, watch: Watch) -> None:
    lightning.seed_everything(job.seed)
    events.tell("hello", torch=torch.__version__, lightning=lightning.__version__, pid=os.getpid())
    data = data_of(job)
    model = model_of(job)
    last = job.checkpoint_folder / "last.ckpt"
    if not last.exists() and job.base_path != "":
        begin_with_base(model, job, events)
    trainer = lightning.Trainer(
        accelerator="gpu" if job.device == "cuda" else "cpu",
        devices=1,
        precision=job.precision,
        max_epochs=job.epochs,
        callbacks=[watch],
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
        default_root_dir=job.work_folder,
    )
    # Own checkpoints only; the weights are restored after the base would have been copied.
    trainer.fit(model, data, ckpt_path=str(last) if last.exists() else None, weights_only=True)
    events.tell("done", reason="epochs")


def main() -> int:
    job = read_job(sys.argv[1])
    events = Events(job.events_path)
    watch = Watch(job, events)
    signal.signal(signal.SIGTERM, watch.cancel)
    signal.signal(signal.SIGINT, watch.cancel)
    try:
        train(job, events, watch)
        return 0
    except Cancelled:
        events.tell("done", reason="cancelled")
        return 0
    except Stopped as stopped:
        events.tell("failed", code=stopped.code, message=str(stopped))
    except torch.OutOfMemoryError as error:
        smaller = max(1, job.batch_size // 2)
        events.tell("failed", code="out-of-memory", message=str(error), batchSize=smaller)
    except Exception as error:  # pylint: disable=broad-exception-caught
        traceback.print_exc()
        events.tell("failed", code="error", message=f"{type(error).__name__}: {error}")
    return 2


if __name__ == "__main__":
    sys.exit(main())
