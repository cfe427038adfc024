"""Rows that MLflow would never write: the scan ends, says what it saw, and shows it as text."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from aispm_nb.posture import Posture
from aispm_nb.vocabulary import CannotAssess

from .conftest import Registry

# SQL expressions, put into every column of the first row of every table that takes them.
VALUES = {
    "blob": "x'fffe00ff'",
    "bytes that are no UTF-8": "CAST(x'4dffc3' AS TEXT)",
    "a lone surrogate": "CAST(x'eda080' AS TEXT)",
    "NUL": "'a' || char(0) || 'b'",
    "the largest integer": "9223372036854775807",
    "beyond integers": "1e300",
    "a time out of range": "253402300800000000",
    "text": "'seven'",
    "no text": "''",
    "nothing": "NULL",
    "HTML": "'<img src=x onerror=alert(1)></script><script>alert(2)</script>'",
    "SQL": "''' ); DROP TABLE runs; --'",
    "other ways round": "char(8238) || 'gnp' || char(8294) || char(27) || '[31m' || char(7)",
    "much": "hex(zeroblob(2000))",
}


@pytest.mark.parametrize("value", [pytest.param(value, id=name) for name, value in VALUES.items()])
def test_a_poisoned_row_in_every_table(registry: Registry, value: str) -> None:
    assert registry.poison_first_rows(value) > 40
    before = registry.database.read_bytes()
    posture = registry.scan()
    _shows(posture)
    assert registry.database.read_bytes() == before
    # The second row of each table is as it was.
    assert {"models:/model-2", "models:/model-2/1"} <= {
        row["asset"] for row in posture.rows("SELECT asset FROM assets")
    }
    assert posture.rows("SELECT tier FROM assets WHERE asset = 'models:/model-2'") == [{"tier": "high"}]


def _shows(posture: Posture) -> None:
    again = Posture.from_json(posture.to_json())
    assert again.to_json() == posture.to_json()
    assert "\x1b" not in repr(posture) and "\u202e" not in repr(posture)
    assert "<img" not in posture._repr_html_() and "<script>alert" not in posture._repr_html_()


def test_ten_megabytes_in_a_tag_are_read_and_not_shown(registry: Registry) -> None:
    registry.poison("UPDATE tags SET value = hex(zeroblob(5000000)) || 'AKIA' || 'ABCDEFGH234567AB' WHERE key = 'note'")
    registry.poison("UPDATE registered_models SET description = hex(zeroblob(5000000))")
    posture = registry.scan()
    assert len(posture.to_json()) < 1_000_000
    _shows(posture)


def test_a_snapshot_of_hostile_names_holds_no_markup_of_theirs(registry: Registry, tmp_path: Path) -> None:
    registry.poison_first_rows(VALUES["HTML"])
    page = registry.scan().to_html(tmp_path / "snapshot.html").read_text(encoding="utf-8")
    assert "onerror=alert(1)" in page  # it is told, as text
    assert "<img src=x onerror" not in page and "<script>alert(2)" not in page


@pytest.mark.parametrize("damage", ["header", "middle", "cut", "empty", "other"])
def test_a_damaged_database_is_one_clear_error_and_the_posture_before_it_stays(registry: Registry, damage: str) -> None:
    before = registry.scan()
    content = bytearray(registry.database.read_bytes())
    middle = len(content) // 2
    if damage == "header":
        content[:16] = b"not a database!!"
    elif damage == "middle":
        content[4096:] = os.urandom(len(content) - 4096)
    elif damage == "cut":
        del content[middle:]
    elif damage == "empty":
        content.clear()
    registry.database.write_bytes(content)
    if damage == "other":
        registry.database.unlink()
        with closing(sqlite3.connect(registry.database)) as con:
            con.execute("CREATE TABLE songs (name TEXT)")
    with pytest.raises(CannotAssess, match=r"expected .+ found.+;"):
        registry.scan()
    after = registry.workspace().posture()
    assert after.head == before.head and after.diff(before).empty


def test_an_unreachable_server_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    import aispm_nb as aispm

    with pytest.raises(CannotAssess, match="refused"):
        aispm.connect("http://127.0.0.1:9", store=tmp_path / "posture.duckdb").scan(progress=False)
    assert not [path for path in tmp_path.iterdir() if path.name != "posture.duckdb"]
