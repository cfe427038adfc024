"""What ``inspect`` answers: rows, worst first, that read well in a notebook, a terminal and a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .verdict import Inspected, Verdict, worst

if TYPE_CHECKING:
    import pandas as pd

SHOWN = 10
NEXT = {
    Verdict.DANGEROUS: "Do not load it. Ask for the weights alone (safetensors, skops, ONNX), or build it again from its source.",
    Verdict.UNKNOWN: "Load it only if you know who made it, and where nothing can be harmed: a container without network or secrets.",
    Verdict.NOT_ASSESSED: "Nobody has looked into all of it: treat it as unknown.",
    Verdict.KNOWN: "All that it names is on the allow-list. That is not a promise: check where it comes from.",
}
_COLOURS = {
    Verdict.DANGEROUS: "#b3261e",
    Verdict.UNKNOWN: "#9a6700",
    Verdict.NOT_ASSESSED: "#5f6368",
    Verdict.KNOWN: "#1a7f37",
}


@dataclass(frozen=True, repr=False)
class Inspection:
    """The answer of :func:`inspect`.

    Attributes
    ----------
    path : what was inspected.
    found : a row a file and a member, worst first.
    verdict : the worst of them.
    second_opinion : by file what picklescan says of it, dangerous or not; None when it was not asked.
    rows : the same as a table (pandas) of path, format, verdict, names, why, and picklescan if that was asked.
    """

    path: str
    found: tuple[Inspected, ...]
    second_opinion: dict[str, str] | None = None

    @property
    def verdict(self) -> Verdict:
        return worst(row.verdict for row in self.found)

    @property
    def rows(self) -> pd.DataFrame:
        import pandas as pd

        columns = ["path", "format", "verdict", "names", "why"] + ["picklescan"] * (self.second_opinion is not None)
        return pd.DataFrame([self._row(row) for row in self.found], columns=columns)

    def __len__(self) -> int:
        return len(self.found)

    def __iter__(self) -> Iterator[Inspected]:
        return iter(self.found)

    def to_dict(self) -> dict[str, Any]:
        """The answer as plain values, for JSON."""
        return {"path": self.path, "verdict": self.verdict.value, "rows": [self._row(row) for row in self.found]}

    def _row(self, row: Inspected) -> dict[str, Any]:
        told = {} if self.second_opinion is None else {"picklescan": self._other(row)}
        return {"path": row.path, "format": row.format, "verdict": row.verdict.value,
                "names": [name.name for name in row.names], "why": row.why, **told}  # fmt: skip

    def _other(self, row: Inspected) -> str:
        """It answers for whole files."""
        return (self.second_opinion or {}).get(row.path.partition("!/")[0], "")

    def _counted(self) -> str:
        counts = Counter(row.verdict for row in self.found)
        said = ", ".join(f"{counts[verdict]:,} {verdict.value}" for verdict in Verdict if counts[verdict])
        return (
            f"{len(self.found):,} {'row' if len(self.found) == 1 else 'rows'}: {said}" if said else "nothing to inspect"
        )

    def _listed(self) -> list[Inspected]:
        """The worst rows; of known ones a few are enough, and a container that only repeats its member is left out."""
        bad = [row for row in self.found if row.verdict is not Verdict.KNOWN]
        repeated = {
            row.path
            for row in bad
            if any(other.path.startswith(row.path + "!/") and other.verdict is row.verdict for other in bad[:200])
        }
        return [row for row in bad if row.path not in repeated][:SHOWN] or list(self.found[:3])

    def __repr__(self) -> str:
        lines = [f"{self.path}: {self.verdict.value.upper()}  ({self._counted()})"]
        for row in self._listed():
            names = ", ".join(name.name for name in row.names if name.verdict is not Verdict.KNOWN)
            lines.append(
                f"  {row.verdict.value:<12}  {row.path}  [{row.format}]" + (f"  {names[:120]}" if names else "")
            )
            if row.why:
                lines.append(f"                {row.why[:200]}")
        if self.second_opinion is not None:
            files = [path for path, said in self.second_opinion.items() if said == "dangerous"]
            more = f" and {len(files) - 3:,} more" if len(files) > 3 else ""
            lines.append(f"picklescan calls dangerous: {', '.join(files[:3]) or 'none of them'}{more}")
        return "\n".join([*lines, NEXT[self.verdict]])

    def _repr_html_(self) -> str:
        import html  # and all its entities, which a folder in a terminal need not wait for

        cells = "".join(
            f"<tr><td style='color:{_COLOURS[row.verdict]};font-weight:600'>{row.verdict.value}</td>"
            f"<td style='text-align:left'><code>{html.escape(row.path)}</code></td><td>{html.escape(row.format)}</td>"
            f"<td style='text-align:left'>{html.escape(', '.join(name.name for name in row.names[:5]))}</td>"
            f"<td style='text-align:left'>{html.escape(row.why[:300])}</td></tr>"
            for row in self._listed()
        )
        return (
            f"<div><p><b>{html.escape(self.path)}</b>: <b style='color:{_COLOURS[self.verdict]}'>{self.verdict.value}</b>"
            f" ({self._counted()}). {html.escape(NEXT[self.verdict])}</p><table><thead><tr><th>verdict</th><th>path</th>"
            f"<th>format</th><th>names</th><th>why</th></tr></thead><tbody>{cells}</tbody></table></div>"
        )
