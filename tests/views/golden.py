"""Golden documents and what must be counted in them, for Python and TypeScript alike: ``python -m tests.views.golden`` writes them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from aispm_nb.views import aggregates as counted
from aispm_nb.views import card
from tests.views import postures, queue_states

FOLDER = Path(__file__).with_name("golden")


def aggregates(document: dict[str, Any]) -> dict[str, Any]:
    """The numbers that every picture and count is made of."""
    return {
        "counts": list(card.counts(document).values()),
        "models": [list(model) for model in counted.models(document)],
        "risks": [[*cell, n] for cell, n in sorted(counted.risks(document).items())],
    }


def texts() -> dict[str, str]:
    """File name to content."""
    documents = {name: make() for name, make in postures.ALL.items()}
    documents["hostile"] = postures.hostile(tuple(h for h in postures.HOSTILE if len(h) < 1000))  # the file stays small
    files = {f"{name}.posture.json": document for name, document in documents.items()}
    files["aggregates.json"] = {name: aggregates(document) for name, document in documents.items()}
    made = {name: json.dumps(content, indent=1) + "\n" for name, content in files.items()}
    # Large, and read by programs alone.
    made["queue.posture.json"] = queue_states.posture().to_json() + "\n"
    made["queue.answers.json"] = json.dumps(queue_states.answers(), separators=(",", ":")) + "\n"
    return made


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in texts().items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")
