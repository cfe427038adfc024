"""By when: days from the first sight of a finding, by its priority. Ours to propose, and anybody's to change.

The steps are those of CISA's Binding Operational Directive 26-04 (10 June 2026), which takes SSVC's questions as we do: 3, 14 and
60 days from detection, and the next regular upgrade. CERT/CC keeps its table: https://certcc.github.io/SSVC/howto/cisa_response/.
That its four steps answer to the four priorities of SSVC's deployer table is our reading (docs/decisions.md).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from ..vocabulary import Priority, UsageError

VARIABLE = "AISPM_DUE_DAYS"
SOURCE = "CISA BOD 26-04"
# Days; None: no date, with the next regular change.
DAYS: Mapping[Priority, int | None] = {
    Priority.IMMEDIATE: 3,
    Priority.OUT_OF_CYCLE: 14,
    Priority.SCHEDULED: 60,
    Priority.DEFER: None,
}


def due(environment: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Days by priority as the document keeps them, and whose they are; AISPM_DUE_DAYS changes some or all of them.

    ``AISPM_DUE_DAYS="immediate=1, scheduled=30, defer=none"``

    Raises
    ------
    UsageError : it names no priority, or no whole number of days.
    """
    own = environment.get(VARIABLE, "").strip()
    days: dict[str, Any] = {str(priority): count for priority, count in DAYS.items()}
    for part in filter(None, (part.strip() for part in own.split(","))):
        name, _, count = (piece.strip() for piece in part.partition("="))
        if name not in days or not (count.isdecimal() or count == "none"):
            raise UsageError(
                f"{VARIABLE}: expected parts like immediate=3 or defer=none, of {', '.join(days)}; found {part!r}; mend it, or unset it"
            )
        days[name] = None if count == "none" else int(count)
    return {**days, "source": VARIABLE if own else SOURCE}
