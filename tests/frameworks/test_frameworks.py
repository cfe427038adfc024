"""Frameworks translate what rules cite: nothing cited is unknown, nothing is lost on the way."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import Any

import pytest
from cvss import CVSS4

from aispm_nb import frameworks
from aispm_nb.vocabulary import Rule

from ..worlds import every_rule

DATA = {file.name: json.loads(file.read_text(encoding="utf-8"))
        for file in files("aispm_nb.frameworks").iterdir() if file.name.endswith(".json")}  # fmt: skip
ATLAS = DATA["mitre-atlas.json"]
TECHNIQUES = {control["id"] for control in ATLAS["controls"]}
# What ATLAS has no technique for, because nobody attacks there: it is neglected.
OURS = {f"AISPM.{name}" for name in ("GOVERNANCE", "PROVENANCE", "MONITORING", "DRIFT", "PERSONAL-DATA", "LICENCE",
                                     "EVALUATION", "REMEDIATION")}  # fmt: skip
RULES = [pytest.param(rule.techniques, id=rule.id) for rule in every_rule()]


@pytest.mark.parametrize("name", DATA)
def test_file_says_what_it_is(name: str) -> None:
    data: dict[str, Any] = DATA[name]
    assert all(data[key] for key in ("name", "version", "source", "note", "controls"))
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", data["as_of"])
    ids = [control["id"] for control in data["controls"]]
    assert len(ids) == len(set(ids))
    for control in data["controls"]:
        assert set(control) <= {"id", "title", "techniques", "secondary"}
        assert control["title"] and control["techniques"]
        assert set(control["techniques"]) <= TECHNIQUES | OURS, control["id"]


def test_names_are_unique() -> None:
    assert len({data["name"] for data in DATA.values()}) == len(DATA) == len(frameworks.frameworks())


def test_atlas_is_its_own_translation() -> None:
    assert all(control["techniques"] == [control["id"]] for control in ATLAS["controls"])
    assert set(ATLAS["superseded"]) <= TECHNIQUES
    assert not set(ATLAS["superseded"].values()) & TECHNIQUES


@pytest.mark.parametrize("techniques", RULES)
def test_what_rules_cite_is_known(techniques: tuple[str, ...]) -> None:
    assert set(techniques) <= TECHNIQUES | OURS


@pytest.mark.parametrize("techniques", RULES)
def test_every_rule_bears_on_another_framework(techniques: tuple[str, ...]) -> None:
    assert set(frameworks.controls(techniques)) - {ATLAS["name"]}


@pytest.mark.parametrize("name", sorted(OURS))
def test_our_own_ids_lead_somewhere(name: str) -> None:
    assert frameworks.controls([name])


def test_a_sub_technique_bears_on_what_its_parent_bears_on() -> None:
    assert "LLM01:2026" in frameworks.controls(["AML.T0051.001"])["OWASP LLM Top 10 (2026)"]
    assert "ML04:2023" not in frameworks.controls(["AML.T0020"])["OWASP ML Top 10"]


def test_the_mapping_table() -> None:
    """A row of each kind, as it was drawn up."""
    assert "Art. 15(5)" in frameworks.controls(["AML.T0020"])["EU AI Act"]
    assert "Art. 10(2)(b)" in frameworks.controls(["AISPM.PROVENANCE"])["EU AI Act"]
    assert "A.7.5" in frameworks.controls(["AISPM.PROVENANCE"])["ISO/IEC 42001 Annex A"]
    assert "MANAGE 1.2" in frameworks.controls(["AISPM.REMEDIATION"])["NIST AI RMF"]
    assert "Art. 33" in frameworks.controls(["AML.T0055"])["GDPR"]
    assert "NISTAML.051" in frameworks.controls(["AML.T0010.003"])["NIST AI 100-2"]
    assert "1798.150" in frameworks.controls(["AML.T0055"])["CCPA"]


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.id) for rule in every_rule() if rule.cvss])
def test_cvss_vector_can_be_read(rule: Rule) -> None:
    assert CVSS4(rule.cvss).base_score > 0
