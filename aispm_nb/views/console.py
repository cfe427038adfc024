"""A posture in a terminal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from .. import catalogue
from ..checks.engine import needs
from ..vocabulary import Rule, UsageError, View
from .card import SHAPES, line, text

if TYPE_CHECKING:
    from ..posture import Posture

COLOURS = {"critical": "red", "high": "yellow", "medium": "cyan", "low": "blue", "info": "white"}
SHOWN = 25


def posture(posture: Posture) -> None:
    """The score card, then the head of the queue."""
    console = Console()
    console.print(escape(text(posture.document())), highlight=False)
    rows = findings(posture)
    table(rows[:SHOWN], console)
    if len(rows) > SHOWN:
        console.print(f"Showing {SHOWN} of {len(rows):,}: `aispm findings` lists them all.", highlight=False)


def findings(posture: Posture) -> list[dict[str, Any]]:
    """The findings as JSON's own types, most urgent first."""
    rows = posture.rows("SELECT * FROM findings WHERE status <> 'fixed'")
    for row in rows:
        row["evidence"] = json.loads(row["evidence"] or "[]")
    return rows


def table(rows: list[dict[str, Any]], console: Console | None = None) -> None:
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("priority", "", "what", "where"):
        shown.add_column(column, overflow="fold" if column in ("what", "where") else "ellipsis")
    for row in rows:
        mark = f"[{COLOURS[row['severity']]}]{SHAPES[row['severity']]}[/] {row['severity']}"
        shown.add_row(row["priority"], mark, escape(line(row["title"])), escape(line(row["asset"])))
    (console or Console()).print(shown)


def changes(rows: list[dict[str, Any]]) -> None:
    plain(
        [{name: row[name] for name in ("change", "priority_before", "priority_now", "title", "asset")} for row in rows]
    )


def plain(rows: list[dict[str, Any]]) -> None:
    """Rows of any shape as a table."""
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for name in rows[0] if rows else ():
        shown.add_column(name, overflow="fold")
    for row in rows:
        shown.add_row(*(escape(line(value)) for value in row.values()))
    Console().print(shown if rows else "Nothing.")


def rules(folder: Path | None, only: str | None = None) -> list[dict[str, Any]]:
    """Every rule, or one, as JSON's own types."""
    chosen = catalogue.rules(folder)
    if only and only not in chosen:
        raise UsageError(f"No rule is called {only!r}; `aispm rules` lists them")
    return [_rule(rule) for rule in chosen.values() if only in (None, rule.id)]


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "rule": rule.id, "title": rule.title, "family": catalogue.family(rule), "severity": rule.severity,
        "confidence": rule.confidence, "threat": rule.threat, "why": rule.why, "fix": rule.fix,
        "techniques": rule.techniques, "references": rule.references, "needs": needs(rule), "cvss": rule.cvss or None,
        "cases": [case.says for case in rule.cases],
    }  # fmt: skip


def catalogue_table(rows: list[dict[str, Any]]) -> None:
    plain([{name: row[name] for name in ("family", "rule", "severity", "title")} for row in sorted(
        rows, key=lambda row: (row["family"], row["rule"]))])  # fmt: skip


def page(rule: str, folder: Path | None) -> None:
    """One rule, whole."""
    console = Console()
    for name, value in rules(folder, rule)[0].items():
        value = ", ".join(value) if isinstance(value, (tuple, list)) else value
        if value:
            console.print(f"[bold]{name}[/]  {escape(str(value))}", highlight=False)


VIEW = View("console", "The score card for a terminal.", lambda posture: text(posture.document()))
