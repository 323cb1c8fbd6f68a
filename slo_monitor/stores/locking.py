"""One writer: a lock on the store that ends with the process, however it ends."""

import fcntl
import os
from pathlib import Path

from slo_monitor.errors import StoreBusy

_NAME = ".lock"


class WriterLock:
    """Held from construction until `release`; raises StoreBusy, or OSError."""

    def __init__(self, root: Path) -> None:
        self._descriptor = os.open(root / _NAME, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(self._descriptor, 20, 0).decode(errors="replace").strip()
            os.close(self._descriptor)
            raise StoreBusy(
                f"{root} is being written by another collector (process {holder or '?'}); "
                "stop that one, or give this one a store of its own"
            ) from None
        try:
            os.ftruncate(self._descriptor, 0)
            os.pwrite(self._descriptor, f"{os.getpid()}\n".encode(), 0)
        except OSError:
            self.release()
            raise

    def release(self) -> None:
        """Let another writer in."""
        os.close(self._descriptor)
