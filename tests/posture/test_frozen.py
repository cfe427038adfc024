"""What one asks of a posture: tables, SQL, lineage, and how it differs from another."""

from __future__ import annotations

import json
from typing import Any

import duckdb
import pandas as pd
import pytest

from aispm_nb.posture import Posture
from aispm_nb.posture.frozen import TABLES
from aispm_nb.vocabulary import UsageError

from ..conftest import Library


@pytest.fixture
def posture(library: Library) -> Posture:
    return library["bank"].posture


def _changed(posture: Posture, **columns: Any) -> Posture:
    """The same posture without its first finding, the next one at another priority."""
    made = json.loads(posture.to_json())
    found = made["findings"]
    found["priority"][1] = columns.get("priority", found["priority"][1])
    made["findings"] = {name: column[1:] for name, column in found.items()}
    return Posture.from_json(json.dumps(made))


def test_differences(posture: Posture) -> None:
    first, second = posture.rows("SELECT rule, asset, priority FROM findings LIMIT 2")
    later = _changed(posture, priority="defer")
    went = {"change": "went", "rule": first["rule"], "asset": first["asset"]}
    moved = {"change": "moved", "rule": second["rule"], "asset": second["asset"]}
    names = ["change", "rule", "asset"]
    assert sorted(later.diff(posture)[names].to_dict("records"), key=str) == sorted([went, moved], key=str)
    back = posture.diff(later)
    assert sorted(back[names].to_dict("records"), key=str) == sorted([went | {"change": "appeared"}, moved], key=str)
    urgency = back[back["change"] == "moved"][["priority_before", "priority_now"]].to_dict("records")
    assert urgency == [{"priority_before": "defer", "priority_now": second["priority"]}]
    assert posture.diff(posture).empty and list(posture.diff(posture).columns) == list(back.columns)


def test_most_urgent_first(posture: Posture) -> None:
    order = ["immediate", "out-of-cycle", "scheduled", "defer"]
    ranks = [order.index(priority) for priority in posture.findings["priority"]]
    assert ranks == sorted(ranks) and len(set(ranks)) > 1


@pytest.mark.parametrize("name", TABLES)
def test_every_table_answers_sql(posture: Posture, name: str) -> None:
    frame = posture.sql(f"FROM {name}")
    assert isinstance(frame, pd.DataFrame) and len(frame) > 0


def test_a_question_that_is_none(posture: Posture) -> None:
    with pytest.raises(duckdb.Error):
        posture.sql("SELECT nothing FROM nowhere")
    assert len(posture.sql("FROM findings")) > 0  # and the next one is answered


def test_columns_are_of_the_kind_that_pandas_users_expect(posture: Posture) -> None:
    found, assets = posture.findings, posture.assets
    assert found["automatable"].dtype == bool
    assert pd.api.types.is_integer_dtype(found["served"]) and pd.api.types.is_integer_dtype(assets["served"])
    assert pd.api.types.is_float_dtype(posture.sql("FROM controls")["max"])
    for frame in (found, assets):
        for column in set(frame) - {"automatable", "served", "techniques"}:
            assert {type(value) for value in frame[column].dropna()} <= {str}, column
    assert found["techniques"].map(len).min() > 0
    assert {type(json.loads(evidence)) for evidence in found["evidence"]} == {list}
    pd.to_datetime(found["first_seen"], format="%Y-%m-%dT%H:%M:%SZ")


def test_lineage_up_and_down(posture: Posture) -> None:
    edges = posture.lineage("models:/card-fraud/4")
    assert list(edges.columns) == ["source", "target", "kind", "steps"]
    steps = {(row["source"].split(":")[0], row["kind"]): row["steps"] for row in edges.to_dict("records")}
    assert steps[("models", "alias")] == 1 and steps[("models", "registered")] == -1
    assert steps[("runs", "produced")] == -2 and steps[("datasets", "input")] == -3


@pytest.mark.parametrize(("asked", "near"), [("models:/card-fraud/44", "models:/card-fraud/4"), ("card-fraud", "models:/card-fraud"),
                                             ("models:/credit-rsk", "models:/credit-risk")])  # fmt: skip
def test_an_asset_that_is_not_there_suggests_near_ones(posture: Posture, asked: str, near: str) -> None:
    with pytest.raises(UsageError, match="is not an asset of this posture") as caught:
        posture.lineage(asked)
    assert near in str(caught.value)


def test_a_posture_is_frozen(posture: Posture) -> None:
    text = posture.to_json()
    del posture.findings["rule"]  # a copy
    assert posture.to_json() == text
