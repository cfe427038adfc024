"""The static stand-in for ``report.view()``: what nbconvert and a closed notebook show. No script, nothing live."""

from __future__ import annotations

import base64
from html import escape
from typing import Any

import numpy as np

from .card import _FAINT, _GROUND, _INK, _LINE, Document, html, lang, line
from .saying import number, say

MARKS = {"label": "▲", "backdoor": "◆", "outlier": "●", "duplicate": "■"}
FIRST = 10


def unpacked(values: dict[str, str]) -> Any:
    """The array behind ``{"f4": base64}``."""
    ((kind, body),) = values.items()
    return np.frombuffer(base64.b64decode(body), dtype=f"<{kind}")


def headline(document: Document) -> str:
    """The one sentence that stands first, with what clean data would give."""
    if not document["scored"]:
        why = next((why for what, why in document["not_assessed"] if what == "rows"), say("no rows"))
        return f"{say('not assessed')}: {why}"
    expected = document["expected"]
    clean = say("fewer than 1") if expected < 0.5 else say("about {n}", n=round(expected))
    said = f"{number(document['suspicious'])} " + say(
        "of {n} rows are suspicious; {clean} would be in clean data", n=document["scored"], clean=clean
    )
    part = document["scored"] < document["count"]
    return said + ("; " + say("{n} rows were not scored", n=document["count"] - document["scored"]) if part else "")


def families(document: Document) -> list[str]:
    return [
        f"{MARKS[family['name']]} {say(family['name'])} "
        + (say("not assessed") if family["not_assessed"] else number(family["explains"]))
        for family in document["families"]
    ]


def text(document: Document) -> str:
    lines = [f"{document['name']}: {headline(document)}", "   ".join(families(document))]
    lines += [f"trigger: {trigger['sentence']}" for trigger in document["triggers"]]
    lines += [f"not assessed: {what}: {why}" for what, why in document["not_assessed"][:5]]
    return "\n".join(lines)


def card(document: Document) -> str:
    """Inline styles in the notebook's theme variables, every string escaped."""
    triggers = "".join(
        f'<li style="margin:2px 0">{html(t["sentence"], 240)}</li>' for t in document["triggers"][:FIRST]
    )
    missed = "".join(
        f'<li style="margin:2px 0"><b>{html(what)}</b>: {html(why, 240)}</li>'
        for what, why in document["not_assessed"][:8]
    )
    chips = "".join(
        f'<span style="margin-right:18px;white-space:nowrap">{escape(said)}</span>' for said in families(document)
    )
    return (
        f'<section class="aispm-card" lang="{lang()}" style="max-width:760px;padding:14px 18px;border:1px solid {_LINE};border-radius:4px;'
        f"color:{_INK};background:{_GROUND};font:13px/1.5 var(--jp-ui-font-family, system-ui, sans-serif);"
        f'font-variant-numeric:tabular-nums;text-align:left;overflow-wrap:anywhere">'
        f'<div><b style="font-size:15px">{html(document["name"], 80)}</b></div>'
        f'<p style="margin:4px 0">{html(headline(document), 400)}.</p><div style="margin:6px 0;color:{_FAINT}">{chips}</div>'
        + (f'<p style="margin:8px 0 2px"><b>{escape(say("Triggers"))}</b></p><ul style="margin:0;padding-left:18px">{triggers}</ul>' if triggers else "")
        + _table(document)
        + (f'<p style="margin:8px 0 2px"><b>{escape(say("Not assessed"))}</b></p><ul style="margin:0;padding-left:18px">{missed}</ul>' if missed else "")
        + "</section>"
    )  # fmt: skip


def _table(document: Document) -> str:
    rows = document["rows"]
    suspicion, threat = unpacked(rows["suspicion"]), unpacked(rows["threat"])
    label = None if rows["label"] is None else unpacked(rows["label"])
    names = [family["name"] for family in document["families"]]
    first = [i for i in range(len(rows["row"])) if suspicion[i] >= document["threshold"]][:FIRST]
    if not first:
        return ""
    cell = f"text-align:left;vertical-align:top;padding:3px 14px 3px 0;border-bottom:1px solid {_LINE}"
    head = "".join(
        f'<th style="{cell};color:{_FAINT};font-weight:400">{escape(say(name))}</th>'
        for name in ("row", "suspicion", "threat", "given label", "why")
    )

    def given(i: int) -> str:
        code = -1 if label is None else int(label[i])
        return document["classes"][code] if 0 <= code < len(document["classes"]) else ""

    def body(i: int) -> str:
        kind = names[threat[i]] if threat[i] >= 0 else ""
        cells = (f"{rows['row'][i]:,}", f"{suspicion[i]:.3f}", f"{MARKS.get(kind, '')} {escape(say(kind)) if kind else ''}", html(given(i), 60),
                 html(rows["why"].get(str(i), ""), 240))  # fmt: skip
        return "<tr>" + "".join(f'<td style="{cell}">{value}</td>' for value in cells) + "</tr>"

    said = say("showing {n} of {of} suspicious rows", n=len(first), of=document["suspicious"])
    return (
        f'<table style="border-collapse:collapse;margin:10px 0 4px;font-size:12px"><thead><tr>{head}</tr></thead>'
        f'<tbody>{"".join(map(body, first))}</tbody></table><p style="margin:0;color:{_FAINT}">{line(said)}</p>'
    )  # fmt: skip
