"""Shards read by the workers of a Dask cluster: on this machine, or wherever a scheduler has workers.

Dask gives the shard of a worker that died to another one. A shard that kills several is given up, and the build reads
its pages itself. No key or password of ours goes over the wire: workers reach the archive with what they have.
"""

import contextlib
import logging
import re
import time
from asyncio import CancelledError
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from build.shards import Engine, GivenUp, Shard, ShardReadings
from scraper.errors import ConfigurationError, ServiceUnreachable, printable

if TYPE_CHECKING:
    from distributed import Client, Future

_LOOPBACK = "127.0.0.1:0"
# Such as "tcp://scheduler:8786", "10.0.0.7:8786" or "tls://[::1]:8786".
_ADDRESS = re.compile(r"(?:(?:tcp|tls)://)?(?:[^\s:/@\[\]]+|\[[0-9A-Fa-f:]+\]):[0-9]{1,5}")
ANSWER_SECONDS = 10.0
"""So long a scheduler has to answer."""
WORKER_SECONDS = 120.0
"""So long there may be no worker at all; a queue of SLURM may take longer, so start the workers first."""
TICK_SECONDS = 0.5
PER_SLOT = 2
"""Shards on their way for each place where one is read, so that none waits for the next and memory stays flat."""


@contextlib.contextmanager
def dask_cluster(scheduler: str | None = None) -> Iterator[Engine]:
    """Yield the engine of a Dask cluster.

    Args:
        scheduler: its address, `tcp://host:8786`; None starts workers on this machine, one for each processor.

    Raises:
        ConfigurationError: Dask is not installed, or the address is none.
        ServiceUnreachable: the scheduler does not answer.
    """
    if scheduler is not None and not _ADDRESS.fullmatch(scheduler):
        raise ConfigurationError(f"--scheduler must be an address such as tcp://host:8786, not {scheduler!r}")
    try:
        import distributed  # noqa: PLC0415 - a large package that only this engine needs
    except ModuleNotFoundError as error:
        raise ConfigurationError("--engine dask needs the extra dask: pip install 'iom-projects[dask]'") from error
    for name in ("distributed", "tornado"):  # they tell on stderr what we say in one line
        logging.getLogger(name).setLevel(logging.CRITICAL)
    if scheduler is not None:
        with _connected(distributed, scheduler) as client:
            yield DaskEngine(client, scheduler)
        return
    with (
        distributed.LocalCluster(
            threads_per_worker=1, host="127.0.0.1", dashboard_address=_LOOPBACK, worker_dashboard_address=_LOOPBACK
        ) as workers,
        distributed.Client(workers) as client,
    ):
        yield DaskEngine(client, "on this machine")


@contextlib.contextmanager
def _connected(distributed: Any, scheduler: str) -> "Iterator[Client]":
    try:
        client = distributed.Client(scheduler, timeout=ANSWER_SECONDS)
    except OSError as error:
        raise ServiceUnreachable(f"the scheduler {scheduler} does not answer ({_first_line(error)})") from error
    try:
        yield client
    finally:
        client.close(timeout=ANSWER_SECONDS)


class DaskEngine:
    """The engine of a connected client.

    Args:
        client: of `distributed`.
        name: of the scheduler, for messages.
    """

    def __init__(self, client: "Client", name: str) -> None:
        self._client = client
        self._name = name

    @property
    def slots(self) -> int:
        """The threads of all workers that there are now."""
        return sum(self._client.nthreads().values())

    def map(
        self, work: Callable[[Shard], ShardReadings], shards: Sequence[Shard], tick: Callable[[], None]
    ) -> Iterator[ShardReadings | GivenUp]:
        """Yield what the workers gave; see `Engine`.

        Raises:
            ServiceUnreachable: the scheduler has gone, or has no worker for a long time.
        """
        waiting = iter(shards)
        flying: set[Future[ShardReadings]] = set()
        alive_at = time.monotonic()
        try:
            while True:
                slots = self._slots_now()
                alive_at = time.monotonic() if slots else alive_at
                if time.monotonic() - alive_at > WORKER_SECONDS:
                    raise ServiceUnreachable(f"the scheduler {self._name} has had no worker for {WORKER_SECONDS:.0f} s")
                for shard in islice(waiting, max(0, PER_SLOT * max(slots, 1) - len(flying))):
                    flying.add(self._client.submit(work, shard, pure=False))
                if not flying:
                    return
                for future in self._landed(flying):
                    flying.discard(future)
                    yield self._answer(future)
                tick()
        finally:
            if self._client.status == "running":
                self._client.cancel(list(flying))

    def _slots_now(self) -> int:
        if self._client.status != "running":
            raise self._gone()
        try:
            return self.slots
        except (CancelledError, OSError, TimeoutError) as error:
            raise self._gone() from error

    def _landed(self, flying: "set[Future[ShardReadings]]") -> "list[Future[ShardReadings]]":
        """Those that came to an end, after a short wait at most."""
        from distributed import wait  # noqa: PLC0415 - as above

        with contextlib.suppress(TimeoutError, CancelledError):
            wait(flying, timeout=TICK_SECONDS, return_when="FIRST_COMPLETED")
        return [future for future in flying if future.status != "pending"]

    def _answer(self, future: "Future[ShardReadings]") -> ShardReadings | GivenUp:
        """What became of a shard.

        Raises:
            ConfigurationError: the cluster does not know our modules.
            ServiceUnreachable: the scheduler has gone.
        """
        from distributed import KilledWorker  # noqa: PLC0415 - as above

        try:
            answer: ShardReadings = future.result(timeout=ANSWER_SECONDS)
        except KilledWorker as error:
            return GivenUp(_first_line(error))
        except (CancelledError, OSError, TimeoutError) as error:
            if self._client.status != "running":
                raise self._gone() from error
            return GivenUp(_first_line(error))
        except (ImportError, RuntimeError) as error:
            if isinstance(error, RuntimeError) and "deserialization" not in str(error):
                raise
            raise ConfigurationError(
                f"the workers of {self._name} cannot run iom-projects ({_first_line(error.__cause__ or error)});"
                f" scheduler and workers need the same version of it, installed"
            ) from error
        return answer

    def _gone(self) -> ServiceUnreachable:
        return ServiceUnreachable(
            f"the scheduler {self._name} no longer answers; what was read is kept, and the next build goes on there"
        )


def _first_line(error: BaseException) -> str:
    return printable(str(error).partition("\n")[0]) or type(error).__name__
