"""What a pass would cost where reading is billed by the byte."""

from slo_monitor.clients.bigquery.evidence import Estimate
from slo_monitor.report.sizes import size_text

_HEAD = "\nBIGQUERY WOULD SCAN (a dry run reads nothing that is billed)\n"


def cost_lines(estimates: tuple[Estimate, ...]) -> tuple[str, ...]:
    """One line a query, under a heading; nothing where there is no query."""
    lines = tuple(f"  {_line(estimate)}\n" for estimate in estimates)
    return (_HEAD, *lines) if lines else ()


def _line(estimate: Estimate) -> str:
    if estimate.unreadable:
        return f"{estimate.what}: not known: {estimate.unreadable}"
    refused = "; it would be refused" if estimate.refused else ""
    scanned, limit = size_text(estimate.scanned), size_text(estimate.limit)
    return f"{estimate.what}: {scanned} (limit {limit} a query{refused})"
