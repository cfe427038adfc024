"""What a column holds is decided once and said."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from aispm_nb.training_data.codebook import Codebook
from aispm_nb.training_data.encoded import MISSING, Kind
from aispm_nb.training_data.inputs import open_input
from aispm_nb.vocabulary import UsageError


def _table(**columns: object) -> pa.Table:
    return open_input(pd.DataFrame(columns)).table()


def test_kinds() -> None:
    n = 200
    table = _table(
        number=np.arange(n) / 3, category=["a", "b", "b", "b"] * (n // 4), text=[f"the {i} quick brown foxes" for i in range(n)],
        key=[f"id-{i}" for i in range(n)], nothing=[None] * n, nested=[[1]] * n, when=[dt.datetime(2026, 1, 1)] * n,
        flag=[True, False] * (n // 2),
    )  # fmt: skip
    book = Codebook.of(table, None, None, None)
    assert {f.name: f.kind for f in book.features} == {
        "number": Kind.NUMBER, "category": Kind.CATEGORY, "when": Kind.NUMBER, "flag": Kind.NUMBER,
    }  # fmt: skip
    assert book.texts == ("text",)
    assert set(book.left_out) == {"key", "nothing", "nested"}
    assert next(f for f in book.features if f.name == "category").values == ("b", "a")


def test_missing_and_infinite_are_nan_and_an_unseen_category_gets_a_code_of_its_own() -> None:
    book = Codebook.of(_table(x=[1.0, 2.0], c=["a", "b"]), None, None, None)
    numbers = book.encode(_table(x=[np.inf, np.nan, 3.0], c=["z", None, "b"])).numbers
    assert np.isnan(numbers[:2, 0]).all() and numbers[2, 0] == 3
    assert numbers[0, 1] == 2 and np.isnan(numbers[1, 1]) and numbers[2, 1] == 1


def test_times_far_from_zero_stay_apart() -> None:
    when = [dt.datetime(2026, 1, 1) + dt.timedelta(seconds=i) for i in range(100)]
    numbers = Codebook.of(_table(t=when), None, None, None).encode(_table(t=when)).numbers[:, 0]
    assert (np.diff(numbers) == 1).all()


@pytest.mark.parametrize(
    ("label", "task", "classes"),
    [
        ([3, 1, 2] * 50, "classification", ("1", "2", "3")),
        ([1.0, 0.0, np.nan] * 50, "classification", ("0", "1")),
        (["no", "yes", None] * 50, "classification", ("no", "yes")),
        (list(np.arange(150) / 7), "regression", ()),
    ],
)
def test_labels(label: list[object], task: str, classes: tuple[str, ...]) -> None:
    table = _table(x=range(150), y=label)
    book = Codebook.of(table, "y", None, None)
    assert (book.task, book.classes) == (task, classes)
    encoded = book.encode(table)
    if task == "classification":
        assert encoded.label is not None
        assert ((encoded.label == MISSING) == pd.isna(pd.Series(label)).to_numpy()).all()
    else:
        assert encoded.target is not None and encoded.target[7] == 1.0


def test_a_label_that_is_not_there_is_named() -> None:
    with pytest.raises(UsageError, match=r"label 'z'.*found x"):
        Codebook.of(_table(x=[1]), "z", None, None)


def test_too_many_classes_are_refused() -> None:
    with pytest.raises(UsageError, match=r"2,000 different values"):
        Codebook.of(_table(y=[f"c{i}" for i in range(2000)]), "y", None, None)
