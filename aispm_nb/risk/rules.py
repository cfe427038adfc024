"""The rules of an assessment as a table, so that a posture explains itself without the code that made it."""

from __future__ import annotations

import json
from collections.abc import Iterable

import duckdb

from .. import catalogue, frameworks
from ..vocabulary import Rule, Table, Threat, columns

# A finding of these threats is as true of what was made from the asset as of the asset: it travels along the lineage.
TRAVELS = (Threat.DATA_POISONING, Threat.UNSAFE_ARTIFACT, Threat.SUPPLY_CHAIN, Threat.PROMPT_INJECTION)

RULES = Table(
    "rules", "The rules of this assessment; frameworks is JSON: framework -> control ids; undo: whether the fix can be taken back.",
    columns("rule, title, family, severity, confidence, threat, exploitation, automatable BOOLEAN, travels BOOLEAN, why, fix,"
            "techniques VARCHAR[], references VARCHAR[], frameworks, cvss, undo"),
)  # fmt: skip


def describe(con: duckdb.DuckDBPyConnection, rules: Iterable[Rule]) -> None:
    """Fill ``rules``."""
    con.execute("DELETE FROM rules")
    rows = [_row(rule) for rule in rules]
    if rows:
        one = f"({', '.join('?' * len(RULES.columns))})"
        con.execute(
            f"INSERT INTO rules VALUES {', '.join([one] * len(rows))}", [value for row in rows for value in row]
        )


def _row(rule: Rule) -> list[object]:
    return [
        rule.id, rule.title, catalogue.family(rule), str(rule.severity), str(rule.confidence), str(rule.threat),
        str(rule.exploitation), rule.automatable, rule.threat in TRAVELS, rule.why, rule.fix, list(rule.techniques),
        list(rule.references), json.dumps(frameworks.controls(rule.techniques)), rule.cvss or None,
        None if rule.undo is None else str(rule.undo),
    ]  # fmt: skip
