"""A finding travels to what was made from the asset: once, to where it can be acted on, and only if it is of the kind."""

from __future__ import annotations

import pytest

from aispm_nb.risk.rules import TRAVELS
from aispm_nb.vocabulary import Severity, Threat

from .small import Connection, add, assess, family, model, rows, rule, run, version

POISONED = "SELECT 'datasets:/' || name || '@' || digest AS asset, true AS fails FROM datasets"
FOUND = "SELECT asset, inherited_from FROM findings ORDER BY ALL"
OWN = ("datasets:/claims@1", None)


def test_poison_arrives_at_every_version_trained_on_it_and_nowhere_else(con: Connection) -> None:
    family(con)
    version(con, 2, source="models:/m-0a")
    model(con, "copy")
    version(con, 1, "copy", source="models:/fraud/1")
    assess(con, [rule(POISONED)])
    arrived = ["models:/copy/1", "models:/fraud/1", "models:/fraud/2"]
    assert rows(con, FOUND) == [OWN, *((asset, OWN[0]) for asset in arrived)]


def test_it_arrives_once_however_many_ways_lead_there(con: Connection) -> None:
    run(con, "train", data="claims")
    run(con, "tune", parent="train")
    add(con, "inputs", input_uuid="again", source_type="DATASET", source_id="uuid-claims", destination_type="RUN",
        destination_id="tune")  # fmt: skip
    for number in (1, 2):  # two logged models, the second registered twice over
        add(con, "logged_models", model_id=f"m-{number}", source_run_id="tune")
    model(con)
    version(con, 1, source="models:/m-1", run_id="train")
    version(con, 2, source="models:/fraud/1")
    assess(con, [rule(POISONED)])
    assert rows(con, FOUND) == [OWN, ("models:/fraud/1", OWN[0]), ("models:/fraud/2", OWN[0])]


@pytest.mark.parametrize("threat", Threat)
def test_only_some_threats_travel(con: Connection, threat: Threat) -> None:
    family(con)
    assess(con, [rule(POISONED, threat=threat)])
    assert len(rows(con, FOUND)) == (2 if threat in TRAVELS else 1)


def test_the_threats_that_travel() -> None:
    assert set(TRAVELS) == {"data-poisoning", "unsafe-artifact", "supply-chain", "prompt-injection"}


@pytest.mark.parametrize("severity", Severity)
def test_small_things_do_not_travel(con: Connection, severity: Severity) -> None:
    family(con)
    assess(con, [rule(POISONED, severity=severity)])
    assert len(rows(con, FOUND)) == (1 if severity in ("low", "info") else 2)


def test_what_a_version_has_itself_it_does_not_inherit(con: Connection) -> None:
    family(con)
    assess(con, [rule(f"{POISONED} UNION ALL SELECT asset, true FROM versions")])
    assert rows(con, FOUND) == [OWN, ("models:/fraud/1", None)]


def test_a_model_that_a_run_only_evaluated_does_not_infect_what_the_run_made(con: Connection) -> None:
    add(con, "logged_models", model_id="m-bad", source_run_id=None)
    run(con, "evaluate")
    add(con, "inputs", input_uuid="i", source_type="RUN_INPUT", source_id="evaluate", destination_type="MODEL_INPUT",
        destination_id="m-bad")  # fmt: skip
    model(con)
    version(con, run_id="evaluate")
    assess(con, [rule("SELECT 'models:/' || model_id AS asset, true AS fails FROM logged_models")])
    assert rows(con, FOUND) == [("models:/m-bad", None)]


def test_an_inherited_finding_is_as_urgent_as_where_it_arrives(con: Connection) -> None:
    family(con, tier="critical")
    version(con, 2, run_id="child")
    assess(con, [rule(POISONED)])
    assert rows(con, "SELECT asset, exposure, impact FROM findings WHERE inherited_from IS NOT NULL ORDER BY asset") == [
        ("models:/fraud/1", "open", "very high"), ("models:/fraud/2", "small", "low")]  # fmt: skip
    (because,) = rows(con, "SELECT priority_because FROM findings WHERE asset = 'models:/fraud/1'")[0]
    assert "it comes from datasets:/claims@1" in because and "@champion" in because


def test_poison_in_a_lineage_that_bites_its_tail(con: Connection) -> None:
    run(con, "a", parent="b", data="claims")
    run(con, "b", parent="a")
    model(con)
    version(con, 1, source="models:/fraud/2", run_id="a")
    version(con, 2, source="models:/fraud/1")
    assess(con, [rule(POISONED)])
    assert rows(con, FOUND) == [OWN, ("models:/fraud/1", OWN[0]), ("models:/fraud/2", OWN[0])]
