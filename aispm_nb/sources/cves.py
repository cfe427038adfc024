"""Known vulnerabilities of MLflow, and which versions in use have them.

The list is a data file, read in the advisories it links to. One without a fixed version and without a last affected
one is told and never matched: a version must not be accused of what nobody can say it has.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

import duckdb
import pyarrow as pa
from packaging.version import InvalidVersion, Version

from ..vocabulary import Table, columns
from .land import from_rows, land

MLFLOW_CVES = Table(
    "mlflow_cves",
    "A known vulnerability of MLflow and a range of versions that has it; several ranges are several rows.",
    columns("id, aliases, introduced, fixed, last_affected, severity, title, url"),
)
CVE_MATCHES = Table(
    "cve_matches",
    "A version of MLflow in use (by the server, the client here, or what wrote a model) and a vulnerability it has.",
    columns("component, version, cve, severity, title, fixed, url"),
)


def known() -> pa.Table:
    """Rows of ``mlflow_cves``."""
    return from_rows(MLFLOW_CVES, _known())


def matches(versions: Iterable[tuple[str, str]]) -> pa.Table:
    """Rows of ``cve_matches`` for pairs of a component and its version of MLflow; what is no version matches nothing."""
    return from_rows(CVE_MATCHES, _matches(sorted(set(versions))))


def _matches(versions: list[tuple[str, str]]) -> Iterator[dict[str, str]]:
    for component, text in versions:
        try:
            version = Version(text)
        except InvalidVersion:
            continue
        for row in _known():
            if _affected(version, row):
                yield {"component": component, "version": text, "cve": row["id"],
                       **{name: row[name] for name in ("severity", "title", "fixed", "url")}}  # fmt: skip


def _affected(version: Version, row: dict[str, str]) -> bool:
    if not (row["fixed"] or row["last_affected"]) or version < Version(row["introduced"]):
        return False
    return version < Version(row["fixed"]) if row["fixed"] else version <= Version(row["last_affected"])


@cache
def _known() -> tuple[dict[str, str], ...]:
    text = files(__package__).joinpath("mlflow_cves.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def collect_cves(con: duckdb.DuckDBPyConnection, scan: int) -> int:
    """Match every version of MLflow that the store has met: the server's, this client's, and those that wrote models."""
    met = con.execute("""
        SELECT CASE name WHEN 'mlflow_version' THEN 'server' ELSE 'client' END, value FROM registry_facts
        WHERE name IN ('mlflow_version', 'mlflow.client_version') AND value IS NOT NULL
        UNION SELECT 'model', mlflow_version FROM mlmodels WHERE mlflow_version IS NOT NULL""").fetchall()
    return land(con, MLFLOW_CVES, known(), scan) + land(con, CVE_MATCHES, matches(met), scan)
