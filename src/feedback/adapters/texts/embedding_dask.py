"""Embeddings on a Dask cluster: each shard of texts is one task, a model per worker process.

A task depends only on its texts and writes nothing, so Dask may run it twice: when a worker dies,
its shards are computed again elsewhere, with identical results.
"""

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from platform import python_version
from threading import Lock
from time import monotonic
from typing import Any

import numpy as np

from feedback.adapters.texts.embedding import (
    BUNDLED,
    MAX_CHUNKS,
    SentenceTransformerEmbedder,
    resolved_dtype,
)
from feedback.domain.tickets.vectors import Vectors
from feedback.errors import FeedbackError, FinalFault, InvalidInput, TransientFault
from feedback.ports import Embedder

CONNECT_SECONDS = 20.0
"""A running scheduler answers within one second; a wrong name is refused at once."""
WORKERLESS_SECONDS = 120.0
"""How long a cluster may be without workers: autoscaling takes a minute or two."""
SHARDS_PER_WORKER = 3
"""Shards per worker: one is being computed and the next are in transit. The rest stays here, so
that the scheduler never holds the texts of a whole first load."""
SAME_PACKAGES = (
    "distributed", "feedback-pipeline", "numpy", "sentence-transformers", "tokenizers", "torch",
    "transformers",
)  # fmt: skip
"""A different version of any of these may give different bits, or not understand its input."""

Versions = dict[str, str]
Recipe = tuple[str, int, str, int]
"""The arguments of a worker's embedder: model, max_tokens, dtype, max_chunks."""


class DaskEmbedder(Embedder):
    """The same vectors as `SentenceTransformerEmbedder`, computed by the cluster at `address`.

    Raises `InvalidInput` if Dask is not installed; embedding raises `TransientFault` if the
    scheduler or all workers are gone, `FinalFault` if a worker has other versions than we have.
    """

    def __init__(
        self,
        address: str,
        model: str = BUNDLED,
        max_tokens: int = 128,
        dtype: str = "auto",
        max_chunks: int = MAX_CHUNKS,
    ) -> None:
        if find_spec("distributed") is None:
            raise InvalidInput(
                f'embedding.dask_address is "{address}", but Dask is not installed. Install it '
                "with `pip install 'feedback-pipeline[dask]'`, or empty the setting to embed on "
                "this machine."
            )
        self.model = SentenceTransformerEmbedder(model, max_tokens, dtype, max_chunks).model
        self._address = address
        self._recipe = (model, max_tokens, dtype, max_chunks)

    def embed(self, texts: Sequence[str]) -> Vectors:
        return next(vectors for _, vectors in self.embed_shards([texts]))

    def embed_shards(self, shards: Sequence[Sequence[str]]) -> Iterator[tuple[int, Vectors]]:
        if not shards:
            return
        model, max_tokens, dtype, max_chunks = self._recipe
        # "auto" is decided here, once: different kinds of workers must not decide it themselves.
        recipe = (model, max_tokens, resolved_dtype(dtype), max_chunks)
        with self._connected() as client:
            yield from self._as_they_finish(client, shards, recipe)

    @contextmanager
    def _connected(self) -> Iterator[Any]:
        from distributed import Client

        try:
            with warnings.catch_warnings():
                # It warns about versions at length; each worker checks those that matter.
                warnings.filterwarnings("ignore", module="distributed")
                client = Client(
                    self._address, timeout=CONNECT_SECONDS, set_as_default=False, name="feedback"
                )
        except ValueError as error:  # tcp://nonsense, http://…
            raise InvalidInput(
                f'embedding.dask_address "{self._address}" is not a Dask address: {error}. '
                "Write it as tcp://host:8786."
            ) from error
        except OSError as error:  # TimeoutError is one too
            raise TransientFault(
                f"The Dask scheduler at {self._address} does not answer within "
                f"{CONNECT_SECONDS:.0f} s. Start it with `dask scheduler`, check "
                "embedding.dask_address, or empty the setting to embed on this machine. What was "
                "embedded before is kept."
            ) from error
        try:
            yield client
        finally:
            client.close(timeout=5)

    def _as_they_finish(
        self, client: Any, shards: Sequence[Sequence[str]], recipe: Recipe
    ) -> Iterator[tuple[int, Vectors]]:
        from distributed import CancelledError, wait

        ours = _versions()
        waiting = iter(enumerate(shards))
        running: dict[Any, int] = {}
        last_worker_at = monotonic()
        while True:
            n_workers = self._n_workers(client)
            if n_workers:
                last_worker_at = monotonic()
            elif monotonic() - last_worker_at > WORKERLESS_SECONDS:
                raise TransientFault(
                    f"The Dask scheduler at {self._address} has had no workers for "
                    f"{WORKERLESS_SECONDS:.0f} s. Start some with `dask worker {self._address} "
                    "--nworkers auto --nthreads 1`. What was embedded before is kept."
                )
            while len(running) < SHARDS_PER_WORKER * max(n_workers, 1):
                place, texts = next(waiting, (-1, ()))
                if place < 0:
                    break
                # Not pure: a unique key keeps two nights on one cluster apart.
                task = client.submit(_embed_on_worker, recipe, ours, list(texts), pure=False)
                running[task] = place
            if not running:
                return
            try:
                with client.as_current():  # `wait` uses the current client, which is not this one
                    done = wait(list(running), timeout=1, return_when="FIRST_COMPLETED").done
            except TimeoutError:
                continue
            except CancelledError:  # a lost scheduler cancels all; its result says so
                done = {task for task in running if task.status != "pending"}
            for task in done:
                place = running.pop(task)
                yield place, self._vectors(task)

    def _n_workers(self, client: Any) -> int:
        if client.status != "running":
            raise self._lost()
        try:
            return len(client.nthreads())
        except Exception as error:  # the connection's own kinds, several
            raise self._lost() from error

    def _vectors(self, task: Any) -> Vectors:
        from distributed import CancelledError, KilledWorker

        try:
            vectors: Vectors = task.result()
        except FeedbackError:
            raise
        except KilledWorker as error:
            raise TransientFault(
                f"Workers of the Dask cluster at {self._address} died again and again on the same "
                f"texts: {error}. They may be short of memory: a worker needs about 1.5 GB. "
                "What was embedded before is kept."
            ) from error
        except (CancelledError, OSError) as error:
            raise self._lost() from error
        except ImportError as error:
            raise FinalFault(
                f"A worker of the Dask cluster at {self._address} cannot run this program: "
                f"{error}. Install the same requirements.lock there as here."
            ) from error
        return np.asarray(vectors)

    def _lost(self) -> TransientFault:
        return TransientFault(
            f"The connection to the Dask scheduler at {self._address} was lost. Look at its log, "
            "start it again and run the night again: what was embedded before is kept."
        )


# --- What runs on a worker -------------------------------------------------------------------

_embedders: dict[Recipe, SentenceTransformerEmbedder] = {}
_one_at_a_time = Lock()
"""A tokenizer cannot be used by two threads at once."""


def _embed_on_worker(recipe: Recipe, expected: Versions, texts: list[str]) -> Vectors:
    from distributed import get_worker

    found = _versions()
    if found != expected:
        wrong = ", ".join(
            f"{name} {found[name]} (here {expected[name]})"
            for name in expected
            if found[name] != expected[name]
        )
        raise FinalFault(
            f"The Dask worker {get_worker().address} has {wrong}. Its vectors could differ. "
            "Install the same requirements.lock there as here."
        )
    with _one_at_a_time:
        if recipe not in _embedders:
            _embedders[recipe] = SentenceTransformerEmbedder(*recipe)
        try:
            return _embedders[recipe].embed(texts)
        except InvalidInput as error:  # no model under that name
            raise InvalidInput(f"On the Dask worker {get_worker().address}: {error}") from error


def _versions() -> Versions:
    found = {"python": ".".join(python_version().split(".")[:2])}
    for name in SAME_PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found
