"""The bridge without a page: what a kernel answers to the extension's questions."""

from __future__ import annotations

import base64
import gzip
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

from aispm_nb import session
from aispm_nb.lab import bridge
from aispm_nb.posture import Posture
from aispm_nb.vocabulary import UsageError
from tests.views import postures

from ..conftest import Library


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch) -> Any:
    """``ask({"do": …})`` gives everything that was said, the result last."""
    said: list[dict[str, Any]] = []
    monkeypatch.setattr("IPython.display.publish_display_data", lambda data: said.append(data[bridge.MIME]))

    def answer(**request: Any) -> list[dict[str, Any]]:
        said.clear()
        bridge.answer(json.dumps(request))
        return list(said)

    return answer


def test_a_scan_tells_its_steps_and_writes_its_document(
    ask: Any, library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    *steps, result = ask(do="scan", uri=library["bank"].sample.uri, store="s.duckdb", notebooks=True)
    shares = [step["share"] for step in steps]
    assert len(steps) > 10 and shares == sorted(shares) and shares[0] == 0 and shares[-1] <= 1
    assert steps[-1]["step"] == "judging"
    assert len(Posture.from_json(tmp_path / result["path"]).findings) > 50
    assert "of 100" in result["words"] and "% assessed" in result["words"]


def test_the_latest_posture_is_found_again_while_somebody_holds_it(ask: Any, library: Library) -> None:
    before = session.made
    held = library["bank"].workspace.posture()
    assert session.made == before + 1
    document = gzip.decompress(base64.b64decode(ask(do="latest")[-1]["document"]))
    assert json.loads(document)["scan"] == held.document()["scan"]
    del held
    assert ask(do="latest")[-1]["document"] == ""
    with pytest.raises(UsageError, match="run the cell that scans again"):
        ask(do="snapshot", document=None, to="x.html")


def test_a_snapshot_of_a_document(ask: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.posture.json").write_text(json.dumps(postures.golden()))
    ask(do="snapshot", document="a.posture.json", to="deep/a.html")
    assert "<html" in (tmp_path / "deep" / "a.html").read_text("utf-8")[:200]


def test_a_notebook_is_checked_under_its_path(ask: Any) -> None:
    cell = {
        "cell_type": "code",
        "metadata": {},
        "outputs": [],
        "execution_count": None,
        "source": "import pickle\npickle.load(open('m', 'rb'))",
    }
    notebook = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": [cell | {"source": "1"}, cell]}
    result = ask(do="check_notebook", notebook=notebook, name="deep/a.ipynb")[-1]
    assert result["count"] == len(result["findings"]) == 1
    assert result["findings"][0]["asset"] == "notebooks:/deep/a.ipynb#cell-1"


@pytest.mark.parametrize("verb", ["", "eval", "__class__", "answer"])
def test_a_verb_that_is_not_known_is_refused(ask: Any, verb: str) -> None:
    with pytest.raises(UsageError, match="install the same version"):
        ask(do=verb)


@pytest.mark.parametrize("name", ["../../etc", "a/b", "", "…", "x" * 300, 'a"b<c>|', ".hidden"])
def test_a_registrys_name_becomes_a_plain_file_name(name: str) -> None:
    from aispm_nb.lab.asking import _file_name

    made = _file_name(name)
    assert made and "/" not in made and not made.startswith(".") and len(made) <= 80


class Table:
    """A user's own class: its columns would run its author's code."""

    @property
    def columns(self) -> list[str]:
        raise AssertionError("it was run")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (pd.DataFrame({"age": [1], "Target": [0]}), {"seen": True, "label": "Target"}),
        (pd.DataFrame({"y": [1], "label": [0]}), {"seen": True, "label": "label"}),
        (pd.DataFrame({0: [1], "yy": [0]}), {"seen": True, "label": None}),
        (pa.table({"class": [1]}), {"seen": True, "label": "class"}),
        (Table(), {"seen": False, "label": None}),
        ([[1, 2]], {"seen": False, "label": None}),
    ],
    ids=["pandas", "likeliest first", "none", "arrow", "a class of one's own", "a list"],
)
def test_a_label_is_told_by_its_name_alone(
    ask: Any, monkeypatch: pytest.MonkeyPatch, value: Any, said: dict[str, Any]
) -> None:
    monkeypatch.setattr("IPython.get_ipython", lambda: SimpleNamespace(user_ns={"df": value}))
    assert {key: ask(do="label_of", name="df")[-1][key] for key in said} == said
    assert ask(do="label_of", name="df.sub")[-1]["seen"] is False
    assert ask(do="label_of", name="__import__")[-1]["seen"] is False
