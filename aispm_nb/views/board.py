"""The board in a notebook. A posture of moderate size goes to the page whole, gzipped, once; of a larger one the page asks its
kernel (queue_answers.py) for what it shows.

Neither is widget state, so a saved notebook does not carry it. What it carries stands beside the widget, and the live board
hides it: a static card and the most urgent findings on a board that needs no kernel (kept.py). nbconvert prefers a widget to its
own text/html, and such a page is blank without a network; so they are two outputs.
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from functools import cached_property
from importlib.resources import files
from threading import Event, Thread
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import anywidget
import traitlets

from ..posture import document as documents
from ..vocabulary import View
from .card import Document, text
from .kept import MOST as KEPT
from .kept import kept
from .queue_answers import Answers
from .queue_sql import ask
from .queue_state import State
from .report import encoded

if TYPE_CHECKING:
    import pandas as pd

    from ..posture import Posture

_STATIC = files(__package__).joinpath("static")
_SELECTED = (
    "rule", "asset", "title", "severity", "confidence", "priority", "priority_because", "evidence", "status", "first_seen", "last_seen",
    "threat", "techniques", "fix", "inherited_from",
)  # fmt: skip
# Beyond this many findings the page asks the kernel; up to it, a document of some 300 kB holds them all.
WHOLE = documents.MOST["findings"]


class Board(anywidget.AnyWidget):  # type: ignore[misc]  # anywidget has no types mypy is told to follow
    """The interactive view of one posture. ``state`` keeps filter, sort, selection, picture and what-if, both ways."""

    _esm = _STATIC.joinpath("posture-view.js").read_text("utf-8")
    state = traitlets.Unicode("", help="for example priority=now&q=tumour&picture=lineage").tag(sync=True)

    _made: Answers | None = None
    card = traitlets.Unicode(help="names the static card that the live board hides").tag(sync=True)

    def __init__(self, posture: Posture | Document, state: str = "", whole: int = WHOLE) -> None:
        super().__init__(state=state, card=f"aispm-{uuid4().hex}")
        self._given = posture
        self._large = False
        self._indexed = Event()
        self._indexing = Thread(target=self._index, name="aispm-board-index", daemon=True)
        if isinstance(posture, Mapping):
            self._document: Document = posture
        else:
            self._large = posture.rows("SELECT count(*) AS n FROM findings")[0]["n"] > whole
            if self._large:
                self._indexing.start()  # while the page loads its part
            # Of a large one, what a saved notebook carries; the page asks for the rest.
            self._document = documents.write(posture, KEPT if self._large else documents.MOST)
        self.on_msg(self._answer)

    @property
    def sql(self) -> str:
        """The queue as it is filtered and sorted now, as a query for ``posture.sql``."""
        return ask(State.parse(self.state), self._answers.index)

    @property
    def selected(self) -> pd.DataFrame:
        """The finding selected on the board, as a frame of one row (none: no row)."""
        at = self._answers.find(State.parse(self.state).select)
        return self._posture.sql(f"SELECT {', '.join(_SELECTED)} FROM findings WHERE rowid = {at}")

    @property
    def listed(self) -> pd.DataFrame:
        """The findings that the board lists now, in its order."""
        return self._posture.sql(self.sql)

    def _answer(self, _widget: Any, content: dict[str, Any], _buffers: list[Any]) -> None:
        kind = content.get("kind")
        if kind == "document":
            self.send({"kind": kind, "asks": self._large}, [self._packed])
        elif kind == "ask":
            try:
                self.send({"kind": "answer", "id": content["id"], "answers": self._answers.answer(content["asks"])})
            except Exception as error:  # the page is told, or it would wait in vain
                self.send({"kind": "answer", "id": content.get("id"), "failed": f"{type(error).__name__}: {error}"})
                raise
            self._answers.prepare()

    @cached_property
    def _posture(self) -> Posture:
        from ..posture import Posture

        given = self._given
        return Posture.from_json(encoded(given).decode()) if isinstance(given, Mapping) else given

    def _index(self) -> None:
        made = Answers(self._posture)
        made.answer([["overview", self.state], ["shown", self.state, ""], ["rows", self.state, 0, 1]])
        self._made = made
        self._indexed.set()
        _ = made.index.group_cells  # what the first picture takes, while the queue is painted

    @property
    def _answers(self) -> Answers:
        """Made once; an error while making it is raised where it is asked for."""
        while self._indexing.is_alive() and not self._indexed.wait(0.05):
            pass
        if self._made is None:
            self._index()
        assert self._made is not None
        return self._made

    @cached_property
    def _packed(self) -> bytes:
        head: Document = self._document
        if self._large:
            head = {**head, **{part: {name: [] for name in head[part]} for part in ("findings", "assets", "lineage")}}
        return gzip.compress(encoded(head), 6, mtime=0)

    def _static(self) -> dict[str, str]:
        """What shows the posture where nothing is live."""
        found = self._document["truncated"]["findings"]["shown"]
        small = self._document if found <= KEPT["findings"] else documents.write(self._posture, KEPT)
        return {"text/plain": text(self._document), "text/html": kept(small, self.state)}

    def _ipython_display_(self) -> None:
        from IPython.display import publish_display_data

        static = self._static()
        publish_display_data(static | {"text/html": f'<div class="{self.card}">{static["text/html"]}</div>'})
        publish_display_data(*super()._repr_mimebundle_())

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        data, metadata = super()._repr_mimebundle_(**kwargs)
        return data | self._static(), metadata

    def __repr__(self) -> str:
        return f"Board({self._document['registry']['name']!r}, state={self.state!r})"


VIEW = View("board", "The interactive board.", lambda posture, state="": Board(posture, state))
