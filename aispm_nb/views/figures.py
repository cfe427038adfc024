"""The board's pictures as Plotly figures, for a notebook of one's own and for papers: transparent, labelled directly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from ..vocabulary import View
from .aggregates import around, models, risks, worst_of
from .card import SEVERITIES, WORDS, Document, line, open_findings

if TYPE_CHECKING:
    import plotly.graph_objects as go

_INK = {False: "#1f2429", True: "#e3e6e9"}
_FAINT = {False: "#5c636b", True: "#a2a9b1"}


def matrix(posture: Any, *, dark: bool = False) -> go.Figure:
    """Likelihood by impact, in words: how many open findings stand where."""
    import plotly.graph_objects as go

    cells = risks(_document(posture))
    colour = _colours(dark)[0]
    shades = [[(x + y) / 6 * 0.3 + 0.03 for x in range(4)] for y in range(4)]
    figure = go.Figure(
        go.Heatmap(
            x=WORDS["impacts"], y=WORDS["likelihoods"], z=shades, xgap=3, ygap=3, zmin=0, zmax=1, showscale=False, hoverinfo="skip",
            colorscale=[[0, _fade(colour, 0)], [1, _fade(colour, 1)]],
            text=[[f"{cells[y, x]:,}" if cells[y, x] else "" for x in range(4)] for y in range(4)], texttemplate="%{text}",
            textfont={"size": 16, "color": _INK[dark]},
        )
    )  # fmt: skip
    figure.update_xaxes(title="impact", showgrid=False, zeroline=False, ticks="")
    figure.update_yaxes(title="likelihood", showgrid=False, zeroline=False, ticks="", title_standoff=12)
    return _finish(figure, dark, height=320)


def treemap(posture: Any, *, dark: bool = False, most: int = 60) -> go.Figure:
    """By model: area is open findings weighed by priority, colour the worst severity among them."""
    import plotly.graph_objects as go

    found = models(_document(posture))
    shown = found[:most]
    rest = found[most:]
    if rest:
        shown.append((f"{len(rest):,} more", sum(m[1] for m in rest), sum(m[2] for m in rest), min(m[3] for m in rest)))
    ramp = _colours(dark)
    figure = go.Figure(
        go.Treemap(
            ids=[str(i) for i in range(len(shown))], parents=[""] * len(shown), values=[m[1] for m in shown],
            labels=[f"{SEVERITIES[m[3]]['shape']} {label(m[0])}" for m in shown],
            text=[f"{m[2]:,} finding{'' if m[2] == 1 else 's'}" for m in shown], textinfo="label+text", hoverinfo="label+text",
            marker={"colors": [_fade(ramp[m[3]], 0.22) for m in shown], "line": {"color": [ramp[m[3]] for m in shown], "width": 1}, "cornerradius": 2},
            textfont={"color": _INK[dark]}, pathbar={"visible": False}, tiling={"pad": 2}, root={"color": "rgba(0,0,0,0)"},
        )
    )  # fmt: skip
    figure.update_layout(uniformtext={"minsize": 9, "mode": "hide"})
    return _finish(figure, dark, height=320, margin={"l": 4, "r": 4, "t": 4, "b": 4})


def lineage(posture: Any, finding: int | None = None, *, dark: bool = False, most: int = 40) -> go.Figure:
    """What is behind one finding's asset and what it reaches; data flows to the right. Without one: the most urgent."""
    import plotly.graph_objects as go

    document = _document(posture)
    assets, worst, ramp = document["assets"], worst_of(document), _colours(dark)
    chosen = next(open_findings(document), None) if finding is None else finding
    focus = 0 if chosen is None else document["findings"]["asset"][chosen]
    nodes, edges = around(document, focus, most) if assets["asset"] else ([], [])
    spots = _spots(nodes, edges, {n for n in nodes if assets["served_as"][n]})
    xs: list[float | None] = []
    ys: list[float | None] = []
    for source, target in edges:
        (x0, y0), (x1, y1) = spots[source], spots[target]
        for t in (i / 10 for i in range(11)):
            xs.append(x0 + (x1 - x0) * t)
            ys.append(y0 + (y1 - y0) * t * t * (3 - 2 * t))
        xs.append(None)
        ys.append(None)
    last = max((x for x, _ in spots.values()), default=0)
    names = [label(f"{assets['label'][n]} {assets['served_as'][n] or ''}".strip()) for n in nodes]
    figure = go.Figure([
        go.Scatter(x=xs, y=ys, mode="lines", hoverinfo="skip", line={"width": 1.5, "color": _FAINT[dark]}),
        go.Scatter(
            x=[spots[n][0] for n in nodes], y=[spots[n][1] for n in nodes], mode="markers+text", cliponaxis=False,
            text=[f"<b>{name}</b>" if n == focus else name for n, name in zip(nodes, names, strict=True)], hoverinfo="text",
            textposition=["middle right" if spots[n][0] == last else "middle left" if spots[n][0] == 0 else "top center" for n in nodes],
            marker={
                "opacity": 1, "size": [14 if n == focus else 10 for n in nodes], "symbol": [SEVERITIES[worst[n]]["symbol"] if n in worst else "circle" for n in nodes],
                "color": [ramp[worst[n]] if n in worst else _FAINT[dark] for n in nodes],
            },
        ),
    ])  # fmt: skip
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False, autorange="reversed")
    return _finish(figure, dark, height=340, margin={"l": 150, "r": 200, "t": 30, "b": 20})


def label(text: object, most: int = 40) -> str:
    """Plotly reads labels as a little HTML and ``$…$`` as mathematics: give it neither."""
    return escape(line(text, most), quote=False).replace("$", "&#36;")


def _spots(nodes: list[int], edges: list[tuple[int, int]], served: set[int]) -> dict[int, tuple[float, float]]:
    """Columns by the longest way from an origin (cycles ignored), served things last; rows as near as may be to
    what they come from."""
    waiting, column = dict.fromkeys(nodes, 0), dict.fromkeys(nodes, 0)
    for _, target in edges:
        waiting[target] += 1
    ready = [n for n in nodes if not waiting[n]]
    for source in ready:
        for target in (t for s, t in edges if s == source):
            column[target] = max(column[target], column[source] + 1)
            waiting[target] -= 1
            if not waiting[target]:
                ready.append(target)
    last = max(column.values(), default=0)
    column |= dict.fromkeys(served, last)
    gap = 1 / max(Counter(column.values()).values(), default=1)
    row: dict[int, float] = {}
    for x in range(last + 1):
        wishes = {
            n: _mean([row[s] for s, t in edges if t == n and column[s] < x], gap / 2) for n in nodes if column[n] == x
        }
        here = sorted(wishes, key=wishes.__getitem__)
        for k, n in enumerate(here):
            row[n] = (k + 0.5) / len(here) if x == 0 else max(wishes[n], row[here[k - 1]] + gap if k else 0.0)
    return {n: (float(column[n]), row[n]) for n in nodes}


def _mean(values: list[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _colours(dark: bool) -> list[str]:
    return [severity["dark" if dark else "light"] for severity in SEVERITIES]


def _fade(colour: str, opacity: float) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"


def _document(posture: Any) -> Document:
    document: Document = posture if isinstance(posture, Mapping) else posture.document()
    return document


def _finish(figure: go.Figure, dark: bool, *, height: int, margin: dict[str, int] | None = None) -> go.Figure:
    figure.update_layout(
        template="none", paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)", showlegend=False, height=height,
        font={"color": _INK[dark], "size": 12}, margin=margin or {"l": 90, "r": 10, "t": 10, "b": 50},
        modebar={"remove": ["sendChartToCloud"]},  # a chart must not leave by a slip of the mouse
    )  # fmt: skip
    return figure


def figures(posture: Any) -> dict[str, go.Figure]:
    draw: tuple[Callable[[Any], go.Figure], ...] = (matrix, treemap, lineage)
    return {figure.__name__: figure(posture) for figure in draw}


VIEW = View("figures", "Three Plotly figures: risk matrix, treemap by model, lineage.", figures)
