"""A full pull of the big registry into queryable DuckDB tables, against a bare ADBC read and against MLflow's own client."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from benchmarks.measure import Row, fresh, median, registry, seconds

PAGES = 5  # of each kind, when not in full, after one that warms the server up; the rest is reckoned from them


def ours(path: str) -> float:
    """``collect`` with its snapshot, into a new store, committed; modules loaded before."""
    import adbc_driver_sqlite.dbapi  # noqa: F401

    from aispm_nb.sources.collect import collect
    from aispm_nb.sources.open import source
    from aispm_nb.store import Store

    with tempfile.TemporaryDirectory() as folder:
        store, read = Store(Path(folder) / "store.duckdb"), source(f"sqlite:///{path}")
        name = store.register("big", read.uri, read.kind)
        with store.open(name) as con:
            con.begin()

            def pull() -> None:
                collect(con, [read], {}, {}, 1)
                con.commit()

            return seconds(pull)


def adbc(path: str) -> float:
    """The same columns of the same tables, nothing copied, checked or judged: what reading and writing alone cost."""
    import adbc_driver_sqlite.dbapi as dbapi
    import duckdb

    from aispm_nb.sources.land import raw_columns
    from aispm_nb.sources.open import source

    with tempfile.TemporaryDirectory() as folder, closing(duckdb.connect(f"{folder}/bare.duckdb")) as con:

        def pull() -> None:
            con.begin()
            with closing(dbapi.connect(path, autocommit=True)) as db, closing(db.cursor()) as cursor:
                for table in source(f"sqlite:///{path}").tables:
                    cursor.execute(f"SELECT name FROM pragma_table_info('{table.name}')")
                    there = [name for (name,) in cursor.fetchall() if name in raw_columns(table)]
                    if there:
                        cursor.execute(f"SELECT {', '.join(there)} FROM {table.name}")
                        incoming = cursor.fetch_record_batch()
                        con.register("incoming", incoming)
                        con.execute(f"CREATE TABLE {table.name} AS FROM incoming")
            con.commit()

        return seconds(pull)


@contextmanager
def _server(path: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        copy = shutil.copy(path, folder)
        command = [
            sys.executable,
            "-m",
            "mlflow",
            "server",
            "--backend-store-uri",
            f"sqlite:///{copy}",
            "--workers",
            "1",
        ]
        log = (Path(folder) / "log").open("wb")
        server = subprocess.Popen([*command, "--host", "127.0.0.1", "--port", str(port)], stdout=log, stderr=log)
        try:
            for _ in range(300):
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=2).close()
                    break
                except OSError:
                    time.sleep(0.2)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(30)
            log.close()


def rest(url: str, path: str, full: str) -> list[float]:
    """Seconds to page everything through MlflowClient, and the share of the pages that was really asked for."""
    import sqlite3

    from mlflow import MlflowClient  # noqa: TID251 - the peer; the server works on a copy

    client = MlflowClient(url)
    experiments = [e.experiment_id for e in _all(client.search_experiments, max_results=1000)[0]]
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as con:
        count = {name: con.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in (
            "runs", "registered_models", "model_versions", "logged_models", "trace_info")}  # fmt: skip
    asked = {
        "runs": (client.search_runs, {"experiment_ids": experiments, "run_view_type": 3, "max_results": 1000}),
        "registered_models": (client.search_registered_models, {"max_results": 100}),
        "model_versions": (client.search_model_versions, {"max_results": 1000}),
        "logged_models": (client.search_logged_models, {"experiment_ids": experiments, "max_results": 100}),
        "trace_info": (client.search_traces, {"locations": experiments, "max_results": 100, "include_spans": False}),
    }
    total = seen = 0.0
    for name, (search, how) in asked.items():
        if full != "True":
            _all(search, most=1, **how)
        start = time.perf_counter()
        found = len(_all(search, most=None if full == "True" else PAGES, **how)[0])
        share = min(1.0, found / count[name]) if full != "True" else 1.0
        total += (time.perf_counter() - start) / max(share, 1e-9)
        seen += share / len(asked)
    return [total, seen]


def _all(search: Any, most: int | None = None, **how: Any) -> tuple[list[Any], int]:
    found: list[Any] = []
    token, pages = None, 0
    while most is None or pages < most:
        page = search(page_token=token, **how)
        found += page
        pages += 1
        token = page.token
        if not token:
            break
    return found, pages


def rows(full: bool) -> list[Row]:
    from importlib.metadata import version

    path = registry()
    mine, bare = median(ours, path), median(adbc, path)
    with _server(path) as url:
        client, share = fresh(rest, url, path, full)
    how = "in full" if share == 1 else f"from {share:.0%} of the pages"
    mlflow, driver = (
        f"MlflowClient {version('mlflow')} over REST, 1 worker",
        f"ADBC SQLite {version('adbc-driver-sqlite')}",
    )
    return [
        Row("full pull, 1.6 M rows", f"{mine:.2f} s", f"{mlflow}: {client:.0f} s ({how})", f"{client / mine:.0f} x",
            "≥ 40 x", client / mine >= 40),
        Row("… and with its snapshot", f"{mine:.2f} s", f"{driver} into DuckDB, no snapshot: {bare:.2f} s",
            f"{mine / bare:.2f} x as long", "≤ 2 x", mine / bare <= 2),
    ]  # fmt: skip
