"""The score card: a posture in one glance, as HTML for a notebook and as text for a terminal. No script, nothing live."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from importlib.resources import files
from typing import Any

from ..vocabulary import View
from .saying import language, number, plural, say

Document = Mapping[str, Any]

# The board's words, shapes and colours; its TypeScript reads the same file.
WORDS: dict[str, Any] = json.loads(files(__package__).joinpath("static/words.json").read_text("utf-8"))
PRIORITIES: Sequence[dict[str, Any]] = WORDS["priorities"]
SEVERITIES: Sequence[dict[str, Any]] = WORDS["severities"]
SHAPES = {severity["key"]: severity["shape"] for severity in SEVERITIES}

# Control characters, direction overrides, zero-width and tag characters: shown as escapes, never obeyed.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\U000e0000-\U000e007f]"
)
_INK, _FAINT = "var(--jp-ui-font-color1, inherit)", "var(--jp-ui-font-color2, GrayText)"
_LINE, _GROUND = "var(--jp-border-color2, rgba(128,128,128,.35))", "var(--jp-layout-color1, transparent)"


def line(value: object, most: int = 160) -> str:
    """One honest line of text from a hostile string: bounded, on one line, its hidden characters shown."""
    text = "" if value is None else str(value)
    if len(text) > most:
        text = text[: most - 1] + "…"
    return _HIDDEN.sub(lambda c: f"\\u{ord(c[0]):04x}", re.sub(r"[\t\r\n]+", " ", text))


def html(value: object, most: int = 160) -> str:
    return f"<bdi>{escape(line(value, most))}</bdi>"


def is_open(status: str) -> bool:
    return status not in ("fixed", "waived")


def open_findings(document: Document) -> Iterator[int]:
    """Positions of what still asks for action, most urgent first as the document keeps them."""
    return (i for i, status in enumerate(document["findings"]["status"]) if is_open(status))


def counts(document: Document) -> dict[str, int]:
    """Open findings by priority, in the order of the scale; those of the scan itself where the document holds a part of them."""
    cut, trend = document["truncated"]["findings"], document["trend"]
    if cut["shown"] < cut["of"] and trend:
        return {p["key"]: trend[-1][p["key"].replace("-", "_")] for p in PRIORITIES}
    of = dict.fromkeys((p["key"] for p in PRIORITIES), 0)
    priority, many = document["findings"]["priority"], document["findings"].get("count")
    for i in open_findings(document):
        of[priority[i] if priority[i] in of else "defer"] += many[i] if many else 1
    return of


def percent(share: float) -> str:
    """Whole per cent, rounded down: 99.9 % assessed is not all."""
    return f"{int(share * 100 + 1e-9)} %"


def score_words(document: Document) -> str:
    """The score, which never stands without its coverage."""
    score = document["score"]
    if score["score"] is None:
        return say("nothing assessed yet")
    return f"{round(score['score'])} {_of(score)}"


def _of(score: Mapping[str, Any]) -> str:
    return f"{say('of 100, ')}{percent(score['coverage'])}{say(' assessed')}"


def nothing_found(document: Document) -> str:
    """The nearest thing to good news that is ever said."""
    rules = sum(c["healthy"] + c["unhealthy"] > 0 for c in document["score"]["controls"])
    if not document["score"]["assessed"]:
        return say("Nothing was assessed; the reasons are below.")
    return say(
        "Nothing found by {rules}; {n} not assessed.", rules=plural(rules, "rule"), n=not_assessed_rules(document)
    )


def first_words(document: Document, most: int) -> list[tuple[str, str, str, str]]:
    """Severity, title, where and why-now of the first findings."""
    found, assets = document["findings"], document["assets"]
    first = list(open_findings(document))[:most]
    where = [assets["label"][found["asset"][i]] or assets["asset"][found["asset"][i]] for i in first]
    return [
        (found["severity"][i], found["title"][i], label, found["priority_because"][i])
        for i, label in zip(first, where, strict=True)
    ]


def not_assessed_words(document: Document) -> list[tuple[str, str]]:
    """What was not assessed, in words, and its reason: one pair a reason, as one next move answers it."""
    titles = {rule["rule"]: rule["title"] for rule in document["rules"]}
    reasons: dict[str, list[Mapping[str, Any]]] = {}
    for row in document["not_assessed"]:
        reasons.setdefault(row["reason"], []).append(row)
    pairs = []
    for reason, rows in sorted(reasons.items(), key=lambda r: -sum(row["assets"] for row in r[1])):
        rules = list(dict.fromkeys(row["rule"] for row in rows))
        others = f"{say(' and ')}{plural(len(rules) - 1, 'more rule')}" if len(rules) > 1 else ""
        checks = plural(sum(row["assets"] for row in rows), "check")
        pairs.append((f"{line(titles.get(rules[0]) or rules[0], 100)}{others}, {checks}", reason))
    return pairs


def not_assessed_rules(document: Document) -> int:
    return len({row["rule"] for row in document["not_assessed"]})


def subtitle(document: Document) -> str:
    scan = document["scan"]
    seconds = f"{scan['seconds']:.0f} s" if scan["seconds"] >= 10 else f"{scan['seconds']:.1f} s"
    state = (
        ""
        if scan["state"] == "complete"
        else ", " + say("partial: {parts} not read", parts=plural(len(scan["not_read"]), "part"))
    )
    return f"{say('scanned {when}', when=line(scan['finished'][:16]).replace('T', ' ') + ' UTC')}, {seconds}{state}"


def card(document: Document, first: int = 3) -> str:
    """The card as HTML (``first=0``: its head alone, for a page that lists): inline styles in the notebook's theme variables, every string escaped, no script."""
    tally = counts(document)
    listed = _first(document, first) if first or not any(tally.values()) else ""
    chips = "".join(
        f'<span style="margin-right:18px;white-space:nowrap"><span aria-hidden="true" style="letter-spacing:-2px;color:{_FAINT}">'
        f"{p['bars']}</span>&ensp;<b>{number(tally[p['key']])}</b> {escape(say(p['word']))}</span>"
        for p in PRIORITIES
    )
    return (
        f'<section class="aispm-card" lang="{lang()}" style="max-width:760px;padding:14px 18px;border:1px solid {_LINE};border-radius:4px;'
        f"color:{_INK};background:{_GROUND};font:13px/1.5 var(--jp-ui-font-family, system-ui, sans-serif);font-variant-numeric:tabular-nums;"
        f'text-align:left;overflow-wrap:anywhere">'
        f'<div style="display:flex;flex-wrap:wrap;justify-content:space-between;gap:4px 24px;align-items:baseline">'
        f'<div><b style="font-size:15px">{html(document["registry"]["name"] or document["registry"]["uri"], 60)}</b> '
        f'<span style="color:{_FAINT}">{html(subtitle(document))}</span></div>{_score(document)}</div>'
        f'<div style="margin:10px 0 4px">{chips}</div>{listed}{_unknown(document) if first else ""}</section>'
    )


def text(document: Document, first: int = 3) -> str:
    """The card for a terminal: the same words, no colour, hidden characters shown."""
    tally = counts(document)
    lines = [
        f"{line(document['registry']['name'] or document['registry']['uri'], 60)} · {subtitle(document)}",
        f"{score_words(document)}   "
        + "   ".join(f"{p['bars']} {number(tally[p['key']])} {say(p['word'])}" for p in PRIORITIES),
    ]
    for severity, title, where, because in first_words(document, first):
        lines += [f"{SHAPES.get(severity, '·')} {line(title, 90)} ({line(where, 40)})", f"    {line(because, 200)}"]
    if not any(tally.values()):
        lines.append(nothing_found(document))
    lines += [
        f"{say('not assessed')}: {rule}: {line(reason, 200)}" for rule, reason in not_assessed_words(document)[:3]
    ]
    return "\n".join(lines)


def _score(document: Document) -> str:
    score = document["score"]
    if score["score"] is None:
        return f'<span style="color:{_FAINT}">{score_words(document)}</span>'
    return (
        f'<div style="white-space:nowrap"><b style="font-size:24px;line-height:1">{round(score["score"])}</b>'
        f'<span style="color:{_FAINT}"> {escape(_of(score))}</span></div>'
    )


def _first(document: Document, most: int) -> str:
    items = "".join(
        f'<li style="margin:6px 0;list-style:none;padding:0"><span aria-hidden="true">{SHAPES.get(severity, "·")}</span> <b>{html(title, 200)}</b> '
        f'<span style="color:{_FAINT}">{html(severity, 20)} · {html(where, 60)}</span><br>{html(because, 300)}</li>'
        for severity, title, where, because in first_words(document, most)
    )
    if not items:
        return f'<p style="margin:8px 0">{escape(nothing_found(document))}</p>'
    return f'<ol style="margin:6px 0;padding:0">{items}</ol>'


def _unknown(document: Document) -> str:
    items = "".join(
        f'<li style="margin:2px 0"><b>{html(rule)}</b>: {html(reason, 300)}</li>'
        for rule, reason in not_assessed_words(document)[:8]
    )
    if not items:
        return ""
    return (
        f'<details style="margin-top:8px;border-top:1px solid {_LINE};padding-top:6px"><summary style="cursor:pointer;color:{_FAINT}">'
        f'{escape(say("Not assessed: "))}{escape(plural(not_assessed_rules(document), "rule"))}</summary><ul style="margin:4px 0;padding-left:18px">{items}</ul></details>'
    )


def lang() -> str:
    """The language of a card's own words, for who reads it aloud."""
    return escape(language().replace("_", "-")) or "en"


VIEW = View(
    "card",
    "The score card: the score with its coverage, and the three things to do first.",
    lambda posture: card(posture.document()),
)
