"""The answer: a person knows in five seconds what the worst file would do and what to do instead."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aispm_nb.inspection.answer import NEXT
from aispm_nb.inspection.inspector import inspect
from aispm_nb.inspection.verdict import Verdict
from aispm_nb.vocabulary import UsageError

from . import made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a <b>.pkl").write_bytes(made.harm())
    (tmp_path / "b.npy").write_bytes(made.npy([1]))
    (tmp_path / "c.zip").write_bytes(made.zipped({"x.txt": b"x", "<script>.pkl": made.harm()}))
    (tmp_path / "d.bin").write_bytes(bytes(range(256)))
    return tmp_path


def test_rows(folder: Path) -> None:
    found = inspect(folder)
    assert found.verdict is Verdict.DANGEROUS
    assert list(found.rows.columns) == ["path", "format", "verdict", "names", "why"]
    assert len(found) == len(list(found)) == len(found.rows) == 6
    assert [row.verdict.rank for row in found] == sorted(row.verdict.rank for row in found)
    assert {row.path for row in found} >= {"a <b>.pkl", "c.zip", "c.zip!/<script>.pkl", "c.zip!/x.txt"}
    assert json.loads(json.dumps(found.to_dict()))["verdict"] == "dangerous"


def test_read_in_five_seconds(folder: Path) -> None:
    lines = repr(inspect(folder)).splitlines()
    assert "DANGEROUS" in lines[0] and "3 dangerous" in lines[0]
    assert "os.system" in "\n".join(lines[1:4]) and lines[-1] == NEXT[Verdict.DANGEROUS]
    assert len(lines) < 15


def test_html_is_escaped(folder: Path) -> None:
    page = inspect(folder)._repr_html_()
    assert "<script>" not in page and "&lt;script&gt;.pkl" in page and "a &lt;b&gt;.pkl" in page


def test_frozen(folder: Path) -> None:
    with pytest.raises(AttributeError):
        inspect(folder).path = "x"  # type: ignore[misc]


def test_names_that_move_the_cursor(tmp_path: Path) -> None:
    (tmp_path / "a\x1b[2J\n.pkl").write_bytes(made.zipped({"b\x1b[31m": made.harm()}))
    assert "\x1b" not in repr(inspect(tmp_path)) and "\x1b" not in inspect(tmp_path)._repr_html_()


def test_an_empty_folder_is_known(tmp_path: Path) -> None:
    assert (inspect(tmp_path).verdict, len(inspect(tmp_path))) == (Verdict.KNOWN, 0)
    assert repr(inspect(tmp_path)) and inspect(tmp_path)._repr_html_()


def test_second_opinion(folder: Path) -> None:
    pytest.importorskip("picklescan")
    (folder / "link").symlink_to("a <b>.pkl")
    (folder / "picklescan.py").write_text("raise SystemExit")  # what lies in a model's folder is not what is asked
    found = inspect(folder, second_opinion=True)
    said = dict(zip(found.rows["path"], found.rows["picklescan"], strict=True))
    assert said["a <b>.pkl"] == said["c.zip!/<script>.pkl"] == "dangerous" and said["b.npy"] == "not dangerous"
    assert said["link"] == "" and found.to_dict()["rows"][0]["picklescan"]
    assert "picklescan calls dangerous: a <b>.pkl, c.zip" in repr(found)
    assert found.verdict == inspect(folder).verdict and "picklescan" not in inspect(folder).rows
    alone = inspect(folder / "b.npy", second_opinion=True)
    assert alone.second_opinion == {"b.npy": "not dangerous"} and "none of them" in repr(alone)


def test_no_second_opinion(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aispm_nb.inspection.second_opinion.find_spec", lambda name: None)
    with pytest.raises(UsageError, match="pip install picklescan"):
        inspect(folder, second_opinion=True)
