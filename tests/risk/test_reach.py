"""Exposure and impact from the lineage: who is reached, under which names, and what hangs on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import duckdb
import pytest

from aispm_nb.checks import engine
from aispm_nb.risk.reach import TIERS
from aispm_nb.vocabulary import Impact

from .small import Connection, add, family, model, rows, run, version

CHAIN = ("datasets:/claims@1", "runs:/parent", "runs:/child", "models:/m-0a", "models:/fraud/1")


def _context(con: Connection, asset: str) -> dict[str, Any]:
    engine.derive(con)
    cursor = con.execute("SELECT * FROM context WHERE asset = ?", [asset])
    names = [column[0] for column in cursor.description or []]
    found = cursor.fetchall()
    return dict(zip(names, found[0], strict=True)) if found else {}


@pytest.mark.parametrize("asset", CHAIN)
def test_all_that_a_served_version_is_made_of_reaches_it(con: Connection, asset: str) -> None:
    family(con, tier="high")
    context = _context(con, asset)
    assert (context["served"], context["exposure"], context["impact"]) == (1, "open", "high")
    assert context["served_as"] == ("@champion" if asset == "models:/fraud/1" else None)


def test_the_edges_of_the_chain_are_in_order(con: Connection) -> None:
    family(con)
    engine.derive(con)
    edges = dict(rows(con, "SELECT source, target FROM lineage WHERE kind NOT IN ('version', 'alias')"))
    assert [edges[asset] for asset in CHAIN[:-1]] == list(CHAIN[1:])
    assert rows(con, "SELECT source, target FROM lineage WHERE kind = 'alias'") == [
        ("models:/fraud/1", "models:/fraud@champion")
    ]


@pytest.mark.parametrize("asset", CHAIN)
def test_what_nothing_hands_out_is_small(con: Connection, asset: str) -> None:
    family(con, alias=None)
    assert _context(con, asset) == {}


def test_a_copied_version_counts_as_reached_beside_its_original(con: Connection) -> None:
    family(con)
    model(con, "fraud-prod", tier="critical")
    version(con, 7, "fraud-prod", alias="live", source="models:/fraud/1")
    for asset in CHAIN:
        context = _context(con, asset)
        assert (context["served"], context["impact"]) == (2, "very high"), asset
    assert _context(con, "models:/fraud-prod/7")["served"] == 1


def test_versions_of_one_run_count_each_once(con: Connection) -> None:
    run(con, "train", data="claims")
    model(con)
    for number, alias in ((1, "champion"), (2, "challenger"), (3, None)):
        version(con, number, alias=alias, run_id="train")
    add(con, "registered_model_aliases", name="fraud", alias="prod", version=1)
    assert _context(con, "datasets:/claims@1")["served"] == 2
    assert _context(con, "models:/fraud/1")["served_as"] == "@champion, @prod"


@pytest.mark.parametrize(
    ("alias", "facts", "users", "exposure"),
    [
        ("champion", {}, [], "open"),
        ("fraud-production", {}, [], "open"),
        ("Champion", {}, [], "open"),
        ("challenger", {}, [], "controlled"),
        ("predictor", {}, [], "controlled"),
        ("champion", {}, [{"is_admin": True, "default_password": False}], "controlled"),
        ("champion", {}, [{"is_admin": True, "default_password": True}], "open"),
        ("champion", {"probe.anonymous_read": "false"}, [], "controlled"),
        ("champion", {"probe.anonymous_read": "true"}, [{"is_admin": True, "default_password": False}], "open"),
        ("champion", {"probe.shipped_password": "true"}, [{"is_admin": True, "default_password": False}], "open"),
        ("champion", {"probe.anonymous_read": "false", "probe.shipped_password": "true"}, [], "open"),
        ("champion", {"probe.foreign_host": "true"}, [{"is_admin": True, "default_password": False}], "controlled"),
    ],
)
def test_exposure(
    con: Connection, alias: str, facts: dict[str, str], users: list[dict[str, Any]], exposure: str
) -> None:
    family(con, alias=alias)
    for name, value in facts.items():
        add(con, "registry_facts", name=name, value=value)
    for number, user in enumerate(users):
        add(con, "users", id=number, username=f"user-{number}", **user)
    assert {_context(con, asset)["exposure"] for asset in CHAIN} == {exposure}


@pytest.mark.parametrize(("stage", "exposure"), [("Production", "open"), ("Staging", "controlled"), ("None", None),
                                                 ("Archived", None)])  # fmt: skip
def test_stages_of_the_old_kind_hand_out_too(con: Connection, stage: str, exposure: str | None) -> None:
    model(con)
    version(con, current_stage=stage)
    assert _context(con, "models:/fraud/1").get("exposure") == exposure


def test_an_alias_on_a_deleted_version_serves_nothing(con: Connection) -> None:
    model(con)
    version(con, alias="champion", current_stage="Deleted_Internal")
    assert _context(con, "models:/fraud/1") == {}


def _words() -> dict[str, str]:
    return dict(duckdb.sql(TIERS.sql).fetchall())


@pytest.mark.parametrize("spell", [str, lambda word: f"  {word.upper()} "], ids=["as is", "shouted"])
@pytest.mark.parametrize(("word", "impact"), _words().items())
def test_tier_words(con: Connection, word: str, impact: str, spell: Callable[[str], str]) -> None:
    model(con, tier=spell(word))
    version(con, alias="champion")
    assert _context(con, "models:/fraud/1")["impact"] == impact


def test_tier_words_cover_every_impact_and_each_word_has_one_meaning() -> None:
    assert set(_words().values()) == set(Impact)
    assert len(duckdb.sql(TIERS.sql).fetchall()) == len(_words())


@pytest.mark.parametrize("tier", [None, "", "purple"])
def test_no_tier_or_an_odd_one_counts_as_medium_and_says_so(con: Connection, tier: str | None) -> None:
    model(con, tier=tier)
    version(con, alias="champion")
    context = _context(con, "models:/fraud/1")
    assert context["impact"] == "medium" and "counts as medium" in context["impact_because"]


def test_a_lineage_that_bites_its_tail_ends(con: Connection) -> None:
    run(con, "a", parent="b", data="claims")
    run(con, "b", parent="a")
    model(con)
    version(con, 1, alias="champion", run_id="b")
    version(con, 2, source="models:/fraud/3")
    version(con, 3, source="models:/fraud/2", alias="live")
    assert _context(con, "datasets:/claims@1")["served"] == 1
    assert _context(con, "models:/fraud/2")["served"] == 1
