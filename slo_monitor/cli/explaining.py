"""`explain`: the evidence behind one target's verdicts."""

from slo_monitor.app.explaining import explanation
from slo_monitor.app.passes import Pass
from slo_monitor.cli import showing
from slo_monitor.report.explanation import explain, explanation_document
from slo_monitor.settings.values import Settings


def show_explanation(
    made: Pass, settings: Settings, target: str, output_format: str
) -> None:
    """Print what the pass knows of `target`."""
    found = explanation(made, target)
    if output_format == "json":
        showing.out_json(explanation_document(found))
    else:
        showing.out(explain(found, settings.language))
