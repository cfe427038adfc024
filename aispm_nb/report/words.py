"""A report in words: for a terminal and, as HTML without script, for a notebook."""

from __future__ import annotations

from collections.abc import Hashable
from html import escape
from typing import TYPE_CHECKING, Any

from ..views.card import line

if TYPE_CHECKING:
    from .report import Report

SHOWN = 5


def summary(report: Report) -> str:
    kept, count, why = report.checked.kept, report.checked.count, report.checked.not_assessed.get("rows", "")
    if not kept.scored:
        return f"not assessed: {why or 'no rows'}"
    alerts, expected = kept.alerts.get("suspicion", 0), report.alert_rate * kept.scored
    said = f"{alerts:,} of {kept.scored:,} rows {'is' if alerts == 1 else 'are'} suspicious; about {expected:,.0f} would be in clean data"
    return said + ("" if kept.scored == count else f". Partial: {why}")


def _top(report: Report, most: int) -> list[dict[Hashable, Any]]:
    rows = report.rows
    return rows[rows["suspicion"] >= report.threshold].head(most).to_dict("records")


def text(report: Report) -> str:
    lines = [f"{line(report.name)}: {summary(report)}"]
    lines += [f"  {row['severity']:<8}  {line(row['says'])}" for row in report.findings.to_dict("records")]
    for row in _top(report, SHOWN):
        lines.append(f"  row {row['row']:<8} {row['suspicion']:.3f}  {row['threat']}: {line(row['why'])}")
    lines += [
        f"  not assessed: {line(what)}, because {line(why)}" for what, why in list(report.not_assessed.items())[:SHOWN]
    ]
    return "\n".join(lines)


def html(report: Report) -> str:
    findings = "".join(
        f"<li><b>{escape(row['severity'])}</b> {escape(line(row['says']))}<br><small>{escape(row['fix'])}</small></li>"
        for row in report.findings.to_dict("records")
    )
    cells = "".join(
        f"<tr><td>{row['row']}</td><td>{row['suspicion']:.3f}</td><td>{escape(str(row['threat']))}</td>"
        f"<td style='text-align:left'>{escape(line(row['why']))}</td></tr>"
        for row in _top(report, 2 * SHOWN)
    )
    missed = "".join(
        f"<li>{escape(line(what))}: {escape(line(why))}</li>" for what, why in list(report.not_assessed.items())[:SHOWN]
    )
    head = "<thead><tr><th>row</th><th>suspicion</th><th>threat</th><th style='text-align:left'>why</th></tr></thead>"
    return (
        f"<div><p><b>{escape(line(report.name))}</b>: {escape(summary(report))}.</p>"
        + (f"<ul>{findings}</ul>" if findings else "")
        + (f"<table>{head}<tbody>{cells}</tbody></table>" if cells else "")
        + (f"<p>Not assessed:</p><ul>{missed}</ul>" if missed else "")
        + "</div>"
    )
