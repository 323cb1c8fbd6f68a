"""A story: a sheet, what was seen, an instant; told to the real command line.

Sheets are tables of cells parted by `|`. Expected verdicts are lines of
`NAME  MM-DD HH:MM (due)  STATUS  REASON  MM-DD HH:MM (arrival)`, `-` where there is none.
"""

import csv
import io
import json
from collections.abc import Iterable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from slo_monitor.cli import main
from tests.scenarios.kubernetes import TOKYO, Json, z


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one call of the command line said."""

    code: int
    out: str
    err: str
    zone: ZoneInfo = TOKYO

    @property
    def document(self) -> Json:
        """The JSON document on stdout."""
        found: Json = json.loads(self.out)
        return found

    @property
    def verdicts(self) -> list[str]:
        """One line a verdict, by due instant and target."""
        found = sorted(
            self.document["verdicts"], key=lambda v: (v["due_at"], v["objective"])
        )
        return [self._line(verdict) for verdict in found]

    @property
    def inversions(self) -> list[str]:
        """`UPSTREAM ARRIVAL after DOWNSTREAM START by SECONDS`, a line each."""
        return [
            f"{short(each['upstream'])} {self._wall(each['upstream_arrived_at'])} "
            f"after {short(each['downstream'])} "
            f"{self._wall(each['downstream_started_at'])} by {each['overlap_seconds']}"
            for each in self.document["inversions"]
        ]

    def of(self, name: str, due: str = "") -> Json:
        """The one verdict of the target called `name` (and due at `MM-DD HH:MM`)."""
        found = [
            verdict
            for verdict in self.document["verdicts"]
            if short(verdict["target"]) == name
            and self._wall(verdict["due_at"]).startswith(due)
        ]
        assert len(found) == 1, found
        one: Json = found[0]
        return one

    def _line(self, verdict: Json) -> str:
        return " ".join(
            [
                short(verdict["target"]),
                self._wall(verdict["due_at"]),
                verdict["status"],
                verdict["reason"] or "-",
                self._wall(verdict["arrived_at"]),
            ]
        )

    def _wall(self, text: str | None) -> str:
        if text is None:
            return "-"
        local = datetime.fromisoformat(text).astimezone(self.zone)
        return local.strftime("%m-%d %H:%M:%S" if local.second else "%m-%d %H:%M")


def short(target: str) -> str:
    """The last part of a target's name."""
    return target.rpartition("/")[2] if "/" in target else target.rpartition(".")[2]


def lines(text: str) -> list[str]:
    """The lines of an expected table, blanks made one."""
    return [" ".join(line.split()) for line in text.strip().splitlines()]


def call(*argv: object, zone: ZoneInfo = TOKYO) -> Answer:
    """One call of the console script, in this process."""
    out, err = _stream(), _stream()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            code = main([str(argument) for argument in argv])
        except SystemExit as exc:  # argparse ends so
            code = int(exc.code or 0)
    return Answer(code=code, out=_text(out), err=_text(err), zone=zone)


def _stream() -> io.TextIOWrapper:
    """A stream of bytes underneath, as the real ones are."""
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    stream.seek(0)
    return stream.read()


@dataclass(frozen=True, slots=True)
class Teller:
    """Writes the files of a story to `folder` and asks the command line."""

    folder: Path

    def sheet(self, text: str, name: str = "slos.csv") -> Path:
        """The sheet as a .csv file."""
        rows = [
            [cell.strip() for cell in line.split("|")]
            for line in text.strip().splitlines()
        ]
        path = self.folder / name
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
        return path

    def kubectl(self, items: Iterable[Any], name: str = "cluster.json") -> Path:
        """`kubectl get events,jobs,cronjobs -A -o json`."""
        path = self.folder / name
        listed = {"apiVersion": "v1", "kind": "List", "items": list(flat(items))}
        path.write_text(json.dumps(listed), encoding="utf-8")
        return path

    def watch(self, watched: Iterable[tuple[str, Json]], name: str) -> Path:
        """A watch stream: one `{"type","object"}` a line."""
        path = self.folder / name
        said = [json.dumps({"type": type_, "object": each}) for type_, each in watched]
        path.write_text("\n".join(said) + "\n", encoding="utf-8")
        return path

    def arrivals(self, writes: Iterable[Json], name: str = "arrivals.jsonl") -> Path:
        """Table arrivals, a line a write."""
        path = self.folder / name
        text = "".join(json.dumps(each) + "\n" for each in writes)
        path.write_text(text, encoding="utf-8")
        return path

    def check(
        self,
        sheet: str,
        *,
        at: str,
        seen: Iterable[Any] | None = None,
        watched: Iterable[tuple[str, Json]] | None = None,
        landed: Iterable[Json] | None = None,
        options: Iterable[object] = (),
        zone: ZoneInfo = TOKYO,
    ) -> Answer:
        """`check` at the wall time `at`."""
        argv: list[object] = ["check", "--format", "json", "--at", z(at, zone)]
        argv += ["--sheet", self.sheet(sheet), "--cluster", "prod"]
        if seen is not None:
            argv += ["--events", self.kubectl(seen)]
        if watched is not None:
            argv += ["--events", self.watch(watched, "watched.jsonl")]
        if landed is not None:
            argv += ["--arrivals", self.arrivals(landed)]
        return call(*argv, *options, zone=zone)


def flat(items: Iterable[Any]) -> Iterable[Json]:
    """Items of items: a run is two events."""
    for item in items:
        if isinstance(item, list):
            yield from flat(item)
        else:
            yield item


def wrote(
    table: str,
    at: str,
    partition: str | None = None,
    rows: int | None = None,
    zone: ZoneInfo = TOKYO,
) -> Json:
    """A line of an arrivals file, for table p.mart.TABLE."""
    return {
        "table": f"p.mart.{table}",
        "partition": partition,
        "arrived_at": z(at, zone),
        "rows": rows,
    }
