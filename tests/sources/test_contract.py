"""One registry, read through every source: the same rows wherever both can see."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest

from aispm_nb.sources.open import auth_source, source

from .conftest import ADMIN, HERE, PASSWORD, READER
from .reads import Seen, comparable, digest, read


@pytest.fixture(scope="module")
def by_sqlite(sqlite_copy: Path, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    return read(source(f"sqlite:///{sqlite_copy}"), tmp_path_factory.mktemp("by-sqlite"))


@pytest.fixture(scope="module")
def by_postgres(filled: str, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    return read(source(filled), tmp_path_factory.mktemp("by-postgres"))


@pytest.fixture(scope="module")
def by_mysql(mysql_copy: str, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    return read(source(mysql_copy), tmp_path_factory.mktemp("by-mysql"))


@pytest.fixture(scope="module")
def by_rest(open_server: str, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    return read(source(open_server), tmp_path_factory.mktemp("by-rest"))


# What a person wrote, without the ids and times that every store makes for itself.
SAID = {
    "params": "key value", "latest_metrics": "key value step is_nan", "datasets": "name digest dataset_source",
    "input_tags": "name value", "registered_models": "name description", "registered_model_aliases": "name alias version",
    "model_versions": "name version current_stage", "model_version_tags": "name version key value",
    "logged_models": "name status model_type", "logged_model_params": "param_key param_value",
}  # fmt: skip


def _said(seen: Seen, table: str, columns: str) -> list[str]:
    return sorted(repr([row[column] or None for column in columns.split()]) for row in seen.tables[table])


def _with(uri: str, user: str) -> str:
    return uri.replace("://", f"://{user}:{quote(PASSWORD, safe='')}@")


def test_postgres_gives_the_rows_of_sqlite(by_sqlite: Seen, by_postgres: Seen) -> None:
    assert by_postgres.tables == by_sqlite.tables or comparable(by_postgres, by_sqlite) == comparable(
        by_sqlite, by_postgres
    )
    assert by_postgres.unseen == by_sqlite.unseen
    assert by_postgres.facts == by_sqlite.facts == {"schema_revision": "dc11669786a5"}


def test_mysql_gives_the_rows_of_sqlite(by_sqlite: Seen, by_mysql: Seen) -> None:
    assert comparable(by_mysql, by_sqlite) == comparable(by_sqlite, by_mysql)
    assert by_mysql.unseen == by_sqlite.unseen
    assert by_mysql.facts == by_sqlite.facts
    assert by_mysql.changed_again == 0


def test_rest_gives_the_rows_of_sql(by_postgres: Seen, by_rest: Seen) -> None:
    assert comparable(by_rest, by_postgres) == comparable(by_postgres, by_rest)


def test_rest_says_what_it_cannot_see(by_rest: Seen) -> None:
    assert set(by_rest.unseen) == {
        "entity_associations", "spans", "workspaces", "inputs.RUN_INPUT", "jobs.has_token", "logged_models.deleted",
        "model_versions.Deleted_Internal", "model_versions.storage_location", "runs.deleted_time", "runs.source_name",
        "runs.source_type", "runs.source_version", "secrets.kek_version", "webhooks.deleted_timestamp",
        "webhooks.has_secret",
    }  # fmt: skip
    assert by_rest.facts["mlflow_version"] == "3.17.2"
    assert by_rest.facts["gateway.default_passphrase"] == "true"
    assert by_rest.facts["webhooks.readable"] == "true"


def test_an_admin_sees_through_basic_auth_what_the_open_server_shows(
    closed_server: str, by_rest: Seen, tmp_path: Path
) -> None:
    seen = read(source(_with(closed_server, ADMIN)), tmp_path)
    hidden = {"webhooks", "webhook_events"}  # this server has another key: it cannot read the secret of the webhook
    assert set(seen.unseen) - set(by_rest.unseen) == hidden
    assert seen.facts["webhooks.readable"] == "false"
    assert seen.facts["server.account_is_admin"] == "true"
    assert comparable(seen, by_rest) == comparable(by_rest, seen)


def test_users_and_grants_are_the_same_in_the_database_and_over_rest(
    closed_server: str, auth_database: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    by_database = read(auth_source(f"sqlite:///{auth_database}"), tmp_path_factory.mktemp("auth-sql"))
    over_rest = read(auth_source(_with(closed_server, ADMIN)), tmp_path_factory.mktemp("auth-rest"))
    assert comparable(over_rest, by_database) == comparable(by_database, over_rest)
    assert {(row["username"], row["is_admin"]) for row in over_rest.tables["users"]} == {(ADMIN, True), (READER, False)}
    assert [row["default_password"] for row in by_database.tables["users"]] == [False, False]
    assert "users.default_password" in over_rest.unseen
    assert "auth_schema_revision" in by_database.facts or by_database.facts == {}


def test_a_reader_is_told_what_was_kept_from_it(closed_server: str, tmp_path: Path) -> None:
    seen = read(source(_with(closed_server, READER)), tmp_path)
    assert {row["name"] for row in seen.tables["experiments"]} == {"fraud"}
    assert seen.facts["server.account_is_admin"] == "false"
    assert "an account that may see it" in seen.unseen["webhooks"]
    assert seen.tables["registered_models"] == []


def test_a_reader_sees_users_and_not_their_roles(closed_server: str, tmp_path: Path) -> None:
    seen = read(auth_source(_with(closed_server, READER)), tmp_path)
    assert len(seen.tables["users"]) == 2
    assert "an admin only" in seen.unseen["user_role_assignments"]
    assert "an account that may see it" in seen.unseen["roles"]


def test_every_workspace_is_read(
    careless_server: str, careless_database: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    by_database = read(source(str(careless_database)), tmp_path_factory.mktemp("workspaces-sql"))
    over_rest = read(source(careless_server), tmp_path_factory.mktemp("workspaces-rest"))
    assert comparable(over_rest, by_database) == comparable(by_database, over_rest)
    assert {row["name"] for row in over_rest.tables["workspaces"]} == {"default", "team-b"}
    assert {(row["name"], row["workspace"]) for row in over_rest.tables["registered_models"]} == {
        ("fraud", "default"),
        ("fraud", "team-b"),
    }


def test_a_file_store_holds_the_same_content(by_sqlite: Seen, tmp_path: Path) -> None:
    store = tmp_path / "mlruns"
    subprocess.run(
        [sys.executable, str(HERE / "fill.py"), store.as_uri()],
        check=True, cwd=tmp_path, env=os.environ | {"MLFLOW_ALLOW_FILE_STORE": "true"},
    )  # fmt: skip
    before = digest(store)
    seen = read(source(store.as_uri()), tmp_path)
    assert digest(store) == before
    assert seen.changed_again == 0
    for table, columns in SAID.items():
        assert _said(seen, table, columns) == _said(by_sqlite, table, columns), table


@pytest.mark.parametrize("by", ["by_sqlite", "by_postgres", "by_mysql", "by_rest"])
def test_the_second_scan_of_an_unchanged_registry_changes_nothing(by: str, request: pytest.FixtureRequest) -> None:
    seen: Seen = request.getfixturevalue(by)
    assert seen.changed > 30
    assert seen.changed_again == 0


def test_what_must_not_be_kept_is_not_kept(by_postgres: Seen) -> None:
    kept = repr(by_postgres.tables)
    assert "jane.doe0@firm.com" not in repr(by_postgres.tables["spans"]) + repr(by_postgres.tables["trace_info"])
    assert "e-mail address" in repr(by_postgres.tables["spans"])
    assert "sk-1234567890abcdef" not in kept
    assert by_postgres.tables["secrets"][0]["default_key"] is True


def test_reading_leaves_the_database_as_it_was(sqlite_copy: Path, tmp_path: Path) -> None:
    before = digest(sqlite_copy)
    read(source(str(sqlite_copy)), tmp_path)
    assert digest(sqlite_copy) == before
