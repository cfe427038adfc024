"""Honest files: every scikit-learn estimator fitted on a few rows, compositions, and what the other libraries write."""

from __future__ import annotations

import importlib.util
import io
import pickle
import warnings
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

import joblib
import numpy as np
import pandas as pd

ROWS = np.random.default_rng(0).random((24, 4))
LABELS = np.arange(24) % 2
# Estimators that ask for others.
ASKING = {
    "estimator": ("DecisionTreeClassifier", "DecisionTreeRegressor"),
    "estimators": ("DecisionTreeClassifier", "DecisionTreeRegressor"),
}


def estimators() -> Iterator[tuple[str, Any]]:
    """Every estimator that can be made and fitted with no more than rows and labels; unfitted where fitting asks for more."""
    from sklearn.base import clone
    from sklearn.linear_model import LogisticRegression, Ridge
    from sklearn.utils import all_estimators

    for name, cls in all_estimators():
        inner = Ridge() if "Regress" in name or "Regressor" in name else LogisticRegression(max_iter=20)
        for parameters in (
            {},
            {"estimator": inner},
            {"estimators": [("a", inner), ("b", clone(inner))]},
            *_SEARCHES(inner),
        ):
            try:
                made = cls(**parameters)
            except TypeError:
                continue
            for rows, labels in (
                (ROWS, LABELS),
                (ROWS, LABELS.astype(float)),
                (ROWS, np.c_[LABELS, 1 - LABELS]),
                (ROWS[:, 0], LABELS),
            ):
                try:
                    yield name, made.fit(rows, labels)
                    break
                except Exception:  # an estimator that wants texts or dictionaries: pickled as it is
                    continue
            else:
                yield name, made
            break


def _SEARCHES(inner: Any) -> Iterator[dict[str, Any]]:
    grid = {"alpha": [1.0]} if type(inner).__name__ == "Ridge" else {"C": [1.0]}
    yield {"estimator": inner, "param_grid": grid}
    yield {"estimator": inner, "param_distributions": grid}
    yield {"transformers": [("a", "passthrough", [0])]}
    yield {"transformer_list": [("a", "passthrough")]}
    yield {"steps": [("a", inner)]}


def compositions() -> Iterator[tuple[str, Any]]:
    """Pipelines as people build them."""
    from sklearn.compose import ColumnTransformer
    from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier, StackingClassifier
    from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
    from sklearn.feature_selection import SelectKBest, chi2
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import RBF, WhiteKernel
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import f1_score, make_scorer
    from sklearn.model_selection import GridSearchCV, StratifiedKFold
    from sklearn.pipeline import make_pipeline, make_union
    from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler

    frame = pd.DataFrame(ROWS, columns=list("abcd")).assign(
        kind=pd.Categorical(["x", "y"] * 12), town=["here", "there"] * 12
    )
    columns = ColumnTransformer(
        [
            ("numbers", make_pipeline(SimpleImputer(), StandardScaler()), list("abcd")),
            ("kinds", OneHotEncoder(handle_unknown="ignore"), ["kind", "town"]),
        ]
    )
    yield "column transformer", make_pipeline(columns, RandomForestClassifier(3)).fit(frame, LABELS)
    yield (
        "boosting on frames",
        HistGradientBoostingClassifier(max_iter=2, categorical_features="from_dtype").fit(
            frame.drop(columns="town"), LABELS
        ),
    )
    yield "log", make_pipeline(FunctionTransformer(np.log1p), StandardScaler()).fit(ROWS)
    yield "chi2", make_pipeline(SelectKBest(chi2, k=2), LogisticRegression()).fit(ROWS, LABELS)
    yield "union", make_union(StandardScaler(), SelectKBest(k=1)).fit(ROWS, LABELS)
    yield "texts", make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(["good day", "bad day"] * 12, LABELS)
    yield "counts", CountVectorizer(ngram_range=(1, 2)).fit(["good day", "bad day"])
    yield "process", GaussianProcessRegressor(RBF() + WhiteKernel()).fit(ROWS, LABELS)
    search = GridSearchCV(LogisticRegression(), {"C": [0.1, 1]}, scoring=make_scorer(f1_score), cv=StratifiedKFold(2))
    yield "search", search.fit(ROWS, LABELS)
    yield (
        "stack",
        StackingClassifier([("a", LogisticRegression()), ("b", RandomForestClassifier(2))], cv=2).fit(ROWS, LABELS),
    )


def data() -> Iterator[tuple[str, Any]]:
    """Plain data, arrays and frames."""
    yield (
        "plain",
        {
            "a": [1, 2.5, None, True, b"bytes", "text", (1, (2, (3,)))],
            "b": {1, 2},
            "c": frozenset("ab"),
            "d": 2**100,
            "e": 1j,
        },
    )
    yield "collections", [OrderedDict(a=1), defaultdict(list, a=[1]), Counter("aab")]
    yield (
        "times",
        [
            datetime(2026, 1, 2, 3, tzinfo=UTC),
            date(2026, 1, 2),
            timedelta(1),
            Decimal("1.5"),
            UUID(int=5),
            PurePosixPath("a/b"),
        ],
    )
    yield "deep", _deep(200)
    for dtype in ("f8", "f4", "i8", "i1", "?", "c16", "U5", "S3", "M8[ns]", "m8[s]", "O", ">f4"):
        yield f"array {dtype}", np.zeros((3, 2), dtype)
    yield "structured", np.zeros(3, [("a", "f8"), ("b", "i4", (2,)), ("c", "U3")])
    yield "structured objects", np.zeros(2, [("a", "f8"), ("b", "O")])
    yield "fortran", np.asfortranarray(ROWS)
    yield "many", [np.arange(i) for i in range(50)]
    yield (
        "objects among numbers",
        [np.array(["a", None], object), np.arange(5), np.array([{"a": np.arange(3)}], object), ROWS],
    )
    yield (
        "empty",
        [np.zeros((0, 3)), np.array(5), np.float64(2), np.int32(1), np.bool_(True), np.datetime64("2026-01-01")],
    )
    yield "masked", np.ma.masked_array([1, 2], [True, False])
    yield "random", [np.random.RandomState(0), np.random.default_rng(0)]
    frame = pd.DataFrame(
        {
            "i": [1, 2],
            "f": [0.5, None],
            "s": ["a", "b"],
            "t": pd.to_datetime(["2026-01-01", "2026-01-02"]),
            "z": pd.to_datetime(["2026-01-01", "2026-01-02"], utc=True),
            "c": pd.Categorical(["x", "y"]),
            "n": pd.array([1, None], "Int64"),
            "p": pd.period_range("2026-01", periods=2, freq="M"),
            "d": pd.to_timedelta([1, 2], "h"),
            "v": pd.interval_range(0, 2),
        }
    )
    yield "frame", frame
    yield (
        "indexed",
        [frame.set_index(["s", "i"]), frame["t"], frame.index, pd.Timestamp(0), pd.Timedelta(1), pd.NaT, pd.NA],
    )


def _deep(levels: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(levels):
        value = [value]
    return value


def boosters() -> Iterator[tuple[str, Any]]:
    """What is installed beside scikit-learn."""
    if importlib.util.find_spec("xgboost"):
        import xgboost

        yield "xgboost", xgboost.XGBClassifier(n_estimators=2).fit(ROWS, LABELS)
        yield "xgboost booster", xgboost.XGBRegressor(n_estimators=2).fit(ROWS, LABELS).get_booster()
    if importlib.util.find_spec("lightgbm"):
        import lightgbm

        yield "lightgbm", lightgbm.LGBMClassifier(n_estimators=2, verbose=-1).fit(ROWS, LABELS)
        yield "lightgbm booster", lightgbm.LGBMRegressor(n_estimators=2, verbose=-1).fit(ROWS, LABELS).booster_
    if importlib.util.find_spec("catboost"):
        import catboost

        yield (
            "catboost",
            catboost.CatBoostClassifier(iterations=2, verbose=False, allow_writing_files=False).fit(ROWS, LABELS),
        )
    if importlib.util.find_spec("imblearn"):
        from imblearn.over_sampling import SMOTE
        from imblearn.pipeline import make_pipeline
        from sklearn.linear_model import LogisticRegression

        yield "imblearn", make_pipeline(SMOTE(k_neighbors=2), LogisticRegression()).fit(ROWS, LABELS)
    if importlib.util.find_spec("statsmodels"):
        import statsmodels.api as sm

        yield "statsmodels", sm.OLS(LABELS, ROWS).fit()
        yield "statsmodels logit", sm.GLM(LABELS, ROWS, family=sm.families.Binomial()).fit()
    if importlib.util.find_spec("category_encoders"):
        import category_encoders

        yield "encoder", category_encoders.TargetEncoder().fit(pd.DataFrame({"a": ["x", "y"] * 12}), LABELS)
    if importlib.util.find_spec("torch"):
        import torch

        yield "torch module", torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.ReLU())
        yield "torch tensors", {"a": torch.zeros(2), "b": torch.nn.Parameter(torch.ones(1))}


def dumped(value: Any, protocols: range = range(6)) -> Iterator[tuple[str, bytes]]:
    """The ways to write a value: pickle and joblib, every protocol."""
    for protocol in protocols:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                yield f"pickle {protocol}", pickle.dumps(value, protocol)
            except (TypeError, ValueError, pickle.PicklingError, RecursionError):
                continue
            file = io.BytesIO()
            joblib.dump(value, file, protocol=protocol)
            yield f"joblib {protocol}", file.getvalue()


def torch_legacy(value: Any) -> bytes:
    import torch

    file = io.BytesIO()
    torch.save(value, file, _use_new_zipfile_serialization=False)
    return file.getvalue()
