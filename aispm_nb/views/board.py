"""The board in a notebook: the posture document and the charts' code go to the page once each, gzipped.

Neither is widget state, so a saved notebook does not carry them. What it carries is a static card beside the widget,
which the live board hides: nbconvert prefers a widget to its own text/html, and such a page is blank without a network.
"""

from __future__ import annotations

import gzip
from functools import cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs
from uuid import uuid4

import anywidget
import traitlets

from ..vocabulary import View
from .card import Document, card, text
from .report import encoded

if TYPE_CHECKING:
    import pandas as pd

_STATIC = files(__package__).joinpath("static")
_SELECTED = (
    "title", "severity", "confidence", "priority", "priority_because", "evidence", "status", "first_seen", "last_seen",
)  # fmt: skip


class Board(anywidget.AnyWidget):  # type: ignore[misc]  # anywidget has no types mypy is told to follow
    """The interactive view of one posture. ``state`` keeps filter, sort, selection and picture, both ways."""

    _esm = _STATIC.joinpath("posture-view.js").read_text("utf-8")
    state = traitlets.Unicode("", help="for example priority=now&q=tumour&picture=lineage").tag(sync=True)

    card = traitlets.Unicode(help="names the static card that the live board hides").tag(sync=True)

    def __init__(self, document: Document, state: str = "") -> None:
        super().__init__(state=state, card=f"aispm-{uuid4().hex}")
        self._document = document
        self.on_msg(self._answer)

    @property
    def selected(self) -> pd.DataFrame:
        """The finding selected on the board, as a frame of one row (none: no row)."""
        import pandas as pd

        found, assets, rules = (self._document[part] for part in ("findings", "assets", "rules"))
        chosen = parse_qs(self.state).get("select", [""])[0]
        at = self._positions.get(chosen)
        rows = [] if at is None else [at]
        return pd.DataFrame(
            {
                "rule": [rules[found["rule"][i]]["rule"] for i in rows],
                "asset": [assets["asset"][found["asset"][i]] for i in rows],
            }
            | {name: [found[name][i] for i in rows] for name in _SELECTED}
            | {name: [rules[found["rule"][i]][name] for i in rows] for name in ("threat", "techniques", "fix")}
            | {
                "inherited_from": [
                    None if (p := found["inherited_from"][i]) is None else assets["asset"][p] for i in rows
                ]
            }
        )

    def _answer(self, _widget: Any, content: dict[str, Any], _buffers: list[Any]) -> None:
        kind = content.get("kind")
        if kind == "document":
            self.send({"kind": kind}, [self._packed])
        elif kind == "plotly":
            self.send({"kind": kind}, [_STATIC.joinpath("plotly.js.gz").read_bytes()])

    @cached_property
    def _packed(self) -> bytes:
        return gzip.compress(encoded(self._document), 6, mtime=0)

    @cached_property
    def _positions(self) -> dict[str, int]:
        """Findings by the name the board gives them: rule and asset; a second of the same name carries its position."""
        found, assets, rules = (self._document[part] for part in ("findings", "assets", "rules"))
        at: dict[str, int] = {}
        for i, (rule, asset) in enumerate(zip(found["rule"], found["asset"], strict=True)):
            name = f"{rules[rule]['rule']} @ {assets['asset'][asset]}"
            at[f"{name} #{i}" if name in at else name] = i
        return at

    def _ipython_display_(self) -> None:
        from IPython.display import publish_display_data

        static = f'<div class="{self.card}">{card(self._document, first=10)}</div>'
        publish_display_data({"text/plain": text(self._document), "text/html": static})
        publish_display_data(*super()._repr_mimebundle_())

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        data, metadata = super()._repr_mimebundle_(**kwargs)
        static = {"text/plain": text(self._document), "text/html": card(self._document, first=10)}
        return data | static, metadata

    def __repr__(self) -> str:
        return f"Board({self._document['registry']['name']!r}, state={self.state!r})"


VIEW = View("board", "The interactive board.", lambda posture, state="": Board(posture.document(), state))
