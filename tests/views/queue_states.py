"""States that a board may be in, and what it then lists: one golden answer that Python's kernel and the page's source are held to."""

from __future__ import annotations

from typing import Any

from aispm_nb.posture import Posture
from aispm_nb.views.queue_answers import Answers
from aispm_nb.views.queue_state import KEYS, State
from aispm_nb.views.report import encoded
from tests.views import postures

STATES = (
    "", "priority=now", "priority=now&priority=later", "severity=high&severity=low", "threat=secrets&status=open", "status=fixed", "kind=dataset",
    "owner=team-3&sort=title", "rule=R-07&sort=where", "sort=newest", "sort=where", "sort=severity", "model=model-003", "model=model-001&model=model-012", "q=model-00",
    "q=LABELS+data&sort=title", "q=owners+v1", "confidence=low&sort=newest", "risk=possible+%C2%B7+medium&risk=likely+%C2%B7+high",
    "whatif=exposure.1", "whatif=exposure.-2&whatif=impact.3", "whatif=impact.-1&priority=soon&sort=where", "whatif=exploited&priority=soon",
    "whatif=severity.high&whatif=confidence.medium", "whatif=exposure.2&whatif=severity.medium&q=pickles", "whatif=exposure.99&whatif=impact.x&whatif=confidence.nobody",
    "asset=nothing", "priority=nonsense",
)  # fmt: skip


def posture() -> Posture:
    """Enough for every group, status and kind; written and read once, so that its order is the document's own."""
    made = Posture.from_json(encoded(postures.large(260, 60, seed=11)).decode())
    return Posture.from_json(made.to_json())


def answers() -> dict[str, Any]:
    asked = Answers(posture())
    made = {}
    for query in STATES:
        state = State.parse(query)
        rows = asked.rows(state, 0, 200)
        first = asked.shown(State.parse(f"{query}&select="), "")
        tiles: dict[str, list[int]] = {}
        for tile in asked.tiles(state):
            known = tiles.setdefault(tile["group"], [0, 0, 9])
            tiles[tile["group"]] = [known[0] + tile["weight"], known[1] + tile["count"], min(known[2], tile["worst"])]
        made[query] = {
            "overview": asked.overview(state), "rows": [[row["id"], row["priority"], row["was"], row["title"]] for row in rows],
            "choices": {key: sorted([c["value"], c["count"]] for c in asked.choices(state, key)) for key in KEYS if key != "priority"},
            "tiles": sorted([name, *values] for name, values in tiles.items()),
            "risks": [[c["likelihood"], c["impact"], c["count"], sorted(d["id"] for d in c["dots"])] for c in asked.risks(state) if c["count"]],
            "shown": [first["id"], first["index"]], "leaves": first["detail"] and first["detail"]["leaves"],
        }  # fmt: skip
    return made
