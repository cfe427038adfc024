"""The digest that MLflow gives to a pandas data set, of rows that were read again."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

ROWS = 10_000  # that MLflow hashes at most


def pandas_digest(head: pd.DataFrame, rows: int) -> str:
    """Eight hexadecimal digits: MLflow's ``compute_pandas_digest`` (mlflow/data/digest_utils.py), without importing MLflow.

    ``head`` holds the first ``ROWS`` of ``rows`` rows. It hashes the index too, and only columns of numbers and of text:
    rows that were shuffled or held dates before they were written give another digest when they are read.
    """
    import pandas as pd

    text = head.columns[head.map(lambda value: type(value) is str).all(axis=0)]
    kept = head[text.union(head.select_dtypes(include=[np.number]).columns)]
    md5 = hashlib.md5(usedforsecurity=False)
    md5.update(pd.util.hash_pandas_object(kept).to_numpy().tobytes())
    md5.update(np.int64(rows).tobytes())
    for name in head.columns:
        md5.update(str(name).encode())
    return md5.hexdigest()[:8]
