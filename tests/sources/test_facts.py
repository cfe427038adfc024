"""Facts from beside the registry: the environment, files, probes of the server, known vulnerabilities."""

from __future__ import annotations

from pathlib import Path

import pytest
from packaging.version import Version

from aispm_nb.sources.cves import known, matches
from aispm_nb.sources.probe import probe
from aispm_nb.sources.settings import settings
from aispm_nb.sources.source import masked
from aispm_nb.vocabulary import UsageError

from .conftest import stub


def test_an_open_server_lets_strangers_read(open_server: str) -> None:
    assert probe(open_server) == {
        "probe.anonymous_read": "true",
        "probe.foreign_host": "false",
        "probe.foreign_origin": "false",
    }


def test_a_closed_server_lets_nobody_in(closed_server: str) -> None:
    assert probe(closed_server) == {
        "probe.anonymous_read": "false",
        "probe.shipped_password": "false",
        "probe.foreign_host": "false",
        "probe.foreign_origin": "false",
    }


def test_a_careless_server_is_found_out(careless_server: str) -> None:
    assert probe(careless_server) == {
        "probe.anonymous_read": "true",
        "probe.foreign_host": "true",
        "probe.foreign_origin": "true",
    }


def test_the_shipped_password_is_found_out() -> None:
    # As MLflow up to 3.16 answers; 3.17 refuses this password even when it is set.
    with stub(200, b'{"experiments": []}', login="admin:password1234") as uri:
        assert probe(uri)["probe.shipped_password"] == "true"


def test_what_is_not_mlflow_tells_nothing() -> None:
    with stub(200) as uri:
        assert probe(uri) == {}


def test_only_servers_are_probed() -> None:
    with pytest.raises(UsageError, match="expected the http"):
        probe("sqlite:///mlflow.db")


def test_settings_of_a_server_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_INSECURE_TLS", "true")
    monkeypatch.setenv("MLFLOW_TRACKING_TOKEN", "s3cret-token")
    monkeypatch.setenv("MLFLOW_REGISTRY_URI", "postgresql://me:s3cret@db/mlflow")
    monkeypatch.delenv("MLFLOW_ALLOW_PICKLE_DESERIALIZATION", raising=False)
    facts = settings("http://me:s3cret@mlflow.firm.example:5000")
    assert facts["env.MLFLOW_TRACKING_INSECURE_TLS"] == "true"
    assert facts["env.MLFLOW_ALLOW_PICKLE_DESERIALIZATION"] == "unset"
    assert facts["env.MLFLOW_TRACKING_TOKEN"] == "set"
    assert facts["env.credentials_in_uris"] == "MLFLOW_REGISTRY_URI"
    assert facts["tracking.credentials_in_uri"] == facts["tracking.plain_http"] == "true"
    assert facts["tracking.loopback"] == "false"
    assert facts["settings.scope"] == "client"
    assert facts["mlflow.client_version"] == "3.17.2"
    assert facts["mlflow.client_head_revision"] == "dc11669786a5"
    assert "s3cret" not in repr(facts)
    assert "database.world_readable" not in facts


@pytest.mark.parametrize(("mode", "readable", "writable"), [(0o600, "false", "false"), (0o644, "true", "false"),
                                                            (0o666, "true", "true")])  # fmt: skip
def test_who_can_open_the_database(mode: int, readable: str, writable: str, tmp_path: Path) -> None:
    path = tmp_path / "mlflow.db"
    path.touch()
    path.chmod(mode)
    for folder in [tmp_path, *tmp_path.parents]:
        if folder.name.startswith(
            ("test_", "popen-", "pytest-")
        ):  # pytest's own, one more where tests run side by side
            folder.chmod(0o755)
    facts = settings(f"sqlite:///{path}")
    assert (facts["database.world_readable"], facts["database.world_writable"]) == (readable, writable)
    tmp_path.chmod(0o700)
    assert settings(f"sqlite:///{path}")["database.world_readable"] == "false"


def test_a_basic_auth_ini(tmp_path: Path) -> None:
    ini = tmp_path / "basic_auth.ini"
    ini.write_text(
        "[mlflow]\ndefault_permission = EDIT\nadmin_username = admin\nadmin_password = password1234\n"
        "database_uri = postgresql://u:s3cret@db/auth\n"
    )
    facts = settings("http://127.0.0.1:5000", ini)
    assert facts["auth.default_permission"] == "EDIT"
    assert facts["auth.admin_password_shipped"] == facts["auth.admin_password_in_file"] == "true"
    assert facts["auth.database_uri"] == "postgresql://***@db/auth"
    assert facts["tracking.loopback"] == "true"
    assert "password1234" not in repr(facts)


@pytest.mark.parametrize("text", ["", "[other]\n", "no section", "[mlflow\n"])
def test_what_is_no_basic_auth_ini(text: str, tmp_path: Path) -> None:
    ini = tmp_path / "basic_auth.ini"
    ini.write_text(text)
    with pytest.raises(UsageError, match="expected MLflow's basic_auth"):
        settings("http://127.0.0.1:5000", ini)


@pytest.mark.parametrize(
    ("uri", "shown"),
    [
        ("sqlite:////var/mlflow.db", "sqlite:////var/mlflow.db"),
        ("postgresql://u:p@h/db", "postgresql://***@h/db"),
        (
            "postgresql://h/db?user=u&password=p&sslmode=require",
            "postgresql://h/db?user=***&password=***&sslmode=require",
        ),
        ("http://u:p@ss@h:5000/x", "http://***@h:5000/x"),
        ("http://u:p@[::1", "http://***@[::1"),
    ],
)
def test_credentials_are_masked(uri: str, shown: str) -> None:
    assert masked(uri) == shown


def test_the_current_version_is_accused_of_nothing() -> None:
    assert matches([("server", "3.17.2"), ("client", "3.17.0"), ("model", "not a version")]).num_rows == 0


@pytest.mark.parametrize(("version", "has", "has_not"), [
    ("3.16.1", {"CVE-2026-116690"}, {"CVE-2026-2635"}),
    ("3.9.0", {"CVE-2026-2614", "CVE-2026-2611"}, {"CVE-2026-116690", "CVE-2026-2393", "CVE-2026-71211"}),
    ("2.22.4", {"CVE-2026-2614"}, {"CVE-2025-11201", "CVE-2025-52967"}),
    ("2.14.1", {"CVE-2024-37055", "CVE-2025-11201"}, set()),
    ("2.14.2", {"CVE-2025-11201"}, {"CVE-2024-37055"}),
    ("3.0.0rc1", {"CVE-2025-11201", "CVE-2025-52967"}, set()),
])  # fmt: skip
def test_a_version_is_matched_with_what_it_has(version: str, has: set[str], has_not: set[str]) -> None:
    found = set(matches([("server", version)])["cve"].to_pylist())
    assert has <= found
    assert not has_not & found


def test_every_known_vulnerability_can_be_looked_up() -> None:
    for row in known().to_pylist():
        assert row["url"].startswith("https://") and row["title"]
        assert row["severity"] in ("critical", "high", "medium", "low")
        for name in ("introduced", "fixed", "last_affected"):
            assert not row[name] or Version(row[name])
