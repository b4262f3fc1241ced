"""Where extraction runs: here, in processes, or on a Dask cluster; the result is the same."""

import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any

from legacy_import.errors import LegacyImportError

__all__ = ["executor_for"]

_SMALL = 24
_PATIENCE = "10s"


@contextmanager
def executor_for(
    pages: int, workers: int | None = None, dask: str | None = None
) -> Iterator[Executor | None]:
    """An executor for so many pages; None, to run here, when there are few or one worker is asked for."""
    if dask is not None:
        with _dask(dask) as executor:
            yield executor
        return
    count = workers if workers is not None else min(8, os.cpu_count() or 1)
    if count <= 1 or (pages <= 1 or (workers is None and pages < _SMALL)):
        yield None
        return
    with ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield pool


@contextmanager
def _dask(address: str) -> Iterator[Executor]:
    try:
        from distributed import Client
    except ImportError:
        raise LegacyImportError(
            "--dask needs Dask, which is not installed.",
            fix="install the extra: uv pip install 'stringer[dask]'",
        ) from None
    try:
        client: Any = Client(address, timeout=_PATIENCE)  # type: ignore[no-untyped-call]
    except (OSError, TimeoutError, ValueError) as error:
        raise LegacyImportError(
            f"No Dask scheduler answers at {address}: {error}.", fix="start one with `dask scheduler`"
        ) from None
    try:
        yield client.get_executor()
    finally:
        client.close()
