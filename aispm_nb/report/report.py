"""The report on one data set: rows, findings, a cleaned copy, a view."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from ..sources.datasets.measured import measured
from ..sources.datasets.tables import MEASURED
from ..sources.land import in_types
from ..training_data.check import Checked
from ..training_data.cleaned import Cleaned, cleaned
from ..training_data.columns import room
from ..training_data.detect import ALERT, ALERT_RATE, FAMILIES, FILTER, FILTER_RATE
from ..training_data.inputs import Input
from ..vocabulary import UsageError
from . import judging, words

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, repr=False)
class Report:
    """The answer of :func:`check_data`.

    Attributes
    ----------
    checked : what was measured.
    threshold : of ``suspicion``: at or above it are ``alert_rate`` of the rows of a clean data set.
    filter_threshold : the stricter one that ``clean`` drops from, with ``filter_rate``.
    """

    checked: Checked
    _source: Input
    _frame: pd.DataFrame | None = None

    threshold = ALERT
    filter_threshold = FILTER
    alert_rate = ALERT_RATE
    filter_rate = FILTER_RATE

    @cached_property
    def rows(self) -> pd.DataFrame:
        """A row a row: ``row, suspicion``, a column a family, ``threat, why``, a column a check. Most suspicious first.

        Of a set too large to keep every score, only rows at or above ``threshold``; ``scores=…`` writes all of them.
        """
        import pandas as pd

        part = self.checked.kept.part
        families = [str(family) for family in FAMILIES if part is not None and family in part.families]
        if part is None:
            return pd.DataFrame(columns=["row", "suspicion", *families, "threat", "why"])
        named = np.array([*FAMILIES, None], dtype=object)[part.threat]
        frame = pd.DataFrame({"row": part.row, "suspicion": part.suspicion, **{f: part.families[f] for f in families},
                              "threat": named, "why": _masked([part.why.get(row, "") for row in part.row.tolist()]),
                              **part.checks})  # fmt: skip
        return frame.sort_values(["suspicion", "row"], ascending=[False, True], ignore_index=True)

    @cached_property
    def _judged(self) -> tuple[list[dict[str, Any]], dict[str, str]]:
        """Findings, worst first; rules that leave it open, and why."""
        con = judging.room(MEASURED)
        for name, rows in measured(self.checked).items():
            landed = in_types(con, name, [{**row, "asset": self._asset} for row in rows])
            con.register("landed", landed)
            con.execute(f"INSERT INTO {name} SELECT * FROM landed")
        return judging.judged(con, MEASURED), judging.unsettled(con)

    @cached_property
    def findings(self) -> pd.DataFrame:
        """What the rules make of it: rule, title, severity, confidence, threat, says, evidence, fix. Worst first."""
        import pandas as pd

        return pd.DataFrame(self._judged[0], columns=judging.COLUMNS)

    @property
    def triggers(self) -> list[str]:
        """The triggers of backdoors, a sentence each."""
        return _masked([trigger.sentence for trigger in self.checked.triggers])

    @property
    def not_assessed(self) -> dict[str, str]:
        """What was not looked at or leaves it open, and why: "rows", a family, a column, or a rule."""
        missed = self.checked.not_assessed | {f"column {k}": why for k, why in self.checked.codebook.left_out.items()}
        told = set(missed.values())
        return missed | {rule: why for rule, why in self._judged[1].items() if why not in told}

    def clean(
        self, *, drop: bool = True, relabel: bool = False, mask: bool = False, threshold: float = FILTER
    ) -> Cleaned:
        """A sanitised copy of the rows, with a log.

        Parameters
        ----------
        drop : leave out the rows whose suspicion is at or above ``threshold``.
        relabel : rows that their label makes suspicious get the likelier class instead of being dropped.
        mask : replace personal data and secrets in the columns that hold them.

        Raises
        ------
        UsageError : the set is too large to be held in memory; filter it with the scores instead.
        """
        if not self.checked.kept.whole:
            raise UsageError(
                f"{self._source.name}: {self._source.count:,} rows are too many for a copy in memory; write scores=… and filter by suspicion"
            )
        rows = self.rows
        bad = rows[rows["suspicion"] >= threshold] if drop or relabel else rows[:0]
        because = {
            row: why or threat or ""
            for row, why, threat in zip(bad["row"].tolist(), bad["why"], bad["threat"], strict=True)
        }
        held = {
            name: ", ".join(value.kind for value in [*facts.secret, *facts.personal])
            for name, facts in self.checked.columns.items()
            if mask and (facts.secret or facts.personal)
        }
        label, relabelled = self.checked.codebook.label, {}
        if relabel and "likelier_class" in bad:
            wrong = bad[(bad["threat"] == "label") & bad["likelier_class"].notna()]
            meant = [self.checked.codebook.classes[int(code)] for code in wrong["likelier_class"]]
            relabelled = {row: (name, because.pop(row)) for row, name in zip(wrong["row"].tolist(), meant, strict=True)}
        return cleaned(self._given, because if drop else {}, relabelled, label, held)

    def view(self, posture: Any = None, asset: str | None = None) -> Any:
        """The interactive view: rows in two dimensions, the list, the classes, the triggers, all linked.

        Parameters
        ----------
        posture : shows which versions and aliases were trained on these rows, by its data set ``asset`` (looked for by name
            when not given).

        ``.selected`` of what is given back holds the selected rows.
        """
        from ..views.rows import show

        return show(self, posture, asset)

    @cached_property
    def _given(self) -> Any:
        """The rows as they came when that was a frame; those of a file as a frame, any others as Arrow."""
        if self._frame is not None:
            return self._frame
        table = self._source.table()
        return table.to_pandas() if Path(self._source.name).suffix else table

    @property
    def _asset(self) -> str:
        source = self._source.name
        return f"files:/{source.lstrip('/')}" if Path(source).suffix else f"datasets:/{source}"

    @property
    def name(self) -> str:
        return self._source.name

    def to_dict(self, rows: int = 100) -> dict[str, Any]:
        """The report as plain values, for JSON, with the most suspicious rows."""
        suspicious = self.rows[self.rows["suspicion"] >= self.threshold].head(rows)
        return {
            "name": self.name, "count": self.checked.count, "scored": self.checked.scored,
            "label": self.checked.codebook.label, "classes": _masked(list(self.checked.codebook.classes)),
            "threshold": self.threshold, "alert_rate": self.alert_rate, "suspicious": self.checked.kept.alerts.get("suspicion", 0),
            "findings": self.findings.to_dict("records"), "triggers": self.triggers,
            "rows": json.loads(suspicious.to_json(orient="records")), "not_assessed": self.not_assessed,
        }  # fmt: skip

    def __repr__(self) -> str:
        return words.text(self)

    def _repr_html_(self) -> str:
        return words.html(self)


def _masked(texts: list[str]) -> list[str]:
    """Sentences quote values of the data: what they hold of secrets and personal data is masked."""
    told = sorted({text for text in texts if text})
    if not told:
        return texts
    con = room().cursor()
    con.register("said", pa.table({"t": told}))
    shown = dict(con.execute("SELECT t, shown(t) FROM said").fetchall())
    return [shown.get(text, "") for text in texts]
