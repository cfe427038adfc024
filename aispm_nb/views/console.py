"""A posture in a terminal."""

from __future__ import annotations

import json
import sys
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


def console() -> Console:
    """A console; where nobody reads the output as it comes, lines are not broken at 80 characters."""
    return Console(width=None if sys.stdout.isatty() else 140, highlight=False)


def posture(posture: Posture) -> None:
    """The score card, then the head of the queue."""
    console().print(escape(text(posture.document())), soft_wrap=True)
    rows = findings(posture)
    console().print()
    table(rows[:SHOWN])
    if len(rows) > SHOWN:
        console().print(f"Showing {SHOWN} of {len(rows):,}: `aispm findings` lists them all.")


def findings(posture: Posture) -> list[dict[str, Any]]:
    """The findings as JSON's own types, most urgent first."""
    rows = posture.rows("SELECT * FROM findings WHERE status <> 'fixed'")
    for row in rows:
        row["evidence"] = json.loads(row["evidence"] or "[]")
    return rows


def table(rows: list[dict[str, Any]]) -> None:
    """One line a finding: how soon, how bad, what, where."""
    shown = Table(box=None, pad_edge=False, header_style="bold", expand=True)
    for column, share in (("priority", None), ("severity", None), ("what", 3), ("where", 2)):
        shown.add_column(column, overflow="ellipsis", no_wrap=True, ratio=share)
    for row in rows:
        mark = f"[{COLOURS[row['severity']]}]{SHAPES[row['severity']]}[/] {row['severity']}"
        shown.add_row(row["priority"], mark, escape(line(row["title"])), escape(line(row["asset"])))
    console().print(shown)


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
    console().print(shown if rows else "Nothing.")


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
        "undo": rule.undo and str(rule.undo),
        "cases": [case.says for case in rule.cases],
    }  # fmt: skip


def catalogue_table(rows: list[dict[str, Any]]) -> None:
    plain([{name: row[name] for name in ("family", "rule", "severity", "title")} for row in sorted(
        rows, key=lambda row: (row["family"], row["rule"]))])  # fmt: skip


def page(rule: str, folder: Path | None) -> None:
    """One rule, whole."""
    for name, value in rules(folder, rule)[0].items():
        value = ", ".join(value) if isinstance(value, (tuple, list)) else value
        if value:
            console().print(f"[bold]{name}[/]  {escape(str(value))}")


VIEW = View("console", "The score card for a terminal.", lambda posture: text(posture.document()))
