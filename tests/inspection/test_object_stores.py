"""Model folders in an S3 store: a real server (moto's) over HTTP, and MLflow's own client as a user has it."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from mlflow.store.artifact import s3_artifact_repo

from aispm_nb.inspection.inspector import examined
from aispm_nb.inspection.verdict import Verdict
from aispm_nb.sources.artifacts import copied, objects
from aispm_nb.sources.artifacts.copied import Copied
from aispm_nb.sources.artifacts.folder import Unread
from aispm_nb.sources.artifacts.locations import folder

from .made import harm, harmless

boto3 = pytest.importorskip("boto3")
moto = pytest.importorskip("moto.server")
STORE = "s3://models"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    running = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture
def store(server: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    objects._silent.clear()
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)  # both keep credentials for as long as a process lives
    s3_artifact_repo._cached_get_s3_client.cache_clear()
    for name, value in {
        "MLFLOW_S3_ENDPOINT_URL": server, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_MAX_ATTEMPTS": "1", "AWS_EC2_METADATA_DISABLED": "true",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    client = boto3.client("s3", endpoint_url=server)
    client.create_bucket(Bucket="models")
    yield client
    for each in client.list_objects_v2(Bucket="models").get("Contents", []):
        client.delete_object(Bucket="models", Key=each["Key"])


def put(store: Any, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        store.put_object(Bucket="models", Key=f"1/models/m-1/artifacts/{name}", Body=content)


def here() -> Copied:
    found = folder(f"{STORE}/1/models/m-1/artifacts", "", None, {STORE})
    assert isinstance(found, Copied)
    return found


def test_a_folder_is_copied_looked_at_and_gone(store: Any) -> None:
    put(store, {"MLmodel": b"flavors: {}\n", "model.pkl": harm(), "data/weights.pkl": harmless(), "empty.txt": b""})
    with here().opened() as local:
        assert sorted(file.path for file in local.files({})) == [
            "MLmodel",
            "data/weights.pkl",
            "empty.txt",
            "model.pkl",
        ]
        verdicts = {row.path: row.verdict for row in examined(local.root)}
        root = local.root
    assert verdicts["model.pkl"] is Verdict.DANGEROUS
    assert verdicts["data/weights.pkl"] is Verdict.KNOWN
    assert not Path(root).exists()


def unread() -> str:
    with pytest.raises(Unread) as told, here().opened():
        pass
    return str(told.value)


def test_nothing_at_its_place(store: Any) -> None:
    assert "no files at its place" in unread()


def test_only_a_store_that_experiments_use_is_asked(store: Any) -> None:
    put(store, {"model.pkl": harmless()})
    with pytest.raises(Unread, match="no experiment keeps its artifacts there"):
        folder(f"{STORE}/1", "", None, {"s3://other"})


def test_no_credentials(store: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    assert "credentials" in unread().lower()


def test_a_bucket_that_is_not_there(store: Any) -> None:
    found = folder("s3://elsewhere/1", "", None, {"s3://elsewhere"})
    assert isinstance(found, Copied)
    with pytest.raises(Unread, match="does not exist"), found.opened():
        pass


def test_a_large_file_is_not_copied(store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copied, "MOST_BYTES", 1000)
    put(store, {"model.pkl": harmless(), "weights.bin": bytes(2000)})
    assert "holds more than is copied" in unread()


def test_a_file_that_grows_behind_the_list(store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list may be old, or lie: what comes is counted."""
    put(store, {"weights.bin": bytes(100)})
    listed = objects.ObjectStore.listed

    def then_it_grows(self: objects.ObjectStore, name: str) -> Any:
        found = list(listed(self, name))
        put(store, {"weights.bin": bytes(300_000)})
        return found

    monkeypatch.setattr(objects.ObjectStore, "listed", then_it_grows)
    monkeypatch.setattr(objects, "MOST_BYTES", 1000)
    assert "longer than its store lists it to be" in unread()


def test_more_files_than_are_looked_at(store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copied, "MOST_FILES", 5)
    put(store, {f"{i}.pkl": harmless() for i in range(9)})
    assert "holds more than is copied" in unread()


def test_a_store_that_never_answers_is_asked_once(store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # it takes the call and says nothing
        monkeypatch.setenv("MLFLOW_S3_ENDPOINT_URL", f"http://127.0.0.1:{silent.getsockname()[1]}")
        monkeypatch.setattr(objects, "ANSWER", 1.0)
        monkeypatch.setattr(objects, "SLOW", 0.5)
        start = time.monotonic()
        assert "no answer in 1 seconds" in unread()
        assert time.monotonic() - start < 15  # making the client is counted by itself
        start = time.monotonic()
        for _ in range(50):
            with pytest.raises(Unread, match="no answer in 1 seconds"):
                folder(f"{STORE}/1/models/m-1/artifacts", "", None, {STORE})
        assert time.monotonic() - start < 0.5


def test_a_store_that_is_not_there(store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    monkeypatch.setenv("MLFLOW_S3_ENDPOINT_URL", f"http://127.0.0.1:{port}")
    assert "cannot be read" in unread()
