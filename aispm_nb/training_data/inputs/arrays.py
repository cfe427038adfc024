"""NumPy arrays: one column, rows by columns, or a stack of images."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ...vocabulary import UsageError
from .plain import as_they_read

CHANNELS = (1, 3, 4)


def from_numpy(data: NDArray[np.generic]) -> tuple[pa.Table, tuple[int, int, int] | None]:
    """Columns and, for (n, height, width) or (n, height, width, channels), the shape of an image.

    Columns are named by their position; pixels by (row, column) or (row, column, channel).

    Raises
    ------
    UsageError : the array has no rows' axis, more than four axes, or values that are no numbers and no text.
    """
    if not isinstance(data, np.ma.MaskedArray):
        data = np.asarray(data)  # the rows of a matrix are no arrays of one axis
    if data.dtype.names:
        fields: Any = data  # a structured array is indexed by name
        return pa.table({name: _array(fields[name]) for name in data.dtype.names}), None
    if not 1 <= data.ndim <= 4 or (data.ndim == 4 and data.shape[3] not in CHANNELS):
        raise UsageError(
            f"NumPy array of shape {data.shape}: expected (rows,), (rows, columns), (images, height, width) or "
            "(images, height, width, 1, 3 or 4 channels); reshape it"
        )
    if data.ndim < 3:
        flat = data.reshape(len(data), -1)
        return pa.table(
            [_array(flat[:, i]) for i in range(flat.shape[1])], names=[str(i) for i in range(flat.shape[1])]
        ), None
    height, width = data.shape[1:3]
    channels = data.shape[3] if data.ndim == 4 else 1
    flat = data.reshape(len(data), height * width * channels)
    places = np.ndindex((height, width, channels) if channels > 1 else (height, width))
    names = ["(" + ", ".join(map(str, place)) + ")" for place in places]
    return pa.table([_array(flat[:, i]) for i in range(flat.shape[1])], names=names), (height, width, channels)


def _array(values: NDArray[np.generic]) -> pa.Array:
    if values.dtype.kind == "f" and values.dtype.itemsize not in (4, 8):  # half and long double
        values = values.astype(np.float64)
    if not values.dtype.isnative:
        values = values.astype(values.dtype.newbyteorder("="))
    if values.dtype.kind == "c":
        raise UsageError(
            "NumPy array of complex numbers: expected real numbers; give real and imaginary parts as columns"
        )
    mask = np.ma.getmaskarray(values) if isinstance(values, np.ma.MaskedArray) else None
    try:
        return pa.array(np.ascontiguousarray(values), mask=mask)
    except (pa.ArrowException, TypeError, ValueError):
        return as_they_read(values.tolist())
