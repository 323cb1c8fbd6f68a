"""Files that are there as a whole or not at all, whenever the power fails."""

import os
from pathlib import Path
from secrets import token_hex

from slo_monitor.stores.layout import TEMPORARY, name_of


def new_folder(folder: Path) -> None:
    """Make a folder, and those above it, that outlast a power cut; raises OSError."""
    if folder.is_dir():
        return
    new_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync(folder.parent)


def temporary(folder: Path) -> Path:
    """A hidden name in `folder` that no reader looks at."""
    return folder / f".{token_hex(8)}{TEMPORARY}"


def publish(written: Path) -> Path:
    """Make a temporary file durable under the name of its content; raises OSError."""
    sync(written)
    final = written.with_name(name_of(written))
    written.rename(final)
    sync(final.parent)
    return final


def sync(path: Path) -> None:
    """Wait until a file or folder is on the disk; raises OSError."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sweep(root: Path) -> None:
    """Remove what a writer that was killed left unfinished; raises OSError."""
    for path in root.glob(f"*/*/.*{TEMPORARY}"):
        path.unlink(missing_ok=True)
