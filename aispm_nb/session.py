"""The composition root: the one place that knows everybody. ``connect(uri).scan()`` is the main job."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from weakref import ReferenceType, ref

import duckdb

from . import catalogue
from .checks import engine
from .posture import Posture
from .posture.load import load
from .risk import history, priority, rules, scans, score
from .sources import mlflow_tables, probe, settings, workspace
from .sources.artifacts import collect_artifacts
from .sources.collect import collect
from .sources.cves import collect_cves
from .sources.datasets import collect_datasets
from .sources.open import auth_source, source
from .sources.rest_server import Server
from .sources.source import Source
from .store import Store
from .version import __version__
from .vocabulary import UsageError

Progress = Callable[[str], None]

# What a notebook's front end shows: the posture this process made last, for as long as somebody holds it, and how many.
latest: ReferenceType[Posture] | None = None
made = 0


def connect(
    uri: str | None = None,
    *,
    store: str | Path = "posture.duckdb",
    auth: str | None = None,
    auth_ini: str | Path | None = None,
    artifacts: str | Path | None = None,
    rules: str | Path | None = None,
    workspace: str | Path | None = None,
    name: str | None = None,
) -> Workspace:
    """A workspace over one MLflow deployment. Nothing is read yet, and the deployment is never written.

    Parameters
    ----------
    uri : MLflow tracking URI (``sqlite:///…``, ``postgresql://…``, ``http://…``, a file store); MLFLOW_TRACKING_URI
        when it is not given.
    store : the DuckDB file that keeps what was seen; made when it is not there.
    auth : URI of the database of MLflow's auth app (``basic_auth.db``), for users, roles and grants.
    auth_ini : its ``basic_auth.ini``, for the default permission.
    artifacts : a folder with the artifact store, or a copy of it, when the registry's own locations cannot be read here.
    rules : a folder with rules of your own.
    workspace : a folder of notebooks and scripts to look at as well.
    name : what to call this registry; made from the URI when it is not given.

    Raises
    ------
    UsageError : no URI was given or it is of no kind that can be read.
    """
    uri = uri or os.environ.get("MLFLOW_TRACKING_URI")
    if not uri:
        raise UsageError("No MLflow URI: expected connect(uri) or MLFLOW_TRACKING_URI, found neither; give one")
    return Workspace(source(uri), Store(store), uri, auth, auth_ini, artifacts, rules, workspace, name)


class Workspace:
    """One MLflow deployment and the store that remembers it."""

    def __init__(
        self,
        source: Source,
        store: Store,
        uri: str,
        auth: str | None,
        auth_ini: str | Path | None,
        artifacts: str | Path | None,
        rules: str | Path | None,
        workspace: str | Path | None,
        name: str | None,
    ):
        self._source, self._store, self._uri = source, store, uri
        self._auth, self._auth_ini, self._artifacts, self._own = auth, auth_ini, artifacts, rules
        self._notebooks = workspace
        self.name = name or _name(source.uri)

    def scan(self, *, probe: bool = False, progress: Progress | bool = True) -> Posture:
        """Pull, measure, judge and rank; the posture as of now.

        Interrupting it loses nothing that is done: what was pulled stays pulled, and the posture before it stays.

        Parameters
        ----------
        probe : also ask the server, over HTTP, whether it lets strangers in. Off unless asked for.
        progress : a progress bar, none, or a function that takes each step's name.

        Raises
        ------
        CannotAssess : the registry or the store is out of reach.
        """
        started = _now()
        registry = self._store.register(self.name, self._source.uri, self._source.kind)
        with _progress(progress) as step, self._store.open(registry) as con:
            scan = scans.number(con)
            with _transaction(con):
                self._collect(con, scan, probe, step)
            with _transaction(con), self._server() as server:
                collect_artifacts(con, scan, str(self._artifacts or ""), server, step)
                collect_cves(con, scan)
            with _transaction(con):
                collect_datasets(con, scan, step)
            with _transaction(con):
                step("judging")
                self._judge(con, scan)
                scans.log(con, scan, started, _now(), _state(con), __version__)
            return _remembered(load(con, registry))

    def judge(self) -> Posture:
        """Judge the stored facts again, without a scan: after a rule or a threshold changed."""
        registry = self._registry()
        with self._store.open(registry) as con:
            with _transaction(con):
                self._judge(con, max(scans.number(con) - 1, 1))
            return _remembered(load(con, registry))

    def posture(self) -> Posture:
        """The posture of the latest scan, from the store alone."""
        registry = self._registry()
        with self._store.open(registry) as con:
            engine.derive(con)
            return _remembered(load(con, registry))

    def _server(self) -> AbstractContextManager[Server | None]:
        return Server(self._uri) if self._source.kind == "rest" else nullcontext()

    def _registry(self) -> str:
        return self._store.register(self.name, self._source.uri, self._source.kind)

    def _collect(self, con: duckdb.DuckDBPyConnection, scan: int, ask: bool, step: Progress) -> None:
        sources = [self._source]
        absent = {} if self._notebooks else workspace.absent()
        if self._auth:
            sources.append(auth_source(self._auth))
        elif self._source.kind == "rest":
            sources.append(auth_source(self._uri))  # a server tells its users to an admin
        else:
            reason = "no auth database was given; give auth=… (or --auth) with the URI of basic_auth.db"
            absent |= dict.fromkeys(mlflow_tables.AUTH, reason)
        facts = settings.settings(self._uri, self._auth_ini)
        facts |= {"tracking_uri": self._source.uri, "source": self._source.kind}
        if ask:
            step("probing the server")
            facts |= probe.probe(self._uri)
        collect(con, sources, absent, facts, scan, step)
        if self._notebooks:
            workspace.collect_workspace(con, scan, self._notebooks, step)

    def _judge(self, con: duckdb.DuckDBPyConnection, scan: int) -> None:
        chosen = list(catalogue.rules(self._own).values())
        engine.derive(con)
        rules.describe(con, chosen)
        engine.judge(con, chosen)
        priority.rank(con)
        history.remember(con, scan)
        score.score(con)
        scans.conclude(con)


def _remembered(posture: Posture) -> Posture:
    global latest, made
    latest, made = ref(posture), made + 1
    return posture


@contextmanager
def _transaction(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    con.begin()
    try:
        yield
    except BaseException:
        con.rollback()
        raise
    con.commit()


@contextmanager
def _progress(progress: Progress | bool) -> Iterator[Progress]:
    if not isinstance(progress, bool):
        yield progress
        return
    from tqdm.auto import tqdm

    bar: Any
    with tqdm(
        total=sum(not table.sql for table in catalogue.tables().values()),
        disable=not progress,
        leave=False,
        unit="step",
        desc="scan",
    ) as bar:

        def step(name: str) -> None:
            bar.set_description_str(name[:32], refresh=False)
            bar.update(1)

        yield step
        bar.total = bar.n  # how many folders there are is not known before; a bar that ends short looks like a failure
        bar.refresh()


def _state(con: duckdb.DuckDBPyConnection) -> str:
    """A scan is partial when something that is there could not be read; what a source lacks is said elsewhere."""
    rows = con.execute("SELECT 1 FROM unseen WHERE asset = '' AND reason LIKE 'unreadable%' LIMIT 1").fetchall()
    return "partial" if rows else "complete"


def _name(uri: str) -> str:
    """A short name from where a registry is: the folder of a file, the host of a server."""
    parts = urlsplit(uri)
    if parts.hostname:
        return parts.hostname
    path = Path(parts.path)
    return (path.parent if path.suffix else path).name or "registry"


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def stored(path: str | Path, name: str | None = None) -> Posture:
    """The latest posture of the registry called ``name`` in a store, or of the only one that is there.

    Raises
    ------
    UsageError : there is no such store or registry, or there are several and none was named.
    """
    if not Path(path).exists():
        raise UsageError(f"{path}: expected a posture store, found no file; run `aispm scan URI` first")
    store = Store(path)
    with store.open() as con:
        known = con.execute("SELECT registry, name FROM main.registries ORDER BY name").fetchall()
    chosen = [registry for registry, known_as in known if name in (None, known_as)]
    if len(chosen) != 1:
        names = ", ".join(known_as for _, known_as in known) or "none"
        raise UsageError(f"{path}: expected one registry{f' called {name!r}' if name else ''}, found {len(chosen)}; "
                         f"name one with --name: {names}")  # fmt: skip
    with store.open(chosen[0]) as con:
        engine.derive(con)
        return load(con, chosen[0])
