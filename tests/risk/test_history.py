"""From scan to scan: what appeared, what was fixed, what came back, and what nobody could look at."""

from __future__ import annotations

import pytest

from aispm_nb.posture.load import load
from aispm_nb.vocabulary import Rule

from .small import Connection, add, assess, family, rows, rule

NAMED_BAD = rule(
    "SELECT 'experiments:/' || experiment_id AS asset, name = 'bad' AS fails FROM experiments", needs=("experiments",)
)
ASSET = "experiments:/1"


def _scan(con: Connection, number: int, name: str | None, blind: str = "", chosen: Rule = NAMED_BAD) -> str:
    """Scan a registry with one experiment, or none; the status of its finding ('' when there is none)."""
    con.execute("DELETE FROM experiments; DELETE FROM unseen")
    if name:
        add(con, "experiments", experiment_id=1, name=name)
    if blind:
        add(con, "unseen", asset="", what=blind, reason="out of sight")
    assess(con, [chosen], number)
    registry = rows(con, "SELECT registry FROM main.registries")[0][0]
    found = load(con, registry).rows("SELECT status FROM findings WHERE asset = ?", [ASSET])
    return ", ".join(sorted(row["status"] for row in found))


LIFE = "SELECT first_scan, last_scan, fixed_scan FROM findings ORDER BY first_scan"


def test_a_life(con: Connection) -> None:
    assert _scan(con, 1, "good") == ""
    assert _scan(con, 2, "bad") == "open"
    assert rows(con, LIFE) == [(2, None, None)]
    assert _scan(con, 3, "bad") == "open"
    assert rows(con, LIFE) == [(2, None, None)]
    assert _scan(con, 4, "good") == "fixed"
    assert rows(con, LIFE) == [(2, 3, 4)]
    assert _scan(con, 5, "good") == ""
    assert _scan(con, 6, "bad") == "regressed"
    assert rows(con, LIFE) == [(2, 3, 4), (6, None, None)]


def test_an_asset_that_went_took_its_finding_along(con: Connection) -> None:
    _scan(con, 1, "bad")
    assert _scan(con, 2, None) == "fixed"


@pytest.mark.parametrize("name", ["bad", "good", None])
def test_what_could_not_be_looked_at_is_not_fixed(con: Connection, name: str | None) -> None:
    _scan(con, 1, "bad")
    for number in (2, 3):
        assert _scan(con, number, name, blind="experiments") == "open"
        assert rows(con, LIFE) == [(1, 1, None)]
    assert _scan(con, 4, "bad") == "open"
    assert rows(con, LIFE) == [(1, None, None)]
    assert _scan(con, 5, "good") == "fixed"


def test_one_of_several_sources_out_of_sight_fixes_nothing(con: Connection) -> None:
    """The rule still lists assets of the source that is there; those of the other one are not fixed for that."""
    both = rule(
        f"{NAMED_BAD.sql} UNION ALL SELECT 'runs:/' || run_uuid, false FROM runs", needs=("experiments", "runs")
    )
    add(con, "runs", run_uuid="r")
    assert _scan(con, 1, "bad", chosen=both) == "open"
    assert _scan(con, 2, None, blind="experiments", chosen=both) == "open"


def test_an_answer_of_cannot_tell_fixes_nothing(con: Connection) -> None:
    asked = rule("SELECT 'experiments:/1' AS asset, nullif(name, 'dark') = 'bad' AS fails FROM experiments")
    _scan(con, 1, "bad", chosen=asked)
    assert _scan(con, 2, "dark", chosen=asked) == "open"
    assert _scan(con, 3, "good", chosen=asked) == "fixed"


def test_what_was_inherited_stays_while_its_origin_is_out_of_sight(con: Connection) -> None:
    family(con)
    poisoned = rule("SELECT 'datasets:/' || name || '@' || digest AS asset, true AS fails FROM datasets")
    assess(con, [poisoned], 1)
    add(con, "unseen", asset="", what="datasets", reason="out of sight")
    assess(con, [poisoned], 2)
    still = "SELECT asset, last_scan, fixed_scan FROM findings ORDER BY asset"
    assert rows(con, still) == [("datasets:/claims@1", 1, None), ("models:/fraud/1", 1, None)]


def test_a_finding_whose_urgency_moved_keeps_its_age(con: Connection) -> None:
    family(con, alias=None)
    poisoned = rule("SELECT asset, true AS fails FROM versions")
    assess(con, [poisoned], 1)
    add(con, "registered_model_aliases", name="fraud", alias="champion", version=1)
    assess(con, [poisoned], 2)
    assert rows(con, "SELECT first_scan, exposure FROM findings") == [(1, "open")]
