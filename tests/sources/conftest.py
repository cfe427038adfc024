"""One registry, filled once through a real server over a real PostgreSQL, and read in every way we have."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import quote

import pytest
import requests
import sqlalchemy as sa

from ..conftest import require

HERE = Path(__file__).parent
ADMIN, READER, PASSWORD = "admin", "reader", "correct horse: battery@staple"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _binary(name: str, package: str) -> str:
    """On the PATH, or where Debian keeps PostgreSQL's."""
    found = shutil.which(name) or max(map(str, Path("/usr/lib/postgresql").glob(f"*/bin/{name}")), default="")
    require(found, f"{name} is not installed: apt-get install {package}")
    return found


@contextmanager
def folder_of(user: str) -> Iterator[tuple[Path, list[str]]]:
    """A folder of its own for a database server, and what puts a command under its user: none of them runs as root.

    pytest's private folder could not be entered by that user.
    """
    root = os.geteuid() == 0
    folder = Path(tempfile.mkdtemp(prefix="aispm-db-"))
    if root:
        shutil.chown(folder, user)
    try:
        yield folder, ["runuser", "-u", user, "--"] if root else []
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of an empty PostgreSQL on a free loopback port."""
    with folder_of("postgres") as (folder, prefix):
        data, port = folder / "data", free_port()
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"

        def run(name: str, *args: str) -> None:
            command = [*prefix, _binary(name, "postgresql"), *args]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder)

        (folder / "password").write_text(PASSWORD)
        (folder / "password").chmod(0o644)
        run("initdb", "-D", str(data), "-U", "mlflow", "-A", "scram-sha-256", f"--pwfile={folder / 'password'}",
            "--no-sync", "-E", "UTF8", "--locale=C")  # fmt: skip
        run("pg_ctl", "-D", str(data), "-o", options, "-w", "-l", str(folder / "log"), "start")
        try:
            yield f"postgresql://mlflow:{quote(PASSWORD, safe='')}@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")


@pytest.fixture(scope="session")
def mysql() -> Iterator[str]:
    """The URL of an empty MariaDB on a free loopback port, which speaks MySQL's protocol."""
    import pymysql

    with folder_of("mysql") as (folder, prefix):
        data, socket_, port = folder / "data", folder / "socket", free_port()
        install = [*prefix, _binary("mariadb-install-db", "mariadb-server"), "--no-defaults", f"--datadir={data}",
                   "--auth-root-authentication-method=normal", "--skip-test-db"]  # fmt: skip
        subprocess.run(install, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder)
        serve = [*prefix, _binary("mariadbd", "mariadb-server"), "--no-defaults", f"--datadir={data}",
                 f"--socket={socket_}", f"--port={port}", "--bind-address=127.0.0.1",
                 "--innodb-flush-log-at-trx-commit=0", f"--pid-file={folder / 'pid'}"]  # fmt: skip
        with (folder / "log").open("w") as log:
            process = subprocess.Popen(serve, stdout=log, stderr=log, cwd=folder, start_new_session=True)
        try:
            for _ in range(240):
                assert process.poll() is None, (folder / "log").read_text()
                with suppress(pymysql.err.OperationalError):
                    con = pymysql.connect(unix_socket=str(socket_), user="root")
                    break
                time.sleep(0.25)
            with con, con.cursor() as cursor:
                cursor.execute("CREATE DATABASE mlflow CHARACTER SET utf8mb4")
                cursor.execute("CREATE USER 'mlflow'@'127.0.0.1' IDENTIFIED BY %s", (PASSWORD,))
                cursor.execute("GRANT ALL ON mlflow.* TO 'mlflow'@'127.0.0.1'")
                cursor.execute("CREATE USER %s@'127.0.0.1' IDENTIFIED BY %s", (READER, PASSWORD))
                cursor.execute("GRANT SELECT ON mlflow.* TO %s@'127.0.0.1'", (READER,))
            yield f"mysql://mlflow:{quote(PASSWORD, safe='')}@127.0.0.1:{port}/mlflow"
        finally:
            os.killpg(process.pid, 9)
            process.wait(20)


@contextmanager
def server(folder: Path, backend: str, *options: str, **env: str) -> Iterator[str]:
    """A running `mlflow server`, stopped with all its workers at the end of the block."""
    port = free_port()
    uri = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "mlflow", "server", "--backend-store-uri", backend, "--port", str(port),
               "--workers", "1", "--artifacts-destination", str(folder / "artifacts"), *options]  # fmt: skip
    quiet = {"MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false", "MLFLOW_DISABLE_TELEMETRY": "true"}
    with (folder / "server.log").open("w") as log:
        process = subprocess.Popen(command, cwd=folder, env=os.environ | quiet | env, stdout=log, stderr=log,
                                   start_new_session=True)  # fmt: skip
    try:
        _wait(uri, process, folder / "server.log")
        yield uri
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, 15)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            process.wait(5)


def _wait(uri: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(240):
        assert process.poll() is None, log.read_text()
        try:
            if requests.get(f"{uri}/health", timeout=2).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.25)
    raise AssertionError(f"{uri} did not start: {log.read_text()[-2000:]}")


@pytest.fixture(scope="session")
def open_server(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that asks for no credentials, over the filled registry."""
    with server(tmp_path_factory.mktemp("open"), postgres) as uri:
        subprocess.run([sys.executable, str(HERE / "fill.py"), uri], check=True)
        yield uri


@pytest.fixture(scope="session")
def filled(postgres: str, open_server: str) -> str:
    """The URL of the PostgreSQL that holds the filled registry."""
    return postgres


def _copied(filled: str, url: str, before: str = "SELECT 1") -> None:
    """The rows of ``filled`` in another database, whose schema MLflow makes."""
    made = "import sys, sqlalchemy; from mlflow.store.db.utils import _initialize_tables as make; make(sqlalchemy.create_engine(sys.argv[1]))"
    subprocess.run([sys.executable, "-c", made, url], check=True, capture_output=True)
    schema = sa.MetaData()
    target = sa.create_engine(url)
    schema.reflect(target)
    with sa.create_engine(filled).connect() as old, target.begin() as new:
        new.exec_driver_sql(before)
        for table in schema.tables.values():
            new.execute(sa.delete(table))
            given = [column for column in table.columns if column.computed is None]
            # MariaDB keeps JSON as text and says so.
            text = {column.name for column in given if not isinstance(column.type, sa.JSON)}
            if rows := [
                {name: json.dumps(value) if name in text and isinstance(value, dict | list) else value
                 for name, value in row.items()}
                for row in old.execute(_untyped(table.name, given)).mappings()
            ]:  # fmt: skip
                new.execute(sa.insert(table), rows)
    target.dispose()


def _untyped(table: str, columns: list[sa.Column[Any]]) -> sa.Select[Any]:
    """As the old database's driver gives them: the new one's types would make decimals of floats."""
    return sa.select(*(sa.column(column.name) for column in columns)).select_from(sa.table(table))


@pytest.fixture(scope="session")
def sqlite_copy(filled: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "mlflow.db"
    _copied(filled, f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def mysql_copy(filled: str, mysql: str) -> str:
    """The URL of the same rows in MariaDB, of a user who may do nothing but read."""
    _copied(
        filled,
        mysql.replace("mysql:", "mysql+pymysql:"),
        "SET FOREIGN_KEY_CHECKS = 0, sql_mode = 'NO_AUTO_VALUE_ON_ZERO'",
    )
    return mysql.replace("//mlflow:", f"//{READER}:")


@pytest.fixture(scope="session")
def auth_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("auth") / "basic_auth.db"


@pytest.fixture(scope="session")
def closed_server(filled: str, auth_database: Path) -> Iterator[str]:
    """A server with basic auth over the same registry; it knows an admin and a reader, who may see one experiment."""
    ini = auth_database.with_name("basic_auth.ini")
    ini.write_text(f"""[mlflow]
default_permission = NO_PERMISSIONS
database_uri = sqlite:///{auth_database}
admin_username = {ADMIN}
authorization_function = mlflow.server.auth:authenticate_request_basic_auth
grant_default_workspace_access = false
auth_cache_ttl_seconds = 600
""")
    secrets = {"MLFLOW_AUTH_CONFIG_PATH": str(ini), "MLFLOW_AUTH_ADMIN_PASSWORD": PASSWORD,
               "MLFLOW_FLASK_SERVER_SECRET_KEY": "0123456789abcdef"}  # fmt: skip
    with server(auth_database.parent, filled, "--app-name", "basic-auth", **secrets) as uri:
        for path, body in (
            ("2.0/mlflow/users/create", {"username": READER, "password": PASSWORD}),
            ("3.0/mlflow/roles/create", {"name": "readers", "workspace": "default"}),
            ("3.0/mlflow/roles/permissions/add",
             {"role_id": 1, "resource_type": "experiment", "resource_pattern": "1", "permission": "READ"}),
            ("3.0/mlflow/roles/assign", {"username": READER, "role_id": 1}),
        ):  # fmt: skip
            answer = requests.post(f"{uri}/api/{path}", json=body, auth=(ADMIN, PASSWORD), timeout=30)
            assert answer.ok, f"{path}: {answer.text}"
        yield uri


@pytest.fixture(scope="session")
def careless_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("careless") / "mlflow.db"


@pytest.fixture(scope="session")
def careless_server(careless_database: Path) -> Iterator[str]:
    """A server without its security middleware, with two workspaces that have a model of the same name."""
    backend = f"sqlite:///{careless_database}"
    with server(careless_database.parent, backend, "--disable-security-middleware", "--enable-workspaces") as uri:
        for path, workspace, body in (
            ("3.0/mlflow/workspaces", "default", {"name": "team-b", "description": "The other team"}),
            ("2.0/mlflow/experiments/create", "default", {"name": "ours"}),
            ("2.0/mlflow/experiments/create", "team-b", {"name": "theirs"}),
            ("2.0/mlflow/registered-models/create", "default", {"name": "fraud"}),
            ("2.0/mlflow/registered-models/create", "team-b", {"name": "fraud", "tags": [{"key": "k", "value": "v"}]}),
            ("2.0/mlflow/model-versions/create", "team-b", {"name": "fraud", "source": "s3://bucket/theirs"}),
        ):
            headers = {"X-MLFLOW-WORKSPACE": workspace}
            answer = requests.post(f"{uri}/api/{path}", json=body, headers=headers, timeout=30)
            assert answer.ok, f"{path}: {answer.text}"
        yield uri


@contextmanager
def stub(status: int, body: bytes = b"<html>hello</html>", login: str = "", **headers: str) -> Iterator[str]:
    """A server that gives one answer to all; 401 without ``login`` (user:password) where one is asked for."""
    wanted = f"Basic {b64encode(login.encode()).decode()}" if login else None

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(status if self.headers.get("Authorization") == wanted or not login else 401)
            for name, value in {"Content-Type": "text/html", "Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET

        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Answer) as web:
        Thread(target=web.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{web.server_port}"
        web.shutdown()
