"""From Arrow columns to the encoded form: what each column holds is decided once, on a sample, and kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from ..vocabulary import UsageError
from .encoded import MISSING, Encoded, Feature, Kind
from .identity_numbers import kind_of
from .inputs.plain import as_they_read

Task = Literal["classification", "regression"]
MOST_CATEGORIES = 1_000
MOST_CLASSES = 1_000
FLOAT32 = float(1 << 24)  # beyond this whole numbers are no longer exact in float32


@dataclass(frozen=True)
class Codebook:
    """How columns are read.

    Attributes
    ----------
    features : columns read as numbers, with the value that is taken off each before it becomes float32.
    offsets : (d,) float64.
    texts : columns read as free text.
    left_out : column -> why it is not looked at.
    label : the label's column; ``classes`` of a classification, none for a regression.
    """

    features: tuple[Feature, ...]
    offsets: NDArray[np.float64]
    texts: tuple[str, ...]
    left_out: dict[str, str]
    label: str | None
    classes: tuple[str, ...]
    task: Task
    image: tuple[int, int, int] | None

    @classmethod
    def of(cls, sample: pa.Table, label: str | None, task: Task | None, image: tuple[int, int, int] | None) -> Codebook:
        """Decide from a sample.

        Raises
        ------
        UsageError : there is no such label.
        """
        if label is not None and label not in sample.column_names:
            raise UsageError(
                f"label {label!r}: expected one of the columns, found {_some(sample.column_names)}; name one of them"
            )
        features, offsets, texts, left_out = [], [], [], {}
        for name in sample.column_names:
            if name == label:
                continue
            kind, values, found = _kind(sample.column(name))
            if kind is None:
                left_out[name] = found
            elif kind == "text":
                texts.append(name)
            else:
                features.append(Feature(name, Kind.PIXEL if image else kind, values))
                offsets.append(_offset(sample.column(name)) if kind is Kind.NUMBER else 0.0)
        classes: tuple[str, ...] = ()
        if label is not None:
            task = task or _task(sample.column(label))
            classes = _classes(sample.column(label)) if task == "classification" else ()
        return cls(
            tuple(features), np.array(offsets), tuple(texts), left_out, label, classes, task or "classification", image
        )

    def encode(self, table: pa.Table) -> Encoded:
        """Rows of ``table`` in the encoded form; (n, d) float32."""
        numbers = np.empty((len(table), len(self.features)), np.float32)
        for i, feature in enumerate(self.features):
            column = table.column(feature.name)
            numbers[:, i] = (
                _codes(column, feature.values) if feature.values else _small(_numbers(column) - self.offsets[i])
            )
        texts = {name: _strings(table.column(name)) for name in self.texts}
        encoded = Encoded(numbers, self.features, texts, self.image)
        if self.label is None:
            return encoded
        column = table.column(self.label)
        if self.task == "regression":
            return replace(encoded, target=_numbers(column))
        return replace(encoded, label=_codes(column, self.classes, MISSING).astype(np.int32), classes=self.classes)

    def learn_classes(self, column: pa.ChunkedArray) -> Codebook:
        """The same, with the classes that a column holds besides those of the sample."""
        if self.task == "regression" or self.label is None:
            return self
        more = tuple(name for name in _classes(column) if name not in set(self.classes))
        return replace(self, classes=self.classes + more) if more else self


def _kind(column: pa.ChunkedArray) -> tuple[Kind | Literal["text"] | None, tuple[str, ...], str]:
    """What a column holds, the values of a category by falling frequency, or why it is left out."""
    kind = column.type
    if column.null_count == len(column):
        return None, (), "no value"
    if whose := kind_of(column):
        return None, (), f"a {whose} in every row: it tells who somebody is, and no model should learn from it"
    if _is_number(kind):
        return Kind.NUMBER, (), ""
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        return None, (), f"values of type {kind}"
    counted = _counted(column)
    known = len(column) - column.null_count
    if len(counted) <= max(20, min(MOST_CATEGORIES, known // 20)):
        return Kind.CATEGORY, tuple(counted), ""
    words = pc.mean(pc.count_substring(as_text(column), " ")).as_py() or 0.0
    if words >= 2:
        return "text", (), ""
    if len(counted) <= min(MOST_CATEGORIES, known // 2):
        return Kind.CATEGORY, tuple(counted), ""
    return None, (), f"{len(counted):,} different values in {known:,} rows: an identifier"


def _is_number(kind: pa.DataType) -> bool:
    t = pa.types
    return bool(
        (t.is_integer(kind) or t.is_floating(kind) or t.is_boolean(kind) or t.is_decimal(kind) or t.is_temporal(kind))
        and not t.is_interval(kind)  # months, days and nanoseconds have no common unit
    )


def _numbers(column: pa.ChunkedArray) -> NDArray[np.float64]:
    """(n,) float64; missing and infinite values are NaN; times are seconds."""
    kind = column.type
    if not _is_number(kind):  # a later batch may hold text where the sample held numbers
        return _each(column)
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        column = column.cast(pa.timestamp("us")).cast(pa.int64())
        values = _float(column) / 1e6
    elif pa.types.is_time(kind) or pa.types.is_duration(kind):
        values = (
            _float(column.cast(pa.duration("us") if pa.types.is_duration(kind) else pa.time64("us")).cast(pa.int64()))
            / 1e6
        )
    else:
        values = _float(column)
    values[~np.isfinite(values)] = np.nan
    return values


def _float(column: pa.ChunkedArray) -> NDArray[np.float64]:
    return np.array(column.cast(pa.float64(), safe=False).to_numpy(), dtype=np.float64)


def _small(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """What float32 cannot hold is as good as infinite, and so missing."""
    values[np.abs(values) > np.finfo(np.float32).max] = np.nan
    return values


def _each(column: pa.ChunkedArray) -> NDArray[np.float64]:
    found = np.full(len(column), np.nan)
    for i, value in enumerate(as_text(column).to_pylist()):
        try:
            found[i] = float(value) if value is not None else np.nan
        except ValueError:
            continue
    found[~np.isfinite(found)] = np.nan
    return found


def _offset(column: pa.ChunkedArray) -> float:
    """What to take off so that float32 keeps neighbouring values apart: nothing, unless values are far from zero."""
    values = _numbers(column)
    if np.isnan(values).all():
        return 0.0
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    far = max(abs(low), abs(high)) >= FLOAT32 and high - low < max(abs(low), abs(high))
    return low if far else 0.0


def _codes(column: pa.ChunkedArray, values: tuple[str, ...], unseen: int | None = None) -> NDArray[np.float64]:
    """(n,) codes of values as text; NaN where missing (``unseen`` when given); a value not listed gets the next code."""
    plain = as_text(column)
    codes = pc.index_in(plain, value_set=pa.array(values, pa.string()))
    found = np.array(codes.fill_null(-1).to_numpy(), dtype=np.float64)
    missing = np.asarray(pc.is_null(plain).to_numpy())
    if unseen is not None:
        found[found < 0] = unseen
        return found
    found[found < 0] = len(values)
    found[missing] = np.nan
    return found


def as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Values as text, the same text whatever the type they came in; NaN is missing."""
    if pa.types.is_floating(column.type):
        column = pc.if_else(pc.is_nan(column), None, column)
        whole = pc.all(pc.equal(pc.round(column), column)).as_py()
        if whole and (pc.max(pc.abs(column)).as_py() or 0) < 2**53:
            column = column.cast(pa.int64())
    try:
        return column.cast(pa.string())
    except pa.ArrowException:
        return pa.chunked_array([as_they_read(column.to_pylist())])


def _strings(column: pa.ChunkedArray) -> list[str]:
    return [value or "" for value in as_text(column).to_pylist()]


def _counted(column: pa.ChunkedArray) -> list[str]:
    """Different values as text, by falling frequency and then by name."""
    counts = pc.value_counts(as_text(column).drop_null())
    pairs = zip(counts.field("values").to_pylist(), counts.field("counts").to_pylist(), strict=True)
    return [value for value, _ in sorted(pairs, key=lambda pair: (-pair[1], pair[0]))]


def _task(column: pa.ChunkedArray) -> Task:
    """A label is a regression's when it holds many different numbers that are not classes by their look."""
    kind = column.type
    if not (pa.types.is_floating(kind) or pa.types.is_integer(kind) or pa.types.is_decimal(kind)):
        return "classification"
    known = column.drop_null()
    different = pc.count_distinct(known).as_py()
    whole = not pa.types.is_floating(kind) or pc.all(pc.equal(pc.round(known), known)).as_py() is not False
    if different <= 20 or (whole and different <= 100 and different < len(known) / 10):
        return "classification"
    return "regression"


def _classes(column: pa.ChunkedArray) -> tuple[str, ...]:
    found = _counted(column)
    if len(found) > MOST_CLASSES:
        raise UsageError(
            f"The label has {len(found):,} different values: expected at most {MOST_CLASSES:,} classes; name another label, "
            "or say task='regression'"
        )
    return tuple(sorted(found, key=_natural))


def _natural(name: str) -> tuple[bool, float, str]:
    """Numbers by value and first, then words."""
    try:
        return False, float(name), name
    except ValueError:
        return True, 0.0, name


def _some(names: list[str], most: int = 8) -> str:
    return ", ".join(names[:most]) + (" …" if len(names) > most else "") or "no columns"
