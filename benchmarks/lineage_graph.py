"""A lineage as a registry has it, seeded, of any number of edges: the table ``lineage`` and the view ``served``.

Runs read two data sets each (a few are read by many, most by few), a third are children, three in ten start from a
model of an earlier run, three in five produce a model, two in three of those are registered, one version in twenty is a
copy of an earlier one, and a few thousand are served. Names are as MLflow's are: 40 characters and more.
"""

from __future__ import annotations

import duckdb
import numpy as np
import pyarrow as pa

SERVED = 5_000
PER_RUN = 4.227  # edges to a run, as the proportions above give them


def make(con: duckdb.DuckDBPyConnection, edges: int, seed: int = 0) -> int:
    """Make the tables ``lineage`` and ``served``; the number of edges."""
    random = np.random.default_rng(seed)
    runs = int((edges - SERVED) / PER_RUN)
    run = np.arange(runs)
    sets = runs // 20
    made = run[random.random(runs) < 0.6]  # the run that made a logged model; it has the run's number
    registered = made[random.random(len(made)) < 2 / 3]
    versions = len(registered)
    child = run[1:][random.random(runs - 1) < 1 / 3]
    tuned = run[1:][random.random(runs - 1) < 0.3]
    base = _before(random, tuned) if len(made) else tuned
    copy = np.arange(1, versions)[random.random(versions - 1) < 0.05]
    served = random.choice(versions, SERVED, replace=False)
    parts = [
        ("input", "datasets:/", (sets * random.random(2 * runs) ** 3).astype(np.int64), "runs:/", np.repeat(run, 2)),
        ("parent", "runs:/", child - 1 - random.integers(0, 20, len(child)).clip(max=child - 1), "runs:/", child),
        ("produced", "runs:/", made, "models:/m-", made),
        ("consumed", "models:/m-", made[np.searchsorted(made, base).clip(max=len(made) - 1)], "runs:/", tuned),
        ("registered", "models:/m-", registered, "version", np.arange(versions)),
        ("version", "model", np.arange(versions) // 20, "version", np.arange(versions)),
        ("copied", "version", _before(random, copy), "version", copy),
        ("alias", "version", served, "alias", served),
    ]
    con.execute("CREATE OR REPLACE TEMP TABLE lineage (source VARCHAR, target VARCHAR, kind VARCHAR)")
    for kind, above, source, below, target in parts:
        con.register("pairs", pa.table({"source": source, "target": target}))
        con.execute(
            f"INSERT INTO lineage SELECT DISTINCT {_name(above, 'source')}, {_name(below, 'target')}, '{kind}' FROM pairs"
        )
    con.register("pairs", pa.table({"served": served}))
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE served AS SELECT {_name('version', 'served')} AS asset, {_name('model', 'served // 20')} "
        "AS model, 'model' AS name, '@champion' AS served_as, true AS production FROM pairs"
    )
    con.unregister("pairs")
    return int(con.execute("SELECT count(*) FROM lineage").fetchall()[0][0])


def _before(random: np.random.Generator, numbers: np.ndarray) -> np.ndarray:
    """For each number an earlier one, mostly a recent one."""
    return numbers - 1 - (numbers * random.random(len(numbers)) ** 8).astype(np.int64)


def _name(kind: str, column: str) -> str:
    match kind:
        case "version":
            return f"'models:/fraud-scoring-' || ({column} // 20) || '/' || ({column} % 20 + 1)"
        case "model":
            return f"'models:/fraud-scoring-' || {column}"
        case "alias":
            return f"'models:/fraud-scoring-' || ({column} // 20) || '@v' || {column}"
        case "datasets:/":
            return f"'datasets:/transactions-' || {column} || '@' || left(md5({column}::VARCHAR), 8)"
    return f"'{kind}' || md5({column}::VARCHAR)"
