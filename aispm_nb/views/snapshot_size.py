"""What of a posture fits one HTML file: all findings up to 100,000; above that the most urgent ones, and the rest put together.

Findings are put together that are alike in all that is counted, filtered and decided by: rule, model, kind of asset, status
and the decision's inputs. Such a row says how many it stands for and names an example; the page says so too.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ..posture import document as documents

if TYPE_CHECKING:
    from ..posture import Posture

WHOLE = 100_000
SINGLE = 20_000  # of a larger posture, so many of the most urgent findings stay findings
ROWS = 40_000  # more groups than that: models are put together too

_ALIKE = "f.rule, a.kind, f.severity, f.confidence, f.priority, f.exploitation, f.exposure, f.automatable, f.impact, f.status"
_GROUPS = """
SELECT min(f.rowid) AS at, count(*) AS n, count(DISTINCT f.asset) AS assets, min(f.first_seen) AS first_seen
FROM findings f LEFT JOIN assets a USING (asset) WHERE f.rowid >= {single} GROUP BY {alike}
"""


def fitting(posture: Posture, whole: int = WHOLE, single: int = SINGLE, most: int = ROWS) -> dict[str, Any]:
    """The posture document for a snapshot."""
    of = posture.rows("SELECT count(*) AS n FROM findings")[0]["n"]
    limits = documents.MOST | {"findings": whole}
    if of <= whole:
        return documents.write(posture, limits)
    groups = _GROUPS.format(single=single, alike=f"{_ALIKE}, a.model")
    if posture.rows(f"SELECT count(*) AS n FROM ({groups})")[0]["n"] > most:
        groups = _GROUPS.format(single=single, alike=_ALIKE)
    kept = posture.rows("SELECT *, 1 AS count FROM findings LIMIT ?", [single])
    alike = posture.rows(
        f"SELECT f.* REPLACE (g.first_seen AS first_seen), g.n AS count, g.assets FROM findings f JOIN ({groups}) g ON g.at = f.rowid ORDER BY f.rowid"
    )
    made = documents.write(posture, limits, [*kept, *map(_together, alike)])
    made["truncated"]["findings"]["shown"] = made["aggregated"]["findings"]
    return made


def _together(row: dict[str, Any]) -> dict[str, Any]:
    if row["count"] == 1:
        return row
    evidence = [
        {"findings alike": row["count"], "assets": row["assets"], "example": row["asset"]},
        *json.loads(row["evidence"] or "[]")[:1],
    ]
    return row | {
        "title": f"{row['count']:,} findings alike, for example: {row['title']}",
        "evidence": json.dumps(evidence),
    }
