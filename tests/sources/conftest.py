"""One registry, filled once through a real server over a real PostgreSQL, and read in every way we have."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

HERE = Path(__file__).parent
ADMIN, PASSWORD = "admin", "correct horse battery"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _postgres_binary(name: str) -> str:
    """On the PATH, or where Debian keeps it."""
    found = shutil.which(name) or max(map(str, Path("/usr/lib/postgresql").glob(f"*/bin/{name}")), default="")
    assert found, f"{name} is not installed: apt-get install postgresql"
    return found


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of an empty PostgreSQL on a free loopback port, run as a user who is not root."""
    import tempfile

    # PostgreSQL refuses to run as root, and its user cannot enter pytest's private folder.
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    prefix = ["runuser", "-u", user, "--"] if os.geteuid() == 0 else []
    folder = Path(tempfile.mkdtemp(prefix="aispm-pg-"))
    if prefix:
        shutil.chown(folder, user)
    data, port = folder / "data", free_port()
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"

    def run(name: str, *args: str) -> None:
        subprocess.run([*prefix, _postgres_binary(name), *args], check=True, stdout=subprocess.DEVNULL, cwd=folder)

    (folder / "password").write_text(PASSWORD.replace(" ", ""))
    (folder / "password").chmod(0o644)
    run("initdb", "-D", str(data), "-U", "mlflow", "-A", "scram-sha-256", f"--pwfile={folder / 'password'}",
        "--no-sync", "-E", "UTF8", "--locale=C")  # fmt: skip
    run("pg_ctl", "-D", str(data), "-o", options, "-w", "-l", str(folder / "log"), "start")
    try:
        yield f"postgresql://mlflow:{PASSWORD.replace(' ', '')}@127.0.0.1:{port}/postgres"
    finally:
        run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


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
