"""Charts of the reports as PNG."""

import io

from matplotlib.figure import Figure

from reports.document import Chart, Places


def draw(drawing: Chart | Places) -> bytes:
    """The picture as PNG; the same drawing gives the same bytes."""
    figure = Figure(figsize=(6.3, 2.6), dpi=200, layout="constrained")
    axes = figure.subplots()
    if isinstance(drawing, Chart):
        for series in drawing.series:
            axes.plot(drawing.labels, [float("nan") if one is None else one for one in series.values])
    buffer = io.BytesIO()
    figure.savefig(buffer, metadata={"Software": None})
    return buffer.getvalue()
