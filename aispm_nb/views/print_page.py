"""The summary that is printed, and read where no script runs: what to do now and soon, why and how; then what is not known."""

from __future__ import annotations

from html import escape

from .card import PRIORITIES, SHAPES, Document, counts, html, is_open, not_assessed_words
from .saying import number, say

_LISTED = 25  # of now, and of soon: a page or two
_HEAD = ("Severity", "Finding", "Where", "Because", "Fix")


def summary(document: Document) -> str:
    """HTML of our own elements alone; every string escaped."""
    of = counts(document)
    urgent = "".join(_part(document, p["key"], p["word"], of[p["key"]]) for p in PRIORITIES[:2])
    milder = say(" and ").join(f"{number(of[p['key']])} {say(p['word'])}" for p in PRIORITIES[2:])
    return f"{urgent}<p>{escape(say('Not listed here: {milder}. The board in this file has them.', milder=milder))}</p>{_unknown(document)}"


def _part(document: Document, priority: str, word: str, of: int) -> str:
    found, assets, rules = (document[part] for part in ("findings", "assets", "rules"))
    first = [
        i
        for i, (p, s) in enumerate(zip(found["priority"], found["status"], strict=True))
        if p == priority and is_open(s)
    ][:_LISTED]
    if not first:
        return f"<h2>{escape(say(word).capitalize())}: {escape(say('none'))}</h2>"
    rows = "".join(
        f"<tr><td>{SHAPES.get(found['severity'][i], '·')} {_word(found['severity'][i])}</td><td>{html(found['title'][i], 200)}</td>"
        f"<td>{html(assets['label'][found['asset'][i]] or assets['asset'][found['asset'][i]], 80)}</td><td>{html(found['priority_because'][i], 300)}</td>"
        f'<td class="fix">{html(rules[found["rule"][i]]["fix"], 300)}</td></tr>'
        for i in first
    )
    head = "".join(f"<th>{escape(say(name))}</th>" for name in _HEAD)
    said = say("showing {n} of {of}", n=len(first), of=of)
    return f"<h2>{escape(say(word).capitalize())}: {number(of)}</h2><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table><p>{escape(said)}</p>"


def _unknown(document: Document) -> str:
    words = not_assessed_words(document)
    if not words:
        return ""
    items = "".join(f"<li><b>{html(rule)}</b>: {html(reason, 300)}</li>" for rule, reason in words[:12])
    more = f"<p>{escape(say('showing {n} of {of} reasons', n=12, of=len(words)))}</p>" if len(words) > 12 else ""
    return f"<h2>{escape(say('Not assessed'))}</h2><ul>{items}</ul>{more}"


def _word(severity: str) -> str:
    """A severity of ours in the reader's language; anything else as it came."""
    return escape(say(severity)) if severity in SHAPES else html(severity, 20)
