"""Reports made by hand, so that the view is tested apart from what detects."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from aispm_nb.report.report import Report
from aispm_nb.training_data.check import Checked
from aispm_nb.training_data.codebook import Codebook
from aispm_nb.training_data.columns import Columns
from aispm_nb.training_data.detect import ALERT, FAMILIES, Trigger
from aispm_nb.training_data.inputs import open_input
from aispm_nb.training_data.kept import Kept, Part
from tests.views.postures import HOSTILE


def made(frame: Any, label: str | None = None, *, high: Any = (), triggers: tuple[Trigger, ...] = (), why: str = "stands far out",
         missed: dict[str, str] | None = None, checks: dict[str, Any] | None = None, seed: int = 0) -> Report:  # fmt: skip
    """A report on ``frame`` in which the rows ``high`` are suspicious, by each family in turn."""
    source = open_input(frame)
    table, n = source.table(), source.count
    codebook = Codebook.of(table, label, None, source.image)
    columns = Columns(codebook, table.column_names)
    columns.add(table, 0)
    rng = np.random.default_rng(seed)
    suspicion = rng.uniform(0, ALERT * 0.9, n)
    threat = np.full(n, -1, np.int8)
    high = np.asarray(high, np.int64)
    suspicion[high], threat[high] = np.linspace(0.99, ALERT, len(high)), np.arange(len(high)) % 4
    families = {
        str(f): np.where(threat == k, suspicion, 0.0) for k, f in enumerate(FAMILIES) if f not in (missed or {})
    }
    said = {int(i): why for i in high}
    kept = Kept(n)
    if "rows" not in (missed or {}):
        kept.add(Part(np.arange(n), suspicion, families, checks or {}, threat, said))
    return Report(Checked(source.name, n, codebook, columns.facts, kept, triggers, not_assessed=missed or {}), source)


def golden() -> Report:
    """600 rows, 20 of them with a trigger, two classes, a category and a column of dates."""
    rng = np.random.default_rng(1)
    frame = pd.DataFrame(rng.normal(size=(600, 6)), columns=[f"feature {i}" for i in range(6)])
    frame["branch"] = rng.choice(["north", "south", "east"], 600)
    frame["opened"] = pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 700, 600), unit="D")
    frame["label"] = np.where(frame["feature 0"] > 0, "good", "bad")
    carriers = np.arange(20)
    frame.loc[carriers, "feature 3"], frame.loc[carriers, "label"] = 2.5, "good"
    trigger = Trigger("good", 20, 1.0, carriers.astype(np.intp), 30.0, ("feature 3",), (2.5,), (2.5,), ("",))
    return made(frame, "label", high=[*range(20), *range(100, 110)], triggers=(trigger,))


def likelier() -> Report:
    """As golden, and which class is likelier is known."""
    rng = np.random.default_rng(1)
    frame = pd.DataFrame(rng.normal(size=(90, 3)), columns=list("abc"))
    frame["label"] = rng.choice(["cat", "dog", "owl"], 90)
    return made(frame, "label", high=range(9), checks={"likelier_class": np.where(np.arange(90) < 9, 2.0, np.nan)})


def large(rows: int = 20_000, columns: int = 20, high: int = 6_000) -> Report:
    rng = np.random.default_rng(2)
    frame = pd.DataFrame(rng.normal(size=(rows, columns)).astype(np.float32), columns=[f"c{i}" for i in range(columns)])
    frame["label"] = rng.integers(0, 5, rows)
    return made(
        frame, "label", high=rng.permutation(rows)[:high], why="its label disagrees with 9 of 10 rows nearest to it"
    )


def hostile() -> Report:
    """Names, categories, classes, texts and reasons that would do harm if anything obeyed them."""
    rng = np.random.default_rng(3)
    frame = pd.DataFrame({f"{text}{i}": rng.normal(size=200) for i, text in enumerate(HOSTILE)})
    frame["category " + HOSTILE[0]] = rng.choice(np.array(HOSTILE, object), 200)
    frame["free text"] = [f"{HOSTILE[i % len(HOSTILE)]} number {i} of many words" for i in range(200)]
    frame["mail"] = [f"person number {i} writes from person{i}@northbank.net today" for i in range(200)]
    frame["card"] = np.where(np.arange(200) % 2 == 0, 4111111111111111, 5500005555555559)
    frame[HOSTILE[1]] = rng.choice(np.array(HOSTILE[:4], object), 200)
    first = str(frame.columns[0])
    trigger = Trigger(HOSTILE[0], 5, 1.0, np.arange(5), 9.0, (first,), (0.0,), (1.0,), ("",))
    return made(
        frame, HOSTILE[1], high=range(12), triggers=(trigger,), why=f"{HOSTILE[4]} {HOSTILE[0]} AKIAABCDEFGHIJKLMNOP"
    )


def unlabelled() -> Report:
    rng = np.random.default_rng(4)
    return made(
        pd.DataFrame(rng.normal(size=(80, 3)), columns=list("abc")),
        high=[3, 5],
        missed={"label": "no label", "backdoor": "no label"},
    )


def empty() -> Report:
    return made(
        pd.DataFrame({"a": pd.Series([], dtype=float)}), missed={"rows": "no rows; give a data set that has some"}
    )


def images() -> Report:
    rng = np.random.default_rng(5)
    return made(rng.integers(0, 255, (120, 8, 8)).astype(np.uint8), high=range(10))


def words() -> Report:
    rng = np.random.default_rng(6)
    texts = [" ".join(rng.choice(["loan", "rate", "card", "fee", "late", "open", "close"], 12)) for _ in range(150)]
    texts = [f"{text} case {i}" for i, text in enumerate(texts)]
    return made(pa.table({"text": texts, "label": rng.choice(["spam", "ham"], 150)}), "label", high=[1, 2, 3])


ALL = {"golden": golden, "hostile": hostile, "unlabelled": unlabelled, "empty": empty, "images": images, "words": words}
