"""Small registries, row by row, and one assessment of them as a scan would make it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb

from aispm_nb.checks import engine
from aispm_nb.risk import history, priority, rules, scans, score
from aispm_nb.vocabulary import Confidence, Rule, Severity, Threat

Connection = duckdb.DuckDBPyConnection


def rule(sql: str, **more: Any) -> Rule:
    """A rule of which only the question, and what is named, matter."""
    plain = {"id": "under-test", "title": "Under test", "severity": Severity.HIGH, "confidence": Confidence.HIGH,
             "threat": Threat.DATA_POISONING, "why": "It is tested.", "fix": "None."}  # fmt: skip
    return Rule(**{**plain, **more, "sql": sql})


def add(con: Connection, table: str, **row: Any) -> None:
    names = ", ".join(f'"{name}"' for name in row)
    con.execute(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(row))})", list(row.values()))


def assess(con: Connection, chosen: Sequence[Rule], scan: int = 1) -> None:
    """Judge, rank and remember, in the order of a scan."""
    engine.derive(con)
    rules.describe(con, chosen)
    engine.judge(con, chosen)
    priority.rank(con)
    history.remember(con, scan)
    score.score(con)
    scans.conclude(con)
    scans.log(con, scan, f"2026-01-0{scan}", f"2026-01-0{scan}", "complete", "0")


def rows(con: Connection, query: str) -> list[tuple[Any, ...]]:
    return con.execute(query).fetchall()


def model(con: Connection, name: str = "fraud", tier: str | None = None) -> None:
    add(con, "registered_models", name=name)
    if tier is not None:
        add(con, "registered_model_tags", name=name, key="tier", value=tier)


def version(con: Connection, number: int = 1, name: str = "fraud", alias: str | None = None, **more: Any) -> str:
    add(con, "model_versions", **{"name": name, "version": number, "source": "/models/x", "status": "READY", **more})
    if alias:
        add(con, "registered_model_aliases", name=name, alias=alias, version=number)
    return f"models:/{name}/{number}"


def run(con: Connection, name: str, parent: str | None = None, data: str | None = None) -> str:
    add(con, "runs", run_uuid=name, name=name, status="FINISHED", lifecycle_stage="active")
    if parent:
        add(con, "tags", run_uuid=name, key="mlflow.parentRunId", value=parent)
    if data:
        add(con, "datasets", dataset_uuid=f"uuid-{data}", name=data, digest="1")
        add(con, "inputs", input_uuid=f"in-{name}", source_type="DATASET", source_id=f"uuid-{data}",
            destination_type="RUN", destination_id=name)  # fmt: skip
    return f"runs:/{name}"


def family(con: Connection, alias: str | None = "champion", tier: str | None = None) -> None:
    """A data set read by a parent run, whose child run made the logged model behind version 1 of fraud."""
    run(con, "parent", data="claims")
    run(con, "child", parent="parent")
    add(con, "logged_models", model_id="m-0a", name="clf", source_run_id="child", lifecycle_stage="active")
    model(con, tier=tier)
    version(con, alias=alias, source="models:/m-0a")
