"""Every rule against its own cases: a new rule arrives tested."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from aispm_nb.vocabulary import Case, Rule

from ..worlds import every_rule, verdicts, world

CASES = [pytest.param(rule, case, id=f"{rule.id}: {case.says}") for rule in every_rule() for case in rule.cases]


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    with world(tmp_path_factory.mktemp("world")) as con:
        yield con


@pytest.mark.parametrize(("rule", "case"), CASES)
def test_case(con: duckdb.DuckDBPyConnection, rule: Rule, case: Case) -> None:
    expected = (
        dict.fromkeys(case.fails, "fail")
        | dict.fromkeys(case.passes, "pass")
        | dict.fromkeys(case.not_assessed, "not assessed")
    )
    found = verdicts(con, rule, case)
    assert expected, "a case must name an asset"
    assert {asset: found.get(asset) for asset in expected} == expected
    assert {asset for asset, verdict in found.items() if verdict == "fail"} == set(case.fails)


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.id) for rule in every_rule()])
def test_rule_is_whole(rule: Rule) -> None:
    assert any(case.fails for case in rule.cases), "one case must fail"
    assert any(case.passes or case.not_assessed for case in rule.cases), "one case must not"
    assert rule.title and rule.why.endswith(".") and rule.fix.endswith(".")
    assert rule.techniques, "cite a technique, or a local AISPM id"
    assert rule.references
