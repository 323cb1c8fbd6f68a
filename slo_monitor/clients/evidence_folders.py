"""The files that a path stands for: itself, or all in a folder and its sub-folders."""

from os import walk
from pathlib import Path


def files_of(path: str) -> tuple[list[str], list[OSError]]:
    """The files, sorted, hidden ones left out; and why folders could not be looked into."""
    if not _is_folder(path):
        return [path], []
    found: list[str] = []
    errors: list[OSError] = []
    for folder, subfolders, files in walk(path, onerror=errors.append):
        subfolders[:] = _visible(subfolders)
        paths = [Path(folder, name) for name in _visible(files)]
        found += [str(file) for file in paths if _can_be_read(file)]
    return sorted(found), errors


def exists(path: str) -> bool:
    """Whether there is such a path, or nobody may know."""
    try:
        Path(path).stat()
    except PermissionError:
        return True
    except (OSError, ValueError):
        return False
    return path != ""


def _is_folder(path: str) -> bool:
    try:
        return Path(path).is_dir()
    except OSError:
        return False


def _visible(names: list[str]) -> list[str]:
    """Hidden ones are other programs' (`..data` of a mounted ConfigMap, `.git`)."""
    return [name for name in names if not name.startswith(".")]


def _can_be_read(file: Path) -> bool:
    """Whether it is not a pipe or a socket, which would never end."""
    try:
        return file.is_file()
    except OSError:
        return True  # opening it will say why not
