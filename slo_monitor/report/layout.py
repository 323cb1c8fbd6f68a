"""How the table's rows are laid out in the width there is."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from slo_monitor.model.verdicts import Status
from slo_monitor.report.folding import cells, fold_name, fold_words, pad
from slo_monitor.report.rows import Row

Line = tuple[tuple[str, str], ...]
"""Spans of text, each with the name of its style (empty: none)."""

_WIDE = 110
"""From this width on there is room for the columns `arrived` and `owner`."""

_WIDEST_OWNER = 20
_GAP = "  "
_LOOKS: Final = {
    Status.MISSED: ("x ", "bold red"),
    Status.AT_RISK: ("! ", "bold yellow"),
    Status.UNKNOWN: ("? ", "bold magenta"),
    Status.LATE: ("~ ", "red"),
    Status.NEAR_MISS: ("~ ", "yellow"),
    Status.EXCUSED: ("- ", "dim"),
    Status.PENDING: (". ", "dim"),
    Status.MET: ("+ ", "green"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The widths of the columns, the same for all rows; 0 hides a column."""

    label: int
    target: int
    due: int
    arrived: int
    margin: int
    owner: int
    width: int

    @classmethod
    def of(cls, rows: Sequence[Row], head: Row, width: int) -> "Layout":
        """Every column as wide as it needs to be; the target gets what is left."""
        everything = [head, *rows]
        wide = width >= _WIDE
        owned = wide and any(row.owner for row in rows)
        label = _widest(row.label for row in everything) + 2
        due = _widest(row.due for row in everything)
        arrived = _widest(row.arrived for row in everything) if wide else 0
        margin = _widest(row.margin for row in everything)
        owner = _widest(row.owner for row in everything) if owned else 0
        owner = min(owner, _WIDEST_OWNER)
        fixed = [column + len(_GAP) for column in (label, due, margin)]
        fixed += [column + len(_GAP) for column in (arrived, owner) if column]
        return cls(
            label=label,
            target=min(_widest(row.target for row in everything), width - sum(fixed)),
            due=due,
            arrived=arrived,
            margin=margin,
            owner=owner,
            width=width,
        )

    def head(self, head: Row) -> Line:
        """The line of headings."""
        texts = [pad("  " + head.label, self.label), pad(head.target, self.target)]
        owner = head.owner if self.owner else ""
        return ((_GAP.join([*texts, *self._figures(head), owner]), "dim"),)

    def lines(self, row: Row) -> Iterator[Line]:
        """`row` in as many lines as it needs, its sentence below it."""
        mark, style = _LOOKS[row.status]
        targets = fold_name(row.target, self.target)
        owners = fold_words(row.owner, self.owner) if self.owner else []
        pairs = list(zip_longest(targets, owners, fillvalue=""))
        label = pad(mark + row.label, self.label)
        figures = self._figures(row)
        yield (
            (label + _GAP, style),
            *_kind_dimmed(pad(pairs[0][0], self.target) + _GAP),
            (_GAP.join([*figures, pairs[0][1]]), ""),
        )
        between = [" " * cells(figure) for figure in figures]
        for target, owner in pairs[1:]:
            texts = [" " * self.label, pad(target, self.target), *between, owner]
            yield ((_GAP.join(texts), ""),)
        yield from self._why(row)

    def _figures(self, row: Row) -> list[str]:
        figures = [pad(row.due, self.due)]
        figures += [pad(row.arrived, self.arrived)] if self.arrived else []
        return [*figures, pad(row.margin, self.margin)]

    def _why(self, row: Row) -> Iterator[Line]:
        if not row.why:
            return
        homeless = row.owner if not self.owner else ""
        text = f"{row.why} [{homeless}]" if homeless else row.why
        indent = self.label + len(_GAP)
        style = "dim" if row.status is Status.PENDING else ""
        for line in fold_words(text, self.width - indent):
            yield ((" " * indent + line, style),)


def _kind_dimmed(target: str) -> Line:
    """`cronjob:` and `table:` stand back: people look for the name."""
    kind, colon, name = target.partition(":")
    return ((kind + colon, "dim"), (name, "bold"))


def _widest(texts: Iterable[str]) -> int:
    return max(map(cells, texts))
