"""The posture document: what is written can be read back, is of the declared form, and says what was left out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from aispm_nb import samples
from aispm_nb.posture import Posture, document
from aispm_nb.vocabulary import Confidence, Exploitation, Exposure, Impact, Priority, Severity, UsageError

from ..conftest import Library, Scanned

FORMAT = Path(document.__file__).parents[2] / "docs" / "posture-format.md"
SCALES = {"severity": Severity, "confidence": Confidence, "priority": Priority, "exploitation": Exploitation,
          "exposure": Exposure, "impact": Impact}  # fmt: skip


@pytest.fixture(scope="module", params=samples.names())
def scanned(request: pytest.FixtureRequest, library: Library) -> Scanned:
    return library[request.param]


@pytest.fixture(scope="module")
def written(scanned: Scanned) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(scanned.posture.to_json())
    return made


def _plain(posture: Posture) -> list[dict[str, Any]]:
    """The findings with their evidence as values: how it is spelled does not count."""
    found = posture.rows("FROM findings")
    return [row | {"evidence": json.loads(row["evidence"])} for row in found]


def test_what_is_written_is_read_back(scanned: Scanned, tmp_path: Path) -> None:
    posture = scanned.posture
    text = posture.to_json(tmp_path / "x.posture.json")
    for source in (text, tmp_path / "x.posture.json", str(tmp_path / "x.posture.json")):
        again = Posture.from_json(source)
        assert again.to_json() == text
        assert (again.score, again.coverage) == (posture.score, posture.coverage)
        assert _plain(again) == _plain(posture)
        assert again.diff(posture).empty and posture.diff(again).empty
    shown = set(again.assets["asset"])
    assert again.assets.to_dict("records") == posture.assets[posture.assets["asset"].isin(shown)].to_dict("records")
    edges = {(e["source"], e["target"], e["kind"]) for e in posture.rows("FROM lineage")}
    assert {(e["source"], e["target"], e["kind"]) for e in again.rows("FROM lineage")} == {
        edge for edge in edges if edge[0] in shown and edge[1] in shown}  # fmt: skip


def test_it_has_the_documented_keys(written: dict[str, Any]) -> None:
    rows = re.findall(r"^\| (`\w+`(?:, `\w+`)*) \| (.+) \|$", FORMAT.read_text(encoding="utf-8"), re.M)
    documented = {key: says for keys, says in rows for key in re.findall(r"\w+", keys)}
    assert written.keys() == documented.keys()
    assert (written["format"], written["version"]) == ("aispm-posture", 1)
    for part in ("findings", "assets", "lineage"):
        columns = re.findall(r"`(\w+)`", re.sub(r"\([^()]*\)", "", documented[part]))
        assert set(written[part]) == set(columns), part


def test_columns_are_of_one_length_and_positions_in_range(written: dict[str, Any]) -> None:
    assets, rules, found, edges = (written[part] for part in ("assets", "rules", "findings", "lineage"))
    for part in (assets, found, edges):
        assert len({len(column) for column in part.values()}) == 1
    here = range(len(assets["asset"]))
    assert set(found["rule"]) <= set(range(len(rules)))
    assert set(found["asset"]) | {i for i in found["inherited_from"] if i is not None} <= set(here)
    assert set(edges["source"]) | set(edges["target"]) <= set(here)
    assert len(set(assets["asset"])) == len(assets["asset"])
    for column, scale in SCALES.items():
        assert set(found[column]) <= set(scale)
    assert {type(pieces) for pieces in found["evidence"]} == {list}
    ranks = [(Priority(p).rank, Severity(s).rank) for p, s in zip(found["priority"], found["severity"], strict=True)]
    assert ranks == sorted(ranks)


def test_what_was_left_out_is_said(scanned: Scanned, monkeypatch: pytest.MonkeyPatch) -> None:
    posture = scanned.posture
    whole = posture.document()["truncated"]
    for name in document.MOST:
        assert whole[name]["of"] == posture.rows(f"SELECT count(*) AS n FROM {name}")[0]["n"]
    assert whole["findings"]["shown"] == whole["findings"]["of"]
    monkeypatch.setattr(document, "MOST", {"findings": 5, "assets": 4, "lineage": 2, "not_assessed": 1})
    cut = posture.document()
    assert {name: part["of"] for name, part in cut["truncated"].items()} == {name: p["of"] for name, p in whole.items()}
    assert cut["truncated"]["assets"]["shown"] == len(cut["assets"]["asset"]) == 4
    assert cut["truncated"]["findings"]["shown"] == len(cut["findings"]["rule"]) <= 5
    assert cut["truncated"]["lineage"]["shown"] == len(cut["lineage"]["kind"]) <= 2
    assert Posture.from_json(json.dumps(cut)).document()["truncated"] == cut["truncated"]


def _without(*keys: str) -> Callable[[dict[str, Any]], None]:
    def spoil(made: dict[str, Any]) -> None:
        for key in keys[:-1]:
            made = made[key]
        del made[keys[-1]]

    return spoil


def _with(value: Any, *keys: str) -> Callable[[dict[str, Any]], None]:
    def spoil(made: dict[str, Any]) -> None:
        for key in keys[:-1]:
            made = made[key]
        made[keys[-1]] = value

    return spoil


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_with("other", "format"), "found something else"),
        (_without("format"), "found something else"),
        (_with(2, "version"), "upgrade it"),
        (_without("version"), "expected"),
        (_with("one", "version"), "expected"),
        (_without("findings"), "expected"),
        (_without("findings", "priority"), "expected"),
        (_with([10**6], "findings", "rule"), "expected"),
        (_with(["x"], "assets", "served"), "expected"),
        (_with(None, "rules"), "expected"),
        (_without("score", "controls"), "expected"),
    ],
)
def test_what_is_no_document(library: Library, spoil: Callable[[dict[str, Any]], None], said: str) -> None:
    made = json.loads(library["llm_desk"].posture.to_json())
    spoil(made)
    with pytest.raises(UsageError, match=said):
        Posture.from_json(json.dumps(made))


@pytest.mark.parametrize("text", ["", "no JSON", "[1]", "{", "null", "\xff"])
def test_a_file_that_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.json").write_text(text, encoding="latin-1")
    with pytest.raises(UsageError, match="expected a posture document"):
        Posture.from_json(tmp_path / "x.json")
    with pytest.raises(UsageError, match="expected a posture document"):
        Posture.from_json(tmp_path / "absent.json")


def test_keys_of_a_later_hand_are_ignored(library: Library) -> None:
    text = library["llm_desk"].posture.to_json()
    made = json.loads(text) | {"later": 1}
    made["findings"]["later"] = made["assets"]["later"] = [None]
    assert Posture.from_json(json.dumps(made)).to_json() == text
