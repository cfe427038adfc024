"""What was planted in the sample registries is found, what is clean stays so, and looking changes nothing."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml

from aispm_nb import samples

from ..conftest import Library, Scanned, contents, digest, scan_sample

PLANTED = [
    pytest.param(name, plant["rule"], plant["asset"], id=f"{name}: {plant['rule']} {plant['asset']}")
    for name in samples.names()
    for plant in yaml.safe_load((Path(samples._module().__file__ or "").parent / name / "truth.yaml").read_text())["planted"]
]  # fmt: skip
URGENT = ("critical", "high", "medium")


@pytest.fixture(scope="module", params=samples.names())
def scanned(request: pytest.FixtureRequest, library: Library) -> Scanned:
    return library[request.param]


def found(scanned: Scanned) -> set[tuple[str, str]]:
    return {(row["rule"], row["asset"]) for row in scanned.posture.rows("FROM findings")}


@pytest.mark.parametrize(("name", "rule", "asset"), PLANTED)
def test_what_was_planted_is_found(library: Library, name: str, rule: str, asset: str) -> None:
    assert (rule, asset) in found(library[name])


def test_what_is_clean_has_no_finding_that_counts(scanned: Scanned) -> None:
    clean = scanned.truth["clean"]
    known = {row["asset"] for row in scanned.posture.rows("FROM assets")}
    known |= {asset.replace("prompts:/", "models:/") for asset in known}  # MLflow keeps prompts among its models
    assert clean and set(clean) <= known, "a clean asset that does not exist proves nothing"
    wrong = [
        (row["rule"], row["asset"], row["inherited_from"])
        for row in scanned.posture.rows("FROM findings")
        if row["asset"] in clean and row["severity"] in URGENT
    ]
    assert not wrong


def test_nothing_that_counts_was_found_beside_what_is_known(scanned: Scanned) -> None:
    """Precision over the whole registry: each finding is planted, possible, or inherited from one that is."""
    truth = scanned.truth
    told = {
        (plant["rule"], asset)
        for plant in truth["planted"] + truth["possible"]
        for asset in (plant["asset"], *plant.get("also", ()))
    }
    extra = [
        (row["rule"], row["asset"], row["severity"], row["title"])
        for row in scanned.posture.rows("FROM findings")
        if row["severity"] in URGENT and (row["rule"], row["inherited_from"] or row["asset"]) not in told
    ]
    assert not extra


def test_looking_leaves_the_registry_byte_for_byte(scanned: Scanned) -> None:
    assert digest(scanned.sample.folder) == scanned.before


def test_what_is_out_of_reach_lowers_coverage_and_is_told(scanned: Scanned) -> None:
    assert 0 < scanned.posture.coverage < 1
    missed = scanned.posture.rows("FROM not_assessed")
    assert missed and all(row["reason"] and row["assets"] >= len(row["examples"]) > 0 for row in missed)
    controls = scanned.posture.rows("FROM controls")
    assert sum(row["assets"] for row in missed) == sum(row["not_assessed"] for row in controls)


def test_a_second_look_changes_nothing(scanned: Scanned) -> None:
    before = contents(scanned.store)
    again = scanned.workspace.scan(progress=False)
    assert contents(scanned.store) == before
    assert again.diff(scanned.posture).empty
    assert _told(again) == _told(scanned.posture)
    judged = scanned.workspace.judge()
    assert contents(scanned.store) == before
    for later in (judged, scanned.workspace.posture()):
        assert later.head == again.head
        assert _told(later) == _told(again)
    assert digest(scanned.sample.folder) == scanned.before


def _told(posture: Any) -> dict[str, list[dict[str, Any]]]:
    """All tables of a posture but the trend and when a finding was last seen, which move with every scan."""
    tables = ("findings", "assets", "lineage", "rules", "not_assessed", "controls")
    told = {name: posture.rows(f"FROM {name} ORDER BY ALL") for name in tables}
    for row in told["findings"]:
        row.pop("last_seen")
    return told


def test_what_changed_between_two_looks_is_found(public_folder: Path) -> None:
    """The builder's own changes leave no trace in MLflow: a comparison alone can tell."""
    folder = public_folder / "drift"
    folder.mkdir()
    bank = scan_sample("bank", folder)
    owed = import_module(f"{samples._module().__name__}.changes").make(bank.sample)
    before = found(bank)
    assert not {(rule, asset) for rule, asset, _ in owed} & before
    later = bank.workspace.scan(progress=False)
    changed = {(row["rule"], row["asset"]): row["change"] for row in later.diff(bank.posture).to_dict("records")}
    assert {changed.get((rule, asset)) for rule, asset, _ in owed} == {"appeared"}
