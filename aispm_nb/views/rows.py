"""``report.view()``: one checked data set as linked pictures and a table. The document goes to the page once, gzipped.

As with the board, it is not widget state, and a static card beside the widget stands in where nothing is live.
"""

from __future__ import annotations

import gzip
import json
from functools import cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import anywidget
import traitlets

from .rows_card import card, headline, text
from .rows_document import document

if TYPE_CHECKING:
    import pandas as pd

    from ..posture import Posture
    from ..report.report import Report

_STATIC = files(__package__).joinpath("static")


class RowsView(anywidget.AnyWidget):  # type: ignore[misc]  # anywidget has no types mypy is told to follow
    """The interactive view of one report. ``selection`` holds positions of rows, both ways."""

    _esm = _STATIC.joinpath("rows-view.js").read_text("utf-8")
    selection = traitlets.List(traitlets.Int(), help="positions of the selected rows in the data set").tag(sync=True)
    card = traitlets.Unicode(help="names the static card that the live view hides").tag(sync=True)

    def __init__(self, report: Report, posture: Posture | None = None, asset: str | None = None) -> None:
        super().__init__(card=f"aispm-{uuid4().hex}")
        self._report = report
        self.document = document(report, posture, asset)
        self.on_msg(self._answer)

    @property
    def selected(self) -> pd.DataFrame:
        """The selected rows as ``report.rows`` has them, most suspicious first."""
        rows = self._report.rows
        return rows[rows["row"].isin(self.selection)].reset_index(drop=True)

    def _answer(self, _widget: Any, content: dict[str, Any], _buffers: list[Any]) -> None:
        if content.get("kind") == "document":
            self.send({"kind": "document"}, [self._packed])

    @cached_property
    def _packed(self) -> bytes:
        body = json.dumps(self.document, separators=(",", ":"), allow_nan=False)
        return gzip.compress(body.encode(), 6, mtime=0)

    def _ipython_display_(self) -> None:
        from IPython.display import publish_display_data

        static = f'<div class="{self.card}">{card(self.document)}</div>'
        publish_display_data({"text/plain": text(self.document), "text/html": static})
        publish_display_data(*super()._repr_mimebundle_())

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        data, metadata = super()._repr_mimebundle_(**kwargs)
        return data | {"text/plain": text(self.document), "text/html": card(self.document)}, metadata

    def __repr__(self) -> str:
        return f"RowsView({self.document['name']!r}: {headline(self.document)})"


def show(report: Report, posture: Posture | None = None, asset: str | None = None) -> RowsView:
    """The rows of ``report`` to look around in.

    Parameters
    ----------
    posture : shows which versions and aliases of it were trained on the data set ``asset``, looked for by its name when
        not given.
    """
    return RowsView(report, posture, asset)
